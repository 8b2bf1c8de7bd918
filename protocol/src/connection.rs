//! What a client chooses in the query string when it connects, and how a handshake is refused.

use crate::named::named;
use crate::text::{of_chars, text};
use crate::wire::wire;
use crate::{Invalid, limits};

text! {
    /// A board's id: 1 to 64 of `A-Z a-z 0-9 _ -`.
    #[derive(serde::Deserialize)]
    #[serde(try_from = "String")]
    BoardId { "pattern": "^[A-Za-z0-9_-]+$", "maxLength": limits::BOARD_ID_CHARS }
    from |id| {
        let must_be = "must be 1 to 64 of the characters A-Z a-z 0-9 _ -";
        let allowed = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let id = of_chars(id, 1..=limits::BOARD_ID_CHARS, must_be)?;
        id.chars().all(allowed).then_some(id).ok_or_else(|| Invalid::new(must_be))
    }
}

impl Default for BoardId {
    /// The board of a client that names none.
    fn default() -> Self {
        Self("default".to_owned())
    }
}

named! {
    /// How attribute values are written to a connection.
    #[derive(Default)]
    Format {
        /// As DynamoDB JSON, `{"S":"todo"}`. The first contract, frozen.
        #[default]
        Dynamodb = "dynamodb",
        /// Plainly, `"todo"`, with versions and times.
        Json = "json",
    }
}

named! {
    /// What a change sends to a connection.
    #[derive(Default)]
    Events {
        /// The change.
        #[default]
        Delta = "delta",
        /// The whole board, for clients that expect that.
        Snapshot = "snapshot",
    }
}

/// What a client chose, in the query string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(default))]
pub struct Connecting {
    /// The board that it sees and changes.
    pub board: BoardId,
    /// How its frames are written.
    pub format: Format,
    /// What it hears of changes.
    pub events: Events,
}

impl Connecting {
    /// Reads the decoded parameters of the query string, each occurrence of a name a pair. Unknown names are ignored.
    ///
    /// # Errors
    /// A parameter that is given twice, or that is not what it must be.
    pub fn decode<'a>(
        query: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, Refusal> {
        let mut chosen = Self::default();
        let mut seen = Vec::new();
        for (name, value) in query {
            let taken = match name {
                _ if seen.contains(&name) => Err(Invalid::new("must be given once")),
                "board" => value
                    .to_owned()
                    .try_into()
                    .map(|board| chosen.board = board),
                "format" => value.parse().map(|format| chosen.format = format),
                "events" => value.parse().map(|events| chosen.events = events),
                _ => continue,
            };
            taken.map_err(|invalid| Refusal::invalid(name, &invalid))?;
            seen.push(name);
        }
        Ok(chosen)
    }
}

wire! {
    /// The body of a refused handshake. Browsers hide it, other clients and logs show it.
    Refusal {
        /// Always `Failed to connect`.
        message: &'static str,
        /// Why.
        error: RefusalBody,
    }

    /// Why a handshake was refused.
    RefusalBody {
        /// The kind, for programs; each has its HTTP status.
        code: RefusalCode,
        /// The parameter that is to blame, where one is.
        #[serde(skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        /// The explanation, for people.
        detail: String,
    }
}

named! {
    /// The kinds of refusal.
    RefusalCode {
        /// 400: a parameter of the query string is wrong, or given twice.
        InvalidField = "InvalidField",
        /// 403: the stack does not allow the page's origin.
        OriginNotAllowed = "OriginNotAllowed",
        /// 429: the board has all the connections that it may have.
        BoardFull = "BoardFull",
        /// 500: the database did not answer.
        Unavailable = "Unavailable",
        /// 500: our fault; details in the log only.
        Internal = "Internal",
    }
}

impl Refusal {
    /// A refusal of that kind.
    #[must_use]
    pub fn new(code: RefusalCode, detail: impl Into<String>) -> Self {
        let error = RefusalBody {
            code,
            field: None,
            detail: detail.into(),
        };
        Self {
            message: "Failed to connect",
            error,
        }
    }

    fn invalid(field: &str, invalid: &Invalid) -> Self {
        let mut refusal = Self::new(RefusalCode::InvalidField, format!("{field} {invalid}"));
        refusal.error.field = Some(field.to_owned());
        refusal
    }

    /// The HTTP status that refuses the handshake.
    #[must_use]
    pub fn status(&self) -> u16 {
        match self.error.code {
            RefusalCode::InvalidField => 400,
            RefusalCode::OriginNotAllowed => 403,
            RefusalCode::BoardFull => 429,
            RefusalCode::Unavailable | RefusalCode::Internal => 500,
        }
    }
}
