use super::Resolved;
use crate::{
    problem::Problem,
    value::{Object, Value},
};
use serde::de::DeserializeOwned;
use serde_json::Value as Json;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
};

/// What a provider says of a resource, or as the results of a function.
#[derive(Default)]
pub(crate) struct Answer {
    pub(crate) properties: Object,
    /// Whether a property that is absent is one that is not known yet. Otherwise it has no value.
    pub(crate) absent_is_unknown: bool,
    /// Whether all of it is secret.
    pub(crate) secret: bool,
    /// The properties that are secret even when they are absent.
    pub(crate) secret_properties: Vec<String>,
    /// URNs of the resources that it depends on.
    pub(crate) dependencies: BTreeSet<String>,
    /// Those that single properties depend on besides.
    pub(crate) property_dependencies: BTreeMap<String, Vec<String>>,
}

impl Answer {
    /// A property as the value of an output of type `T`.
    ///
    /// The type is checked here, where the property has a name, and not where the value is used. `what` begins the sentence of the
    /// problem.
    pub(crate) fn property<T: DeserializeOwned>(
        &self,
        property: &str,
        what: impl fmt::Display,
    ) -> Result<Resolved, Problem> {
        let found = self.properties.get(property);
        let besides = self.property_dependencies.get(property);
        let besides = besides.into_iter().flatten().cloned();
        let resolved = Resolved {
            value: match found {
                Some(value) => value.reveal(),
                None if self.absent_is_unknown => None,
                None => Some(Json::Null),
            },
            secret: self.secret
                || self
                    .secret_properties
                    .iter()
                    .any(|secret| secret == property)
                || found.is_some_and(Value::contains_secret),
            dependencies: self.dependencies.iter().cloned().chain(besides).collect(),
        };
        if let Some(value) = &resolved.value
            && let Err(error) = T::deserialize(value)
        {
            let problem = Problem::new(format!(
                "{what} `{property}` that is not as its type says: {error}"
            ));
            return Err(problem.masked(&resolved.mask(value)));
        }
        Ok(resolved)
    }
}
