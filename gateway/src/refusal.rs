//! Errors as callers of `@connections` and clients see them: HTTP responses and error frames.

use crate::ids::{ConnectionId, request_id};
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode, header};
use http_body_util::Full;
use serde::Serialize;

/// Every body the gateway sends is in memory.
pub(crate) type Body = Full<Bytes>;

const INTERNAL: &str = "Internal server error";

/// A refusal over HTTP: a status, an exception's name in `x-amzn-ErrorType`, and a message.
///
/// Exceptions and statuses of `@connections`:
/// <https://docs.aws.amazon.com/apigatewaymanagementapi/latest/reference/API_connections_connectionId.html>
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    status: StatusCode,
    kind: &'static str,
    message: &'static str,
    headers: &'static [(&'static str, &'static str)],
}

impl Refusal {
    pub(crate) const FORBIDDEN: Self =
        Self::new(StatusCode::FORBIDDEN, "ForbiddenException", "Forbidden");
    pub(crate) const GONE: Self = Self::new(StatusCode::GONE, "GoneException", "Gone");
    pub(crate) const INVALID_ID: Self = Self::bad_request("Invalid connectionId");
    pub(crate) const TOO_LARGE: Self = Self::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "PayloadTooLargeException",
        "Request Too Long",
    );
    pub(crate) const TOO_FAST: Self = Self::new(
        StatusCode::TOO_MANY_REQUESTS,
        "LimitExceededException",
        "Rate exceeded",
    );
    pub(crate) const METHOD: Self = Self::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "MethodNotAllowedException",
        "Method Not Allowed",
    )
    .with(&[("allow", "GET, POST, DELETE")]);
    pub(crate) const SLOW_BODY: Self = Self::new(
        StatusCode::REQUEST_TIMEOUT,
        "RequestTimeoutException",
        "The request's body did not arrive in time",
    );
    pub(crate) const UPGRADE_REQUIRED: Self = Self::new(
        StatusCode::UPGRADE_REQUIRED,
        "UpgradeRequiredException",
        "Upgrade Required",
    )
    .with(&[("upgrade", "websocket"), ("sec-websocket-version", "13")]);
    pub(crate) const INTERNAL: Self = Self::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "InternalServerErrorException",
        INTERNAL,
    );

    pub(crate) const fn bad_request(message: &'static str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequestException", message)
    }

    const fn new(status: StatusCode, kind: &'static str, message: &'static str) -> Self {
        Self {
            status,
            kind,
            message,
            headers: &[],
        }
    }

    const fn with(self, headers: &'static [(&'static str, &'static str)]) -> Self {
        Self { headers, ..self }
    }

    pub(crate) fn response(self) -> Response<Body> {
        let mut response = exception(self.status, self.kind, self.message);
        for (name, value) in self.headers {
            response
                .headers_mut()
                .insert(*name, HeaderValue::from_static(value));
        }
        response
    }
}

/// A response that names an exception in `x-amzn-ErrorType`.
pub(crate) fn exception(status: StatusCode, kind: &'static str, message: &str) -> Response<Body> {
    #[derive(Serialize)]
    struct Message<'a> {
        message: &'a str,
    }
    let mut response = json(status, &Message { message });
    response
        .headers_mut()
        .insert("x-amzn-errortype", HeaderValue::from_static(kind));
    response
}

/// Why a message, or a handshake, got no answer from its integration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// No route, and no `$default` either; or the authorizer said no.
    Forbidden,
    /// The handshake lacks an identity source, or the authorizer raised `Unauthorized`.
    Unauthorized,
    /// The authorizer gave no answer that can be used.
    Authorizer,
    /// More than the route or the account takes.
    TooMany,
    /// The handler failed.
    Internal,
    /// The handler took longer than the integration may.
    TimedOut,
}

impl Failure {
    /// A handshake's status, and the message of both.
    const fn told(self) -> (StatusCode, &'static str) {
        match self {
            Self::Forbidden => (StatusCode::FORBIDDEN, "Forbidden"),
            Self::Unauthorized => (StatusCode::UNAUTHORIZED, "Unauthorized"),
            Self::Authorizer => (StatusCode::INTERNAL_SERVER_ERROR, INTERNAL),
            Self::TooMany => (StatusCode::TOO_MANY_REQUESTS, "Too Many Requests"),
            Self::Internal => (StatusCode::BAD_GATEWAY, INTERNAL),
            Self::TimedOut => (StatusCode::GATEWAY_TIMEOUT, "Endpoint request timed out"),
        }
    }

    /// The error frame. `request` is the gateway's own id of the request, which the handler saw as `requestId`.
    pub(crate) fn frame(self, connection: ConnectionId, request: &str) -> String {
        serde_json::to_string(&self.words(connection, request)).expect("strings are always JSON")
    }

    /// The same as the answer to a handshake.
    pub(crate) fn response(self, connection: ConnectionId, request: &str) -> Response<Body> {
        json(self.told().0, &self.words(connection, request))
    }

    fn words(self, connection: ConnectionId, request: &str) -> impl Serialize {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Words<'a> {
            message: &'static str,
            connection_id: String,
            request_id: &'a str,
        }
        Words {
            message: self.told().1,
            connection_id: connection.to_string(),
            request_id: request,
        }
    }
}

/// A response with nothing in it.
pub(crate) fn empty(status: StatusCode) -> Response<Body> {
    with_body(status, Bytes::new())
}

/// A response with a JSON body.
pub(crate) fn json(status: StatusCode, body: &impl Serialize) -> Response<Body> {
    let body = serde_json::to_vec(body).expect("structures of strings are always JSON");
    let mut response = with_body(status, body.into());
    response.headers_mut().insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("application/json"),
    );
    response
}

/// A response with the body as it is.
pub(crate) fn with_body(status: StatusCode, body: Bytes) -> Response<Body> {
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = status;
    let id = HeaderValue::try_from(request_id()).expect("Base64 may stand in a header");
    response.headers_mut().insert("x-amzn-requestid", id);
    response
}
