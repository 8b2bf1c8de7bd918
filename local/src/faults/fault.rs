//! What goes wrong, where, and how often.
//!
#![doc = include_str!("../../../docs/faults.md")]

use std::{fmt, str::FromStr, time::Duration};

/// A fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// As it was written.
    text: String,
    pub(super) effect: Effect,
    pub(super) when: When,
}

/// What happens to which calls. The two targets have faults of their own.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Effect {
    Database(Operations, DatabaseFault),
    Connections(Methods, ConnectionsFault),
}

/// Calls of DynamoDB.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Operations {
    All,
    Reads,
    Writes,
    Named(&'static str),
}

/// Calls of `@connections`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Methods {
    All,
    Post,
    Delete,
}

/// Faults of one target, each by its name: those that are a word, and those that are a word and a span.
macro_rules! faults {
    ($(#[$doc:meta])* $target:ident: $($word:literal $kind:ident)+, spans: $($of_span:literal $spanned:ident)+) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum $target {
            $($kind,)+
            $($spanned(Duration),)+
        }

        impl Named for $target {
            const WORDS: &[(&str, Self)] = &[$(($word, Self::$kind)),+];
            const SPANS: &[(&str, OfSpan<Self>)] = &[$(($of_span, Self::$spanned)),+];
        }
    };
}

faults! {
    /// What happens to a call of DynamoDB; the [module](self) says it for each.
    DatabaseFault:
        "throttle" Throttle
        "error" Error
        "denied" Denied
        "reset" Reset
        "lost" Lost
        "ignored" Ignored
        "hang" Hang
        "silent" Silent
        "unprocessed" Unprocessed
        "kill-before" KillBefore
        "kill-during" KillDuring
        "kill-after" KillAfter,
    spans:
        "slow" Slow
        "stale" Stale
        "freeze" Freeze
}

faults! {
    /// What happens to a call of `@connections`; the [module](self) says it for each.
    ConnectionsFault:
        "throttle" Throttle
        "error" Error
        "denied" Denied
        "gone" Gone
        "ignored" Ignored
        "hang" Hang
        "silent" Silent
        "kill-before" KillBefore
        "kill-during" KillDuring,
    spans:
        "young" Young
        "slow" Slow
        "freeze" Freeze
}

/// Which calls meet a fault.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum When {
    /// Each.
    Always,
    /// The next so many.
    Next(u32),
    /// A part of them, from 0 to 1, by chance.
    Chance(f64),
}

impl When {
    pub(super) fn strikes(&mut self, dice: &mut fastrand::Rng) -> bool {
        match self {
            Self::Always => true,
            Self::Next(0) => false,
            Self::Next(left) => {
                *left -= 1;
                true
            }
            Self::Chance(part) => dice.f64() < *part,
        }
    }
}

/// What is not a fault.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{fault}` is not a fault: {problem}")]
pub struct InvalidFault {
    fault: String,
    problem: String,
}

const OPERATIONS: [(&str, Operations); 3] = [
    ("database", Operations::All),
    ("reads", Operations::Reads),
    ("writes", Operations::Writes),
];

const METHODS: [(&str, Methods); 3] = [
    ("connections", Methods::All),
    ("post", Methods::Post),
    ("delete", Methods::Delete),
];

const READS: [&str; 5] = [
    "BatchGetItem",
    "GetItem",
    "Query",
    "Scan",
    "TransactGetItems",
];
const WRITES: [&str; 5] = [
    "BatchWriteItem",
    "DeleteItem",
    "PutItem",
    "TransactWriteItems",
    "UpdateItem",
];

impl Fault {
    /// Whether it needs the laptop's own database, which is copied for it.
    pub fn needs_a_copy(&self) -> bool {
        matches!(self.effect, Effect::Database(_, DatabaseFault::Stale(_)))
    }
}

impl Operations {
    pub(super) fn include(self, name: &str) -> bool {
        match self {
            Self::All => true,
            Self::Reads => READS.contains(&name),
            Self::Writes => WRITES.contains(&name),
            Self::Named(operation) => operation == name,
        }
    }

    fn find(text: &str) -> Option<Self> {
        let known = READS.into_iter().chain(WRITES);
        let mut operation = known.filter(|name| *name == text).map(Self::Named);
        find(&OPERATIONS, text).or_else(|| operation.next())
    }
}

