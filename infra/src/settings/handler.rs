//! Settings of the handler.

use super::number::Number;
use serde::Deserialize;
use std::{fmt, path::PathBuf};

/// Instruction sets that Lambda has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum Architecture {
    /// 64-bit x86.
    #[serde(rename = "x86_64")]
    X86_64,
    /// 64-bit Arm, a fifth cheaper.
    #[serde(rename = "arm64")]
    Arm64,
}

impl Architecture {
    /// The name that Lambda gives it.
    pub fn name(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }
}

/// What is logged: levels, of everything or of one target, such as `info` or `info,handler=debug`.
///
/// The handler's own filter knows more forms, and takes a misspelt level for the name of a target: it would log nothing.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct LogFilter(String);

impl LogFilter {
    const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];
}

impl fmt::Display for LogFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for LogFilter {
    type Error = &'static str;

    fn try_from(filter: String) -> Result<Self, Self::Error> {
        let is_level = |directive: &str| {
            let (target, level) = directive.split_once('=').unwrap_or(("*", directive));
            !target.is_empty() && Self::LEVELS.contains(&level)
        };
        if filter.split(',').all(is_level) {
            Ok(Self(filter))
        } else {
            Err(
                "it must be a level (off, error, warn, info, debug, trace), or levels by target such as `info,handler=debug`",
            )
        }
    }
}

/// How long CloudWatch Logs keeps logs: one of the periods that it has, in days.
///
/// <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Number")]
pub struct RetentionDays(i64);

impl RetentionDays {
    const PERIODS: [i64; 22] = [
        1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557,
        2922, 3288, 3653,
    ];

    /// The period in days.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl TryFrom<Number> for RetentionDays {
    type Error = String;

    fn try_from(Number(days): Number) -> Result<Self, String> {
        days.filter(|days| Self::PERIODS.contains(days))
            .map(Self)
            .ok_or_else(|| format!("it must be one of {:?}", Self::PERIODS))
    }
}

/// Where the handler's artifact comes from.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub enum ArtifactSource {
    /// The program builds it.
    Built,
    /// A zip file that is there.
    File(PathBuf),
}

impl From<String> for ArtifactSource {
    fn from(path: String) -> Self {
        if path.is_empty() {
            Self::Built
        } else {
            Self::File(path.into())
        }
    }
}

/// How many sandboxes the handler may have at a time, kept for it from the account's: a number from 1, or -1 for no reservation.
///
/// <https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Number")]
pub struct ReservedConcurrency(Option<i64>);

impl ReservedConcurrency {
    /// The number of sandboxes, if there is a reservation.
    pub fn get(self) -> Option<i64> {
        self.0
    }
}

impl TryFrom<Number> for ReservedConcurrency {
    type Error = &'static str;

    fn try_from(Number(number): Number) -> Result<Self, Self::Error> {
        match number {
            Some(-1) => Ok(Self(None)),
            Some(1..=100_000) => Ok(Self(number)),
            _ => Err("it must be a whole number from 1 to 100000, or -1 for no reservation"),
        }
    }
}
