//! What a program declares, for its tests: it runs against an engine whose providers only pretend.
//!
//! ```
//! use pulumi::{Context, testing::Mocks};
//!
//! fn program(ctx: &Context) -> anyhow::Result<()> {
//!     ctx.export("answer", 42);
//!     Ok(())
//! }
//!
//! let declared = Mocks::new().declare(program);
//! assert_eq!(declared.exports()["answer"], 42);
//! ```

mod host_process;
mod schema;

pub use host_process::HostProcess;
pub use schema::Schema;

use crate::{
    builtin::StackReference,
    context::Context,
    engine::{
        Created, Diagnostic, Engine, Failed, Outcome, Provider, ProviderError, Registration,
        async_trait,
    },
    resource::{PROVIDER_TYPE, package_of},
    value::{Json, Object, Value},
};
use std::collections::{BTreeMap, BTreeSet};

/// The project that programs under test run in.
pub const PROJECT: &str = "project";
/// The stack that programs under test run in.
pub const STACK: &str = "stack";

/// Providers that create nothing. Outputs are the inputs, and beside them what the test or a [`Schema`] says; the id is the
/// logical name with `-id`. Whatever is read is there, and has the state that the program gives as well.
#[doc(alias("setMocks", "WithMocks"))]
#[derive(Default)]
#[must_use]
pub struct Mocks {
    stack: Option<String>,
    provider: MockProvider,
    config: BTreeMap<String, String>,
    secret_keys: BTreeSet<String>,
    preview: bool,
}

impl Mocks {
    /// Mocks that know no more than what a program gives them.
    pub fn new() -> Self {
        Self::default()
    }

    /// Holds what is given to resources and functions of a package to its schema, and makes up the outputs that it says are always
    /// there: `itemsTable.arn`. May be called several times, with schemas of several packages; what has none is not checked.
    pub fn schema(mut self, schema: Schema) -> Self {
        let package = schema.package().to_owned();
        self.provider.schemas.insert(package, schema);
        self
    }

    /// Gives resources of a type outputs.
    ///
    /// # Panics
    ///
    /// If `outputs` is not a JSON object.
    pub fn outputs(mut self, r#type: impl Into<String>, outputs: Json) -> Self {
        let Value::Object(outputs) = Value::from_json(outputs) else {
            panic!("outputs are an object");
        };
        self.provider.outputs.insert(r#type.into(), outputs);
        self
    }

    /// Gives a function results, in place of those that a schema makes up.
    ///
    /// # Panics
    ///
    /// If `results` is not a JSON object.
    pub fn results(mut self, function: impl Into<String>, results: Json) -> Self {
        let Value::Object(results) = Value::from_json(results) else {
            panic!("results are an object");
        };
        self.provider.results.insert(function.into(), results);
        self
    }

    /// Gives another stack outputs, for a [`StackReference`] to read.
    ///
    /// # Panics
    ///
    /// If `outputs` is not a JSON object.
    pub fn stack(mut self, name: impl Into<String>, outputs: Json) -> Self {
        let outputs = Value::from_json(outputs);
        assert!(matches!(outputs, Value::Object(_)), "outputs are an object");
        self.provider.stacks.insert(name.into(), outputs);
        self
    }

    /// Sets a key of the configuration: in the project's own namespace, or with its namespace (`aws:region`).
    pub fn config(mut self, key: &str, value: impl Into<String>) -> Self {
        self.config.insert(namespaced(key), value.into());
        self
    }

    /// Sets a key of the configuration to a secret.
    pub fn secret(mut self, key: &str, value: impl Into<String>) -> Self {
        self.secret_keys.insert(namespaced(key));
        self.config(key, value)
    }

    /// Runs the program in a stack of another name than [`STACK`].
    pub fn in_stack(mut self, name: &str) -> Self {
        self.stack = Some(name.to_owned());
        self
    }

    /// Makes the run a preview, in which all that a provider would have to say is unknown.
    pub fn preview(mut self) -> Self {
        self.preview = true;
        self
    }

    /// Runs a program and tells what it declared.
    ///
    /// # Panics
    ///
    /// If the program fails: with its problems.
    pub fn declare<P>(self, program: P) -> Declared
    where
        P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
    {
        self.try_declare(program)
            .unwrap_or_else(|failed| panic!("the program failed: {failed}"))
    }

    /// Runs a program that may fail.
    ///
    /// # Errors
    ///
    /// What went wrong.
    ///
    /// # Panics
    ///
    /// If there can be no runtime, or if it is called in one: there, a test uses [`Mocks::engine`].
    pub fn try_declare<P>(self, program: P) -> Result<Declared, Failed>
    where
        P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
    {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a test can have a runtime")
            .block_on(self.engine().run(program))
            .map(Declared)
    }

    /// The engine that the mocks belong to, for tests that run it themselves.
    pub fn engine(self) -> Engine {
        Engine::new(PROJECT, self.stack.as_deref().unwrap_or(STACK))
            .config(self.config)
            .secret_keys(self.secret_keys)
            .dry_run(self.preview)
            .provider("", self.provider)
    }
}

fn namespaced(key: &str) -> String {
    match key.contains(':') {
        true => key.to_owned(),
        false => format!("{PROJECT}:{key}"),
    }
}

/// What a program declared.
#[derive(Debug, Clone)]
pub struct Declared(pub Outcome);

impl Declared {
    /// All that was registered, sorted by URN, without the stack itself.
    pub fn resources(&self) -> impl Iterator<Item = &Registration> {
        self.0
            .registrations
            .iter()
            .filter(|resource| resource.parent.is_some())
    }

