//! Paths of properties, as options name them: `environment.variables["RUST_LOG"]`, `attributes[0]`, `attributes[*]`.
//!
//! <https://www.pulumi.com/docs/iac/concepts/miscellaneous/property-paths/>

use crate::value::{Object, Value};

/// A path, step by step.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

#[derive(Debug, PartialEq, Eq)]
enum Step {
    Key(String),
    Index(usize),
    Each,
}

impl Path {
    /// Reads a path; `None` if it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut steps = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            rest = match rest.strip_prefix('[') {
                Some(inside) => bracket(inside, &mut steps)?,
                None => {
                    let name = match steps.is_empty() {
                        true => rest,
                        false => rest.strip_prefix('.')?,
                    };
                    let end = name.find(['.', '[']).unwrap_or(name.len());
                    let (key, rest) = name.split_at(end);
                    steps.push(Step::Key(
                        Some(key).filter(|key| !key.is_empty())?.to_owned(),
                    ));
                    rest
                }
            };
        }
        (!steps.is_empty()).then_some(Self(steps))
    }

    /// Makes what is at the path in the new inputs what it was in the old ones.
    pub(super) fn restore(&self, new: Object, old: &Object) -> Object {
        let (mut new, old) = (Value::Object(new), Value::Object(old.clone()));
        restore(&mut new, &old, &self.0);
        match new {
            Value::Object(new) => new,
            _ => unreachable!("an object is restored key by key"),
        }
    }

    /// Whether what is at the path is not the same in both.
    pub(super) fn differs(&self, old: &Object, new: &Object) -> bool {
        let (old, new) = (Value::Object(old.clone()), Value::Object(new.clone()));
        found(&old, &self.0) != found(&new, &self.0)
    }
}

/// Reads what stands behind a `[`, and gives what stands behind the `]`.
fn bracket<'a>(inside: &'a str, steps: &mut Vec<Step>) -> Option<&'a str> {
    if let Some(quoted) = inside.strip_prefix('"') {
        let mut key = String::new();
        let mut characters = quoted.char_indices();
        while let Some((at, character)) = characters.next() {
            match character {
                '\\' => key.push(characters.next()?.1),
                '"' => {
                    steps.push(Step::Key(key));
                    return quoted[at + 1..].strip_prefix(']');
                }
                other => key.push(other),
            }
        }
        return None;
    }
    let (index, rest) = inside.split_once(']')?;
    steps.push(match index {
        "*" => Step::Each,
        index => Step::Index(index.parse().ok()?),
    });
    Some(rest)
}

fn restore(new: &mut Value, old: &Value, path: &[Step]) {
    let Some((step, rest)) = path.split_first() else {
        *new = old.clone();
        return;
    };
    match (step, new, old) {
        (Step::Key(key), Value::Object(new), Value::Object(old)) => {
            restore_key(new, old, key, rest);
        }
        (Step::Index(index), Value::List(new), Value::List(old)) => {
            if let (Some(new), Some(old)) = (new.get_mut(*index), old.get(*index)) {
                restore(new, old, rest);
            }
        }
        (Step::Each, Value::List(new), Value::List(old)) => {
            for (new, old) in new.iter_mut().zip(old) {
                restore(new, old, rest);
            }
        }
        (Step::Each, Value::Object(new), Value::Object(old)) => {
            let keys: Vec<_> = new.keys().chain(old.keys()).cloned().collect();
            for key in keys {
                restore_key(new, old, &key, rest);
            }
        }
        _ => {}
    }
}

fn restore_key(new: &mut Object, old: &Object, key: &str, rest: &[Step]) {
    match (new.get_mut(key), old.get(key)) {
        (Some(new), Some(old)) => restore(new, old, rest),
        (None, Some(old)) if rest.is_empty() => {
            new.insert(key.to_owned(), old.clone());
        }
        (Some(_), None) if rest.is_empty() => {
            new.remove(key);
        }
        _ => {}
    }
}

fn found<'a>(value: &'a Value, path: &[Step]) -> Vec<&'a Value> {
    let Some((step, rest)) = path.split_first() else {
        return vec![value];
    };
    let next: Vec<_> = match (step, value) {
        (Step::Key(key), Value::Object(fields)) => fields.get(key).into_iter().collect(),
        (Step::Index(index), Value::List(items)) => items.get(*index).into_iter().collect(),
        (Step::Each, Value::List(items)) => items.iter().collect(),
        (Step::Each, Value::Object(fields)) => fields.values().collect(),
        _ => Vec::new(),
    };
    next.into_iter()
        .flat_map(|value| found(value, rest))
        .collect()
}
