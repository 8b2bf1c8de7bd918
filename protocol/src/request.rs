//! Requests: from a frame's text to a typed value, or an error that names the field.

use crate::error_reply::UNKNOWN_ACTION;
use crate::fields::{Fields, string};
use crate::wire::wire;
use crate::{Action, ErrorBody, ErrorCode, ErrorReply, Request, RequestId, Statuses};

wire! {
    /// A request, and the id that its reply carries back.
    #[cfg_attr(feature = "contract", schemars(rename = "Request"))]
    Decoded {
        /// The request.
        #[serde(flatten)]
        request: Request,
        /// The client's own id of it.
        #[serde(skip_serializing_if = "Option::is_none")]
        request_id: Option<RequestId>,
    }
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
        let failed = |error, request_id| Box::new(ErrorReply::new(action, error, request_id));
        let fields = parse(text)?;
        let request_id = fields
            .get("requestId", statuses)
            .map_err(|error| failed(error, None))?;
        match Self::of_fields(action, &fields, statuses) {
            Ok(request) => Ok(Decoded {
                request,
                request_id,
            }),
            Err(error) => Err(failed(error, request_id)),
        }
    }

    /// The reply to a frame that came by no action's route.
    #[must_use]
    pub fn unknown(text: &str) -> ErrorReply {
        let fields = match parse(text) {
            Ok(fields) => fields,
            Err(reply) => return *reply,
        };
        let named = fields
            .one("action")
            .and_then(|action| action.map(string).transpose());
        let detail = match named {
            Ok(Some(_)) => "there is no such action".to_owned(),
            Ok(None) => "the field action is missing".to_owned(),
            Err(invalid) => format!("action {invalid}"),
        };
        let actions = Action::ALL.map(Action::as_str).join(", ");
        ErrorReply {
            message: UNKNOWN_ACTION,
            error: ErrorBody::new(
                ErrorCode::UnknownAction,
                format!("{detail}; there are {actions}"),
            ),
            request_id: fields
                .get("requestId", &Statuses::default())
                .unwrap_or(None),
        }
    }
}

/// A frame that is not a JSON object has no action to blame, whichever route it came by.
fn parse(text: &str) -> Result<Fields<'_>, Box<ErrorReply>> {
    Fields::parse(text).map_err(|invalid| {
        let error = ErrorBody::new(ErrorCode::InvalidJson, format!("a message {invalid}"));
        Box::new(ErrorReply {
            message: UNKNOWN_ACTION,
            error,
            request_id: None,
        })
    })
}