    /// The resource of a type with a logical name.
    ///
    /// # Panics
    ///
    /// If there is none: with all that there are.
    pub fn resource(&self, r#type: &str, name: &str) -> &Registration {
        self.resources()
            .find(|resource| resource.r#type == r#type && resource.name == name)
            .unwrap_or_else(|| {
                let all: Vec<_> = self.resources().map(Registration::path).collect();
                panic!("there is no {type} `{name}`; there are {all:#?}")
            })
    }

    /// The stack's outputs as JSON in the wire's form.
    pub fn exports(&self) -> Json {
        Value::Object(self.0.exports.clone()).to_json()
    }

    /// What was said.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.0.diagnostics
    }

    /// All that was registered as JSON, to be compared with a file: by URN without project and stack, what the program gave,
    /// the parent, dependencies and options.
    pub fn to_json(&self) -> Json {
        let prefix = format!("urn:pulumi:{STACK}::{PROJECT}::");
        let resources: BTreeMap<_, _> = self.resources().map(|r| (r.path(), r)).collect();
        let text = serde_json::to_string(&resources).expect("registrations have a JSON form");
        serde_json::from_str(&text.replace(&prefix, "")).expect("a shorter string is as good JSON")
    }
}

#[derive(Default)]
struct MockProvider {
    /// By package.
    schemas: BTreeMap<String, Schema>,
    outputs: BTreeMap<String, Object>,
    results: BTreeMap<String, Object>,
    stacks: BTreeMap<String, Value>,
}

impl MockProvider {
    /// The schema of the package of a resource type or function, if the test gives one.
    fn schema(&self, token: &str) -> Option<&Schema> {
        let package = token.strip_prefix(PROVIDER_TYPE);
        self.schemas.get(package.unwrap_or(package_of(token)))
    }

    /// What is always there, what a program gives, and what the test says.
    fn outputs(&self, r#type: &str, name: &str, given: &Object) -> Object {
        let schema = self.schema(r#type);
        let made_up = schema.map(|schema| schema.make_up_outputs(r#type, name));
        let said = self.outputs.get(r#type).cloned();
        let outputs = made_up.into_iter().chain([given.clone()]).chain(said);
        outputs.flatten().collect()
    }
}

#[async_trait]
impl Provider for MockProvider {
    async fn check(&self, resource: &Registration, inputs: &Object) -> Result<(), ProviderError> {
        let schema = self.schema(&resource.r#type);
        schema.map_or(Ok(()), |schema| schema.check(&resource.r#type, inputs))
    }

    async fn create(
        &self,
        resource: &Registration,
        inputs: &Object,
    ) -> Result<Created, ProviderError> {
        let Registration { r#type, name, .. } = resource;
        Ok(Created {
            id: format!("{name}-id"),
            outputs: self.outputs(r#type, name, inputs),
        })
    }

    async fn read(&self, r#type: &str, id: &str, state: &Object) -> Result<Object, ProviderError> {
        if r#type != StackReference::TYPE {
            return Ok(self.outputs(r#type, id, state));
        }
        let outputs = self.stacks.get(id);
        let outputs =
            outputs.ok_or_else(|| ProviderError::new("the test says no outputs of this stack"))?;
        Ok([("outputs".to_owned(), outputs.clone())].into())
    }

    async fn invoke(&self, function: &str, arguments: &Object) -> Result<Object, ProviderError> {
        let schema = self.schema(function);
        if let Some(schema) = schema {
            schema.check_arguments(function, arguments)?;
        }
        let made_up = || Some(schema?.make_up_results(function));
        let results = self.results.get(function).cloned().or_else(made_up);
        results.ok_or_else(|| ProviderError::new("the test says no results of this function"))
    }
}
