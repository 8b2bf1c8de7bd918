//! The pages that may connect, by their origins.

use serde::Deserialize;

use crate::list::list;
use crate::{Invalid, names};

/// The origin that allows every page.
const ANY: &str = "*";

/// The origin of a page that has none, such as a local file.
const NONE: &str = "null";

/// Origins of the pages that may connect: at least one, each as browsers send it (scheme, host and, unless it is the scheme's own,
/// port), or `*` for every page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct Origins(Vec<String>);

list!(Origins);

impl Origins {
    /// Whether a page of that origin may connect. Scheme and host know no case (RFC 6454, section 4).
    #[must_use]
    pub fn allow(&self, origin: &str) -> bool {
        self.0
            .iter()
            .any(|allowed| allowed == ANY || allowed.eq_ignore_ascii_case(origin))
    }
}

impl Default for Origins {
    fn default() -> Self {
        Self(vec![names::defaults::ALLOWED_ORIGINS.to_owned()])
    }
}

impl TryFrom<Vec<String>> for Origins {
    type Error = Invalid;

    fn try_from(origins: Vec<String>) -> Result<Self, Invalid> {
        const MUST_BE: &str =
            "must be a list of origins such as `https://board.example.com`, or `*`";
        match origins.iter().find(|origin| !is_origin(origin)) {
            Some(other) => Err(Invalid::new(format!("{MUST_BE}, which `{other}` is not"))),
            None if origins.is_empty() => Err(Invalid::new(MUST_BE)),
            None => Ok(Self(origins)),
        }
    }
}

fn is_origin(origin: &str) -> bool {
    let unfit = |c: char| "/?#,".contains(c) || c.is_whitespace();
    let has_scheme_and_host = origin.split_once("://").is_some_and(|(scheme, host)| {
        !scheme.is_empty() && !host.is_empty() && !host.contains(unfit)
    });
    origin == ANY || origin == NONE || has_scheme_and_host
}
