//! What a client chooses in the query string when it connects, and how a handshake is refused.

use serde::Serialize;

use crate::named::named;
use crate::{BoardId, Invalid};

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
        let (mut board, mut format, mut events) = (None, None, None);
        for (name, value) in query {
            match name {
                "board" => once(&mut board, "board", BoardId::try_from(value.to_owned()))?,
                "format" => once(&mut format, "format", value.parse())?,
                "events" => once(&mut events, "events", value.parse())?,
                _ => {}
            }
        }
        Ok(Self {
            board: board.unwrap_or_default(),
            format: format.unwrap_or_default(),
            events: events.unwrap_or_default(),
        })
    }
}

fn once<T>(
    seen: &mut Option<T>,
    field: &'static str,
    value: Result<T, Invalid>,
) -> Result<(), Refusal> {
    let value = match value {
        _ if seen.is_some() => Err(Invalid::new("must be given once")),
        value => value,
    };
    *seen = Some(value.map_err(|invalid| Refusal::invalid(field, &invalid))?);
    Ok(())
}

/// The body of a refused handshake. Browsers hide it, other clients and logs show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
pub struct Refusal {
    /// Always `Failed to connect`.
    message: String,
    /// Why.
    error: RefusalBody,
}

/// Why a handshake was refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
struct RefusalBody {
    /// The kind, for programs; each has its HTTP status.
    code: RefusalCode,
    /// The parameter that is to blame, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<String>,
    /// The explanation, for people.
    detail: String,
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
            message: "Failed to connect".to_owned(),
            error,
        }
    }

    fn invalid(field: &str, invalid: &Invalid) -> Self {
        let mut refusal = Self::new(RefusalCode::InvalidField, format!("{field} {invalid}"));
        refusal.error.field = Some(field.to_owned());
        refusal
    }

    /// The kind.
    #[must_use]
    pub fn code(&self) -> RefusalCode {
        self.error.code
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

    /// The JSON text of the body.
    #[must_use]
    pub fn encode(&self) -> String {
        crate::encode(self)
    }
}
