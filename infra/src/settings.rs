//! The settings of a stack, typed: read from its configuration, checked all at once.
//!
//! `Pulumi.yaml` declares the same list for the CLI, with types and defaults; a test holds the two together.

use protocol::{Statuses, names::defaults};
use serde::Deserialize;
use std::path::PathBuf;

/// Everything about a stack that its file, `Pulumi.STACK.yaml`, may set.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// Name of the API's stage, the first part of the path of every URL.
    pub stage: StageName,
    /// The statuses that an item may have, in the order of the board's columns.
    pub statuses: Statuses,
    /// Origins of the pages that may connect.
    pub allowed_origins: Origins,
    /// How many connections a board may have at a time.
    pub connections_per_board: Between<1, 10_000>,
    /// Memory of the handler in MB; its share of a CPU grows with it.
    pub handler_memory: Between<128, 10_240>,
    /// Seconds after which the handler is stopped. API Gateway waits for 29.
    pub handler_timeout: Between<1, 28>,
    /// Instruction set of the handler.
    pub handler_architecture: Architecture,
    /// What the handler logs, as a filter of the crate tracing-subscriber (`RUST_LOG`).
    pub log_level: LogFilter,
    /// How long the handler's logs are kept.
    pub log_retention_days: RetentionDays,
    /// Requests a second that the stage accepts on each route.
    pub throttle_rate: Between<1, 10_000>,
    /// Requests at once that the stage accepts on each route above that rate.
    pub throttle_burst: Between<1, 5_000>,
    /// Whether the items are kept from being lost: point-in-time recovery, deletion protection and Pulumi's `protect`.
    pub data_protection: bool,
    /// Whether the board's page is put on the web.
    pub website: bool,
    /// Where the handler's artifact comes from.
    pub artifact: ArtifactSource,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            stage: StageName(defaults::STAGE.into()),
            statuses: Statuses::default(),
            allowed_origins: Origins(vec![defaults::ALLOWED_ORIGINS.into()]),
            connections_per_board: Between(defaults::CONNECTIONS_PER_BOARD.into()),
            handler_memory: Between(256),
            handler_timeout: Between(10),
            handler_architecture: Architecture::X86_64,
            log_level: LogFilter(defaults::LOG_LEVEL.into()),
            log_retention_days: RetentionDays(14),
            throttle_rate: Between(200),
            throttle_burst: Between(500),
            data_protection: true,
            website: false,
            artifact: ArtifactSource::Built,
        }
    }
}

/// A whole number from `MIN` to `MAX`, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Between<const MIN: i64, const MAX: i64>(i64);

impl<const MIN: i64, const MAX: i64> Between<MIN, MAX> {
    /// The number.
    pub fn get(self) -> i64 {
        self.0
    }
}

impl<const MIN: i64, const MAX: i64> TryFrom<String> for Between<MIN, MAX> {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let number = text.parse().ok().filter(|n| (MIN..=MAX).contains(n));
        number
            .map(Self)
            .ok_or_else(|| format!("it must be a whole number from {MIN} to {MAX}"))
    }
}

/// The name of a stage: 1 to 128 letters, digits, hyphens and underscores.
///
/// <https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-stages.html>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct StageName(String);

impl StageName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for StageName {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if (1..=128).contains(&name.len()) && name.chars().all(allowed) {
            Ok(Self(name))
        } else {
            Err("it must be 1 to 128 letters, digits, `-` and `_`")
        }
    }
}

/// Origins that may connect: at least one, each a scheme, a host and perhaps a port, or `*` for every origin there is.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Origins(Vec<String>);

impl Origins {
    /// The form that the handler reads from its environment.
    pub fn comma_separated(&self) -> String {
        self.0.join(",")
    }
}

impl TryFrom<Vec<String>> for Origins {
    type Error = &'static str;

    fn try_from(origins: Vec<String>) -> Result<Self, Self::Error> {
        let valid = |origin: &String| {
            origin == "*"
                || origin.split_once("://").is_some_and(|(scheme, host)| {
                    let unfit = |c: char| "/?#,".contains(c) || c.is_whitespace();
                    !scheme.is_empty() && !host.is_empty() && !host.contains(unfit)
                })
        };
        if !origins.is_empty() && origins.iter().all(valid) {
            Ok(Self(origins))
        } else {
            Err("it must be a list of origins such as `https://board.example.com`, or `*`")
        }
    }
}

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

    /// The filter as text.
    pub fn as_str(&self) -> &str {
        &self.0
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
#[serde(try_from = "String")]
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

impl TryFrom<String> for RetentionDays {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let days = text.parse().ok();
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