impl Methods {
    pub(super) fn include(self, method: &http::Method) -> bool {
        match self {
            Self::All => true,
            Self::Post => method == http::Method::POST,
            Self::Delete => method == http::Method::DELETE,
        }
    }
}

type OfSpan<F> = fn(Duration) -> F;

/// The faults of one target.
trait Named: Copy + 'static {
    const WORDS: &[(&str, Self)];
    const SPANS: &[(&str, OfSpan<Self>)];

    fn has(name: &str) -> bool {
        find(Self::WORDS, name).is_some() || find(Self::SPANS, name).is_some()
    }

    fn parse(text: &str) -> Result<Self, String> {
        if let Some(word) = find(Self::WORDS, text) {
            return Ok(word);
        }
        let (name, span) = text.split_once(':').unwrap_or((text, ""));
        let Some(of_span) = find(Self::SPANS, name) else {
            let words = Self::WORDS.iter().map(|(name, _)| (*name).to_owned());
            let spans = Self::SPANS.iter().map(|(name, _)| format!("{name}:SPAN"));
            let all: Vec<_> = words.chain(spans).collect();
            return Err(format!("`{text}` is none of {}", all.join(", ")));
        };
        parse_span(span).map(of_span).ok_or_else(|| {
            format!("`{name}` needs a span, such as {name}:200ms, {name}:3s or {name}:2m")
        })
    }
}

fn find<T: Copy>(named: &[(&str, T)], name: &str) -> Option<T> {
    let found = named.iter().find(|(known, _)| *known == name);
    found.map(|(_, value)| *value)
}

impl Effect {
    fn parse(target: &str, what: &str) -> Result<Self, String> {
        let (name, _) = what.split_once(':').unwrap_or((what, ""));
        let (operations, methods) = (Operations::find(target), find(&METHODS, target));
        let only_elsewhere = match operations {
            Some(_) => !DatabaseFault::has(name) && ConnectionsFault::has(name),
            None => !ConnectionsFault::has(name) && DatabaseFault::has(name),
        };
        match (operations, methods) {
            (None, None) => {
                let operations = OPERATIONS.map(|(name, _)| name);
                let methods = METHODS.map(|(name, _)| name);
                Err(format!(
                    "`{target}` is none of {}, and no operation such as PutItem or Query",
                    [operations, methods].concat().join(", ")
                ))
            }
            _ if only_elsewhere => Err(format!("`{what}` does not happen to `{target}`")),
            (Some(operations), _) => Ok(Self::Database(operations, DatabaseFault::parse(what)?)),
            (None, Some(methods)) => Ok(Self::Connections(methods, ConnectionsFault::parse(what)?)),
        }
    }
}

impl FromStr for Fault {
    type Err = InvalidFault;

    fn from_str(text: &str) -> Result<Self, InvalidFault> {
        let parse = || -> Result<Self, String> {
            let (target, rest) = text.split_once('=').ok_or(
                "write TARGET=WHAT or TARGET=WHAT@WHEN, such as writes=lost@10%".to_owned(),
            )?;
            let (what, when) = match rest.split_once('@') {
                Some((what, when)) => (what, when.parse()?),
                None => (rest, When::Always),
            };
            Ok(Self {
                text: text.to_owned(),
                effect: Effect::parse(target, what)?,
                when,
            })
        };
        parse().map_err(|problem| InvalidFault {
            fault: text.to_owned(),
            problem,
        })
    }
}

impl FromStr for When {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let percent = text.strip_suffix('%').map(str::parse::<f64>);
        let when = match percent {
            Some(Ok(percent)) if (0.0..=100.0).contains(&percent) => {
                Some(Self::Chance(percent / 100.0))
            }
            Some(_) => None,
            None => text.parse().ok().map(Self::Next),
        };
        when.ok_or_else(|| {
            format!(
                "`{text}` is neither a number of calls, such as 3, nor a part of them, such as 10%"
            )
        })
    }
}

fn parse_span(text: &str) -> Option<Duration> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let number: u32 = text[..digits].parse().ok()?;
    let unit = match &text[digits..] {
        "ms" => Duration::from_millis(1),
        "s" => Duration::from_secs(1),
        "m" => Duration::from_secs(60),
        _ => return None,
    };
    unit.checked_mul(number)
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
