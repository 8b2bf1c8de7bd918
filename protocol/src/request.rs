//! Requests: from a frame's text to a typed value, or an error that names the field.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::error::{ErrorBody, ErrorCode, ErrorReply, Failure};
use crate::fields::{self, Fields};
use crate::{
    Action, ClientToken, Invalid, ItemId, PageLimit, StartKey, Status, Statuses, Title, limits,
};

/// The id by which a client knows the reply to its request: up to 64 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(extend("maxLength" = limits::REQUEST_ID_CHARS)))]
#[serde(try_from = "String", into = "String")]
pub struct RequestId(String);

impl RequestId {
    /// The length of the id's JSON text with its field's name, in bytes.
    #[must_use]
    pub fn encoded_len(&self) -> usize {
        crate::encoded_len(self) + r#","requestId":"#.len()
    }
}

impl TryFrom<String> for RequestId {
    type Error = Invalid;

    fn try_from(id: String) -> Result<Self, Invalid> {
        if id.chars().count() <= limits::REQUEST_ID_CHARS {
            Ok(Self(id))
        } else {
            Err(Invalid::new("must be at most 64 characters"))
        }
    }
}

impl From<RequestId> for String {
    fn from(id: RequestId) -> Self {
        id.0
    }
}

/// `createItem`: puts an item on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct CreateItem {
    /// The new item's title.
    pub title: Title,
    /// The new item's status.
    pub status: Status,
    /// Makes a repeat of this request known again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_token: Option<ClientToken>,
}

/// `updateStatus`: moves an item to another column.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct UpdateStatus {
    /// The item to change.
    pub item_id: ItemId,
    /// Its new status.
    pub status: Status,
    /// The version that it must have.
    #[cfg_attr(feature = "contract", schemars(range(max = limits::EXACT_INTEGER)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<u64>,
}

/// `deleteItem`: takes an item off the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct DeleteItem {
    /// The item to delete.
    pub item_id: ItemId,
    /// The version that it must have.
    #[cfg_attr(feature = "contract", schemars(range(max = limits::EXACT_INTEGER)))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected_version: Option<u64>,
}

/// `scanEntireTable`: reads the board, page by page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ScanEntireTable {
    /// Items of the page, at most; without it, as many as fit in 120 KB.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<PageLimit>,
    /// Where the page starts; at the board's beginning without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exclusive_start_key: Option<StartKey>,
}

/// A request that is well-formed: every value in it is one that its type allows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(tag = "action", rename_all = "camelCase")]
pub enum Request {
    /// `test`: the heartbeat.
    Test,
    /// `scanEntireTable`
    ScanEntireTable(ScanEntireTable),
    /// `createItem`
    CreateItem(CreateItem),
    /// `updateStatus`
    UpdateStatus(UpdateStatus),
    /// `deleteItem`
    DeleteItem(DeleteItem),
}

/// A request, and the id that its reply carries back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "contract", schemars(rename = "Request"))]
#[serde(rename_all = "camelCase")]
pub struct Decoded {
    /// The request.
    #[serde(flatten)]
    pub request: Request,
    /// The client's own id of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<RequestId>,
}

impl Request {
    /// Reads a frame that came by the route of that action.
    ///
    /// # Errors
    /// The reply to a frame that is not such a request, `requestId` included where it can be read.
    pub fn decode(
        action: Action,
        text: &str,
        statuses: &Statuses,
    ) -> Result<Decoded, Box<ErrorReply>> {
        let message = Failure::from(action);
        let fields = parse(text)?;
        let request_id = fields
            .optional("requestId", fields::text::<RequestId>)
            .map_err(|error| {
                Box::new(ErrorReply {
                    message,
                    error,
                    request_id: None,
                })
            })?;
        match Self::of_fields(action, &fields, statuses) {
            Ok(request) => Ok(Decoded {
                request,
                request_id,
            }),
            Err(error) => Err(Box::new(ErrorReply {
                message,
                error,
                request_id,
            })),
        }
    }

    /// The reply to a frame that came by no action's route.
    #[must_use]
    pub fn unknown(text: &str) -> ErrorReply {
        let message = Failure::UnknownAction;
        let fields = match parse(text) {
            Ok(fields) => fields,
            Err(reply) => return *reply,
        };
        let actions = Action::ALL.map(Action::as_str).join(", ");
        let error = match fields.optional("action", |action| fields::string(action).map(drop)) {
            Ok(Some(_)) => format!("there is no such action; there are {actions}"),
            Ok(None) => format!("the field action is missing; there are {actions}"),
            Err(error) => format!("{}; there are {actions}", error.detail),
        };
        ErrorReply {
            message,
            error: ErrorBody::new(ErrorCode::UnknownAction, error),
            request_id: fields.optional("requestId", fields::text).unwrap_or(None),
        }
    }

    fn of_fields(
        action: Action,
        fields: &Fields<'_>,
        statuses: &Statuses,
    ) -> Result<Self, ErrorBody> {
        let status = |value: &RawValue| fields::string(value).and_then(|name| statuses.find(&name));
        let expected_version = || {
            fields.optional(
                "expectedVersion",
                fields::integer(0..=limits::EXACT_INTEGER),
            )
        };
        Ok(match action {
            Action::Test => Self::Test,
            Action::ScanEntireTable => Self::ScanEntireTable(ScanEntireTable {
                limit: fields.optional("limit", |value| {
                    let (least, most) = limits::PAGE_ITEMS.into_inner();
                    fields::integer(least.into()..=most.into())(value).and_then(PageLimit::try_from)
                })?,
                exclusive_start_key: fields.optional("exclusiveStartKey", fields::text)?,
            }),
            Action::CreateItem => Self::CreateItem(CreateItem {
                title: fields.required("title", fields::text)?,
                status: fields.required("status", status)?,
                client_token: fields.optional("clientToken", fields::text)?,
            }),
            Action::UpdateStatus => Self::UpdateStatus(UpdateStatus {
                item_id: fields.required("itemId", fields::text)?,
                status: fields.required("status", status)?,
                expected_version: expected_version()?,
            }),
            Action::DeleteItem => Self::DeleteItem(DeleteItem {
                item_id: fields.required("itemId", fields::text)?,
                expected_version: expected_version()?,
            }),
        })
    }
}

/// A frame that is not a JSON object has no action to blame, whichever route it came by.
fn parse(text: &str) -> Result<Fields<'_>, Box<ErrorReply>> {
    Fields::parse(text).map_err(|invalid| {
        let error = ErrorBody::new(ErrorCode::InvalidJson, format!("a message {invalid}"));
        Box::new(ErrorReply {
            message: Failure::UnknownAction,
            error,
            request_id: None,
        })
    })
}
