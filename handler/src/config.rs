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
    pub connections_per_board: u32,
    /// The function's name, dimension of its metrics.
    pub function_name: String,
}

/// All that is wrong with the environment.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ConfigError(Vec<String>);

impl ConfigError {
    /// One sentence per problem.
    #[must_use]
    pub fn problems(&self) -> &[String] {
        &self.0
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the function's environment is not usable: {}",
            self.0.join("; ")
        )
    }
}

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
        let config = Self {
            items_table: reader.required(env::ITEMS_TABLE, "the name of the items table"),
            users_table: reader.required(env::USERS_TABLE, "the name of the connections table"),
            connections_endpoint: reader.endpoint(),
            statuses: reader
                .optional(env::BOARD_STATUSES, Statuses::parse)
                .unwrap_or_default(),
            allowed_origins: reader
                .optional(env::ALLOWED_ORIGINS, Origins::parse)
                .unwrap_or_default(),
            connections_per_board: reader
                .optional(env::CONNECTIONS_PER_BOARD, connections_per_board)
                .unwrap_or(defaults::CONNECTIONS_PER_BOARD),
            function_name: reader.required(
                "AWS_LAMBDA_FUNCTION_NAME",
                "the function's name, which Lambda sets",
            ),
        };
        if !reader.is_set("AWS_REGION") && !reader.is_set("AWS_DEFAULT_REGION") {
            reader
                .problems
                .push("AWS_REGION must be the region of the tables, which Lambda sets".to_owned());
        }
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

    fn is_set(&self, name: &str) -> bool {
        self.value(name).is_some()
    }

    fn required(&mut self, name: &str, must_be: &str) -> String {
        self.value(name).unwrap_or_else(|| {
            self.problems.push(format!("{name} must be {must_be}"));
            String::new()
        })
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

    fn endpoint(&mut self) -> String {
        let must_be = "the stage's URL, like https://HOST/STAGE";
        let url = self.required(env::CONNECTIONS_ENDPOINT, must_be);
        let trimmed = url.trim_end_matches('/');
        let usable = trimmed.parse::<http::Uri>().is_ok_and(|uri| {
            let scheme = matches!(uri.scheme_str(), Some("http" | "https"));
            scheme && uri.query().is_none() && uri.path().len() > 1
        });
        if !usable && !url.is_empty() {
            self.problems.push(format!(
                "{} must be {must_be}, but is `{url}`",
                env::CONNECTIONS_ENDPOINT
            ));
        }
        trimmed.to_owned()
    }
}

fn connections_per_board(number: &str) -> Result<u32, String> {
    let range = limits::CONNECTIONS_PER_BOARD;
    let parsed = number.parse().ok().filter(|number| range.contains(number));
    parsed.ok_or_else(|| {
        format!(
            "must be a whole number from {} to {}",
            range.start(),
            range.end()
        )
    })
}
