//! Policy documents: the part of IAM's policy language that the laptop evaluates. What it does not evaluate is an error, since to
//! pass over it would allow or deny something else than AWS does.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use gateway::pattern;
use serde_json::{Map, Value};

/// The versions of the policy language.
const VERSIONS: [&str; 2] = ["2012-10-17", "2008-10-17"];

/// A policy of an identity, such as a role's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its statements.
    pub statements: Vec<Statement>,
}

/// What is allowed or denied, on what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Whether it allows or denies.
    pub effect: Effect,
    /// `Action`, or `NotAction`.
    pub actions: Described<ActionPattern>,
    /// `Resource`, or `NotResource`.
    pub resources: Described<ResourcePattern>,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Allows, unless another statement denies.
    Allow,
    /// Denies, whatever others allow.
    Deny,
}

/// What some patterns describe, or all that none of them does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Described<P> {
    /// `Action`, `Resource`
    By(Vec<P>),
    /// `NotAction`, `NotResource`
    ByNone(Vec<P>),
}

/// An action, such as `dynamodb:Query`, perhaps with `*` and `?`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionPattern(String);

/// The ARN of a resource, perhaps with `*` and `?`; or `*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePattern(String);

/// A pattern of either kind.
pub trait Pattern: Sized {
    /// Reads it.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    fn parse(text: &str) -> Result<Self, String>;

    /// As it is written.
    fn as_str(&self) -> &str;

    /// Whether it describes this action or resource.
    fn matches(&self, text: &str) -> bool;

    /// Whether it has `*` or `?`.
    fn has_wildcard(&self) -> bool {
        self.as_str().contains(['*', '?'])
    }
}

impl Pattern for ActionPattern {
    fn parse(text: &str) -> Result<Self, String> {
        let names = text.split_once(':');
        if text == "*"
            || names.is_some_and(|(service, name)| !service.is_empty() && !name.is_empty())
        {
            return Ok(Self(text.to_owned()));
        }
        Err(format!("`{text}` is not an action, such as dynamodb:Query"))
    }

    fn as_str(&self) -> &str {
        &self.0
    }

    fn matches(&self, action: &str) -> bool {
        pattern::matches_in_any_case(&self.0, action)
    }
}

impl Pattern for ResourcePattern {
    fn parse(text: &str) -> Result<Self, String> {
        if text.contains("${") {
            return Err(format!(
                "`{text}` has a policy variable, which the laptop does not evaluate"
            ));
        }
        if text == "*" || (text.starts_with("arn:") && text.splitn(6, ':').count() == 6) {
            return Ok(Self(text.to_owned()));
        }
        Err(format!(
            "`{text}` is not the ARN of a resource, such as arn:aws:dynamodb:eu-north-1:000000000000:table/items"
        ))
    }

    fn as_str(&self) -> &str {
        &self.0
    }

    /// Part by part: a wildcard before the last part does not reach over a colon.
    ///
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
    fn matches(&self, resource: &str) -> bool {
        if self.0 == "*" {
            return true;
        }
        let mut parts = resource.splitn(6, ':');
        let same = self.0.splitn(6, ':').all(|part| {
            parts
                .next()
                .is_some_and(|text| pattern::matches(part, text))
        });
        same && parts.next().is_none()
    }
}

impl<P: Pattern> Described<P> {
    /// The patterns, whichever way they are meant.
    pub fn patterns(&self) -> &[P] {
        let (Self::By(patterns) | Self::ByNone(patterns)) = self;
        patterns
    }

    /// Whether this is what is described.
    pub fn has(&self, text: &str) -> bool {
        let described = self.patterns().iter().any(|pattern| pattern.matches(text));
        match self {
            Self::By(_) => described,
            Self::ByNone(_) => !described,
        }
    }
}

impl Statement {
    /// Whether this is about that action on that resource.
    pub fn is_about(&self, action: &str, resource: &str) -> bool {
        self.actions.has(action) && self.resources.has(resource)
    }
}

impl Document {
    /// Reads a document as it is declared, in JSON.
    ///
    /// # Errors
    ///
    /// What is wrong with it, or what the laptop does not evaluate.
    pub fn parse(json: &str) -> Result<Self, String> {
        let statements = statements(json, statement)?;
        Ok(Self { statements })
    }
}

