//! Policies: the part of IAM's policy language that is evaluated here. Any other element is an error: to pass over it would allow or
//! deny something else than AWS does.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use crate::pattern::{matches, matches_in_any_case};
use serde::Deserialize;
use serde_json::{Map, Value};

/// What is allowed or denied, on what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Whether it allows or denies.
    pub effect: Effect,
    /// `Action`, or `NotAction`.
    pub actions: Described,
    /// `Resource`, or `NotResource`.
    pub resources: Described,
}

/// What a statement does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Effect {
    /// Allows, unless another statement denies.
    Allow,
    /// Denies, whatever others allow.
    Deny,
}

/// What some patterns describe, or all that none of them does. `*` stands for any text, `?` for one character.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Described {
    /// `Action`, `Resource`
    By(Vec<String>),
    /// `NotAction`, `NotResource`
    ByNone(Vec<String>),
}

/// Why something is not allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// No statement allows it.
    NotAllowed,
    /// A statement denies it.
    Denied,
}

/// Decides by the effects of the statements that are about something: one must allow it, and none may deny it.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
///
/// # Errors
/// It is not allowed.
pub fn decide(effects: impl IntoIterator<Item = Effect>) -> Result<(), Refused> {
    let mut decision = Err(Refused::NotAllowed);
    for effect in effects {
        match effect {
            Effect::Deny => return Err(Refused::Denied),
            Effect::Allow => decision = Ok(()),
        }
    }
    decision
}

impl Statement {
    /// Reads the statement of an identity's policy.
    ///
    /// # Errors
    /// What is wrong with it, or what is not evaluated.
    pub fn parse(mut fields: Map<String, Value>) -> Result<Self, String> {
        let statement = Self {
            effect: effect(&mut fields)?,
            actions: actions(&mut fields)?,
            resources: described(&mut fields, "Resource", "NotResource")?,
        };
        nothing_left(&fields)?;
        Ok(statement)
    }

    /// The statement's effect on an action on a resource; none, if it is about others.
    pub fn effect_on(&self, action: &str, resource: &str) -> Option<Effect> {
        let about = self.actions.have_action(action) && self.resources.have_arn(resource);
        about.then_some(self.effect)
    }
}

impl Described {
    /// The patterns, whichever way they are meant.
    pub fn patterns(&self) -> &[String] {
        let (Self::By(patterns) | Self::ByNone(patterns)) = self;
        patterns
    }

    /// Whether they describe an action. Its case says nothing.
    pub fn have_action(&self, action: &str) -> bool {
        self.have(|pattern| matches_in_any_case(pattern, action))
    }

    fn have_arn(&self, arn: &str) -> bool {
        self.have(|pattern| matches_arn(pattern, arn))
    }

    fn have(&self, matches: impl Fn(&String) -> bool) -> bool {
        match self {
            Self::By(patterns) => patterns.iter().any(matches),
            Self::ByNone(patterns) => !patterns.iter().any(matches),
        }
    }
}

/// Whether a pattern describes a resource. An ARN is compared part by part: a wildcard before the last part does not reach over a colon.
///
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
pub fn matches_arn(pattern: &str, arn: &str) -> bool {
    if !is_arn(pattern) {
        return matches(pattern, arn);
    }
    let parts = pattern.splitn(6, ':').zip(arn.splitn(6, ':'));
    is_arn(arn) && parts.into_iter().all(|(part, text)| matches(part, text))
}

/// Whether a text is written as an ARN is, perhaps with wildcards.
pub fn is_arn(text: &str) -> bool {
    text.starts_with("arn:") && text.splitn(6, ':').count() == 6
}

/// Takes the statements out of a document: one, or a list. A problem says which of them has it.
///
/// # Errors
/// There are none, or one is not what `read` reads.
pub fn statements<S>(
    document: &mut Map<String, Value>,
    read: impl Fn(Map<String, Value>) -> Result<S, String>,
) -> Result<Vec<S>, String> {
    let statements = document.remove("Statement").ok_or("it has no Statement")?;
    let read = |(index, statement)| {
        let statement = match statement {
            Value::Object(fields) => read(fields),
            _ => Err("it is not a JSON object".to_owned()),
        };
        statement.map_err(|problem| format!("statement {}: {problem}", index + 1))
    };
    one_or_many(statements)
        .into_iter()
        .enumerate()
        .map(read)
        .collect()
}

/// Takes the effect out of a statement, and its `Sid`, which says nothing.
///
/// # Errors
/// There is none, or it is not one.
pub fn effect(fields: &mut Map<String, Value>) -> Result<Effect, String> {
    fields.remove("Sid");
    let effect = fields.remove("Effect").ok_or("it has no Effect")?;
    Effect::deserialize(&effect)
        .map_err(|_| format!("its Effect is {effect}, which is neither Allow nor Deny"))
}

/// Takes the actions out of a statement.
///
/// # Errors
/// There are none, or they are said in both ways.
pub fn actions(fields: &mut Map<String, Value>) -> Result<Described, String> {
    described(fields, "Action", "NotAction")
}

/// What is said by one of two names, of which there must be exactly one.
fn described(
    fields: &mut Map<String, Value>,
    by: &str,
    by_none: &str,
) -> Result<Described, String> {
    match (fields.remove(by), fields.remove(by_none)) {
        (Some(value), None) => Ok(Described::By(texts(value, by)?)),
        (None, Some(value)) => Ok(Described::ByNone(texts(value, by_none)?)),
        (None, None) => Err(format!("it has neither {by} nor {by_none}")),
        (Some(_), Some(_)) => Err(format!("it has both {by} and {by_none}")),
    }
}

/// A text, or a list of them. IAM takes no empty lists, which could also mean the contrary of what they seem to: nothing but an empty
/// `NotAction` is everything.
///
/// # Errors
/// It is neither.
pub fn texts(value: Value, name: &str) -> Result<Vec<String>, String> {
    let texts = one_or_many(value).into_iter().map(|value| match value {
        Value::String(text) => Ok(text),
        other => Err(format!("{other} is not text")),
    });
    match texts.collect::<Result<Vec<_>, _>>()? {
        texts if texts.is_empty() => Err(format!("its {name} is empty")),
        texts => Ok(texts),
    }
}

/// Makes sure that every element was taken out.
///
/// # Errors
/// One that was not.
pub fn nothing_left(fields: &Map<String, Value>) -> Result<(), String> {
    match fields.keys().next() {
        Some(unknown) => Err(format!("it has an unknown element `{unknown}`")),
        None => Ok(()),
    }
}

fn one_or_many(value: Value) -> Vec<Value> {
    match value {
        Value::Array(many) => many,
        one => vec![one],
    }
}
