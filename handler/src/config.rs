//! The function's environment, parsed once and never looked at again.

use std::fmt;

use protocol::names::{defaults, env};
use protocol::{Origins, Statuses, limits};

/// What the program declared for the function, and what Lambda adds.
#[derive(Debug, Clone)]
pub struct Config {
    /// Physical name of the items table.
    pub items_table: String,
    /// Physical name of the connections table.
    pub users_table: String,
    /// The stage's base URL, without a slash at its end.
    pub connections_endpoint: String,
    /// The statuses that an item may have.
    pub statuses: Statuses,
    /// The pages that may connect.
    pub allowed_origins: Origins,
    /// Connections that a board may have at a time.
    pub connections_per_board: i64,
    /// The function's name, dimension of its metrics.
    pub function_name: String,
}

/// All that is wrong with the environment.
#[derive(Debug, thiserror::Error)]
#[error("the function's environment is not usable: {}", .0.join("; "))]
pub struct ConfigError(Vec<String>);

impl Config {
    /// Reads the process's environment.
    ///
    /// # Errors
    /// Every problem there is, at once.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::read(|name| std::env::var(name).ok())
    }

    /// Reads variables from `get`. One that is empty counts as not set.
    ///
    /// # Errors
    /// Every problem there is, at once.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let mut reader = Reader {
            get,
            problems: Vec::new(),
        };
        let region = ["AWS_REGION", "AWS_DEFAULT_REGION"];
        if region.iter().all(|name| reader.value(name).is_none()) {
            let problem = "AWS_REGION must be the region of the tables, which Lambda sets";
            reader.problems.push(problem.to_owned());
        }
        let config = Self {
            items_table: reader.required(env::ITEMS_TABLE, str::parse),
            users_table: reader.required(env::USERS_TABLE, str::parse),
            connections_endpoint: reader.required(env::CONNECTIONS_ENDPOINT, endpoint),
            statuses: reader
                .optional(env::BOARD_STATUSES, Statuses::parse)
                .unwrap_or_default(),
            allowed_origins: reader
                .optional(env::ALLOWED_ORIGINS, Origins::parse)
                .unwrap_or_default(),
            connections_per_board: reader
                .optional(env::CONNECTIONS_PER_BOARD, connections_per_board)
                .unwrap_or(defaults::CONNECTIONS_PER_BOARD),
            function_name: reader.required("AWS_LAMBDA_FUNCTION_NAME", str::parse),
        };
        if reader.problems.is_empty() {
            Ok(config)
        } else {
            Err(ConfigError(reader.problems))
        }
    }
}

struct Reader<F> {
    get: F,
    problems: Vec<String>,
}

impl<F: Fn(&str) -> Option<String>> Reader<F> {
    fn value(&self, name: &str) -> Option<String> {
        (self.get)(name).filter(|value| !value.is_empty())
    }

    fn required<E: fmt::Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<String, E>,
    ) -> String {
        if self.value(name).is_none() {
            self.problems.push(format!("{name} must be set"));
        }
        self.optional(name, parse).unwrap_or_default()
    }

    fn optional<T, E: fmt::Display>(
        &mut self,
        name: &str,
        parse: impl FnOnce(&str) -> Result<T, E>,
    ) -> Option<T> {
        let value = self.value(name)?;
        parse(&value)
            .map_err(|must_be| {
                self.problems
                    .push(format!("{name} {must_be}, but is `{value}`"))
            })
            .ok()
    }
}

/// The stage's URL, without a slash at its end.
fn endpoint(url: &str) -> Result<String, &'static str> {
    let trimmed = url.trim_end_matches('/');
    let usable = trimmed.parse::<http::Uri>().is_ok_and(|uri| {
        let scheme = matches!(uri.scheme_str(), Some("http" | "https"));
        scheme && uri.query().is_none() && uri.path().len() > 1
    });
    let must_be = "must be the stage's URL, like https://HOST/STAGE";
    usable.then(|| trimmed.to_owned()).ok_or(must_be)
}

/// A number of connections within the limits.
fn connections_per_board(number: &str) -> Result<i64, String> {
    let most = limits::CONNECTIONS_PER_BOARD;
    let parsed = number.parse().ok().filter(|n| (1..=most).contains(n));
    parsed.ok_or_else(|| format!("must be a whole number from 1 to {most}"))
}