/// The statements of a document that is one, each read by a function. A problem says which of them has it.
pub(crate) fn statements<S>(
    json: &str,
    read: impl Fn(Map<String, Value>) -> Result<S, String>,
) -> Result<Vec<S>, String> {
    let document: Value = serde_json::from_str(json).map_err(|e| format!("it is not JSON: {e}"))?;
    let Value::Object(mut document) = document else {
        return Err("it is not a JSON object".to_owned());
    };
    match document.remove("Version") {
        None => {}
        Some(version) if VERSIONS.iter().any(|known| version == *known) => {}
        Some(version) => {
            return Err(format!(
                "its Version is {version}, which is none of {}",
                VERSIONS.join(", ")
            ));
        }
    }
    document.remove("Id");
    let statements = document.remove("Statement").ok_or("it has no Statement")?;
    nothing_left(&document)?;
    one_or_many(statements, "Statement")?
        .into_iter()
        .enumerate()
        .map(|(index, statement)| {
            let statement = match statement {
                Value::Object(fields) => read(fields),
                _ => Err("it is not a JSON object".to_owned()),
            };
            statement.map_err(|problem| format!("statement {}: {problem}", index + 1))
        })
        .collect()
}

fn statement(mut fields: Map<String, Value>) -> Result<Statement, String> {
    fields.remove("Sid");
    let effect = effect(&mut fields)?;
    let actions = described(&mut fields, "Action", "NotAction", ActionPattern::parse)?;
    let resources = described(
        &mut fields,
        "Resource",
        "NotResource",
        ResourcePattern::parse,
    )?;
    for unsupported in ["Condition", "Principal", "NotPrincipal"] {
        if fields.contains_key(unsupported) {
            return Err(match unsupported {
                "Condition" => "it has a Condition, which the laptop does not evaluate".to_owned(),
                _ => format!("it has a {unsupported}, which a policy of a role cannot have"),
            });
        }
    }
    nothing_left(&fields)?;
    Ok(Statement {
        effect,
        actions,
        resources,
    })
}

pub(crate) fn effect(fields: &mut Map<String, Value>) -> Result<Effect, String> {
    match fields.remove("Effect") {
        Some(Value::String(effect)) if effect == "Allow" => Ok(Effect::Allow),
        Some(Value::String(effect)) if effect == "Deny" => Ok(Effect::Deny),
        Some(other) => Err(format!(
            "its Effect is {other}, which is neither Allow nor Deny"
        )),
        None => Err("it has no Effect".to_owned()),
    }
}

/// What is said by one of two names, of which there must be exactly one.
pub(crate) fn described<P>(
    fields: &mut Map<String, Value>,
    by: &str,
    by_none: &str,
    read: impl Fn(&str) -> Result<P, String>,
) -> Result<Described<P>, String> {
    let patterns = |value, name| -> Result<Vec<P>, String> {
        let parsed = one_or_many(value, name)?
            .into_iter()
            .map(|value| match value {
                Value::String(text) => read(&text),
                other => Err(format!("{other} is not text")),
            });
        parsed.collect()
    };
    match (fields.remove(by), fields.remove(by_none)) {
        (Some(value), None) => Ok(Described::By(patterns(value, by)?)),
        (None, Some(value)) => Ok(Described::ByNone(patterns(value, by_none)?)),
        (None, None) => Err(format!("it has neither {by} nor {by_none}")),
        (Some(_), Some(_)) => Err(format!("it has both {by} and {by_none}")),
    }
}

pub(crate) fn nothing_left(fields: &Map<String, Value>) -> Result<(), String> {
    match fields.keys().next() {
        Some(unknown) => Err(format!("it has an unknown element `{unknown}`")),
        None => Ok(()),
    }
}

/// A list, or the one thing that stands for a list of one. IAM takes no empty ones, which could also mean the contrary of what they
/// seem to: nothing but an empty `NotAction` is everything.
pub(crate) fn one_or_many(value: Value, name: &str) -> Result<Vec<Value>, String> {
    match value {
        Value::Array(many) if many.is_empty() => Err(format!("its {name} is empty")),
        Value::Array(many) => Ok(many),
        one => Ok(vec![one]),
    }
}
