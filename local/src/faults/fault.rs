//! What goes wrong, where, and how often.
//!
#![doc = include_str!("../../../docs/faults.md")]

use std::{fmt, str::FromStr, time::Duration};

/// A fault.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The calls that may meet it.
    pub target: Target,
    /// What happens to them.
    pub what: What,
    /// Which of them meet it.
    pub when: When,
}

/// Calls of a handler.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// All of DynamoDB.
    Database,
    /// Of DynamoDB, those that read.
    Reads,
    /// Of DynamoDB, those that write.
    Writes,
    /// That operation of DynamoDB.
    Operation(String),
    /// All of `@connections`.
    Connections,
    /// Of `@connections`, those that send.
    Post,
    /// Of `@connections`, those that close.
    Delete,
}

/// What happens to a call; the [module](self) says it for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "the module's table says it for both kinds of call"
)]
pub enum What {
    Throttle,
    Error,
    Denied,
    Gone,
    Young(Duration),
    Reset,
    Lost,
    Ignored,
    Hang,
    Silent,
    Slow(Duration),
    Stale(Duration),
    Unprocessed,
    KillBefore,
    KillDuring,
    KillAfter,
    Freeze(Duration),
}

/// Which calls meet a fault.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum When {
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

const TARGETS: [(&str, Target); 6] = [
    ("database", Target::Database),
    ("reads", Target::Reads),
    ("writes", Target::Writes),
    ("connections", Target::Connections),
    ("post", Target::Post),
    ("delete", Target::Delete),
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

/// Faults that are a word.
const WORDS: [(&str, What); 13] = [
    ("throttle", What::Throttle),
    ("error", What::Error),
    ("denied", What::Denied),
    ("gone", What::Gone),
    ("reset", What::Reset),
    ("lost", What::Lost),
    ("ignored", What::Ignored),
    ("hang", What::Hang),
    ("silent", What::Silent),
    ("unprocessed", What::Unprocessed),
    ("kill-before", What::KillBefore),
    ("kill-during", What::KillDuring),
    ("kill-after", What::KillAfter),
];

type OfSpan = fn(Duration) -> What;

/// Faults that are a word and a span.
const SPANS: [(&str, OfSpan); 4] = [
    ("young", What::Young),
    ("slow", What::Slow),
    ("stale", What::Stale),
    ("freeze", What::Freeze),
];

impl Target {
    pub(super) fn is_operation(&self, name: &str) -> bool {
        match self {
            Self::Database => true,
            Self::Reads => READS.contains(&name),
            Self::Writes => WRITES.contains(&name),
            Self::Operation(operation) => operation == name,
            Self::Connections | Self::Post | Self::Delete => false,
        }
    }

    pub(super) fn is_method(&self, method: &http::Method) -> bool {
        match self {
            Self::Connections => true,
            Self::Post => method == http::Method::POST,
            Self::Delete => method == http::Method::DELETE,
            _ => false,
        }
    }

    fn is_of_connections(&self) -> bool {
        matches!(self, Self::Connections | Self::Post | Self::Delete)
    }
}

impl What {
    fn befalls_connections(self) -> bool {
        !matches!(
            self,
            Self::Reset | Self::Lost | Self::Stale(_) | Self::Unprocessed | Self::KillAfter
        )
    }

    fn befalls_database(self) -> bool {
        !matches!(self, Self::Gone | Self::Young(_))
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
            let fault = Self {
                target: target.parse()?,
                what: what.parse()?,
                when,
            };
            let fits = match fault.target.is_of_connections() {
                true => fault.what.befalls_connections(),
                false => fault.what.befalls_database(),
            };
            match fits {
                true => Ok(fault),
                false => Err(format!("`{what}` does not happen to `{target}`")),
            }
        };
        parse().map_err(|problem| InvalidFault {
            fault: text.to_owned(),
            problem,
        })
    }
}

impl FromStr for Target {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = TARGETS.iter().find(|(name, _)| *name == text);
        let operation = || {
            let known = READS.iter().chain(&WRITES).any(|name| *name == text);
            known.then(|| Self::Operation(text.to_owned()))
        };
        named
            .map(|(_, target)| target.clone())
            .or_else(operation)
            .ok_or_else(|| {
                let names = TARGETS.map(|(name, _)| name).join(", ");
                format!("`{text}` is none of {names}, and no operation such as PutItem or Query")
            })
    }
}

impl FromStr for What {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some((_, what)) = WORDS.iter().find(|(name, _)| *name == text) {
            return Ok(*what);
        }
        let (name, span) = text.split_once(':').unwrap_or((text, ""));
        match SPANS.iter().find(|(known, _)| *known == name) {
            Some((_, what)) => Ok(what(parse_span(span).ok_or_else(|| {
                format!("`{name}` needs a span, such as {name}:200ms, {name}:3s or {name}:2m")
            })?)),
            None => {
                let spans = SPANS.map(|(name, _)| format!("{name}:SPAN")).join(", ");
                let words = WORDS.map(|(name, _)| name).join(", ");
                Err(format!("`{text}` is none of {words}, {spans}"))
            }
        }
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
        write!(f, "{}={}{}", self.target, self.what, self.when)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = TARGETS.iter().find(|(_, target)| target == self);
        match (named, self) {
            (Some((name, _)), _) => f.write_str(name),
            (None, Self::Operation(name)) => f.write_str(name),
            (None, other) => write!(f, "{other:?}"),
        }
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some((name, _)) = WORDS.iter().find(|(_, what)| what == self) {
            return f.write_str(name);
        }
        let (Self::Young(span) | Self::Slow(span) | Self::Stale(span) | Self::Freeze(span)) = self
        else {
            return write!(f, "{self:?}");
        };
        let named = SPANS.iter().find(|(_, what)| what(*span) == *self);
        let name = named.map_or("", |(name, _)| *name);
        write!(f, "{name}:{}ms", span.as_millis())
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Always => Ok(()),
            Self::Next(calls) => write!(f, "@{calls}"),
            Self::Chance(part) => write!(f, "@{}%", part * 100.0),
        }
    }
}
