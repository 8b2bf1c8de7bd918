//! Asks an authorizer whether a client may connect.

use crate::{
    authorizer::{Authorizer, IdentitySource},
    connection::Connection,
    event::{self, RequestInfo},
    integration::{IntegrationError, IntegrationTimeout},
    refusal::Failure,
    request::HandshakeRequest,
    stage::{Stage, Unanswered},
    verdict,
};
use serde_json::{Map, Value};

/// What an authorizer's error says when it wants the client to get 401 and not 500.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html>
const UNAUTHORIZED: &str = "Unauthorized";

/// Asks whether a client may connect. A yes comes with the fields of `requestContext.authorizer`.
///
/// No identity is 401, a deny is 403, and whatever keeps the authorizer from a usable answer is 500.
pub(crate) async fn authorize(
    stage: &Stage,
    authorizer: &Authorizer,
    connection: &Connection,
    info: &RequestInfo,
    request: &HandshakeRequest,
) -> Result<Map<String, Value>, Failure> {
    let has = |source: &IdentitySource| is_given(source, request);
    if !authorizer.identity_sources.iter().all(has) {
        return Err(Failure::Unauthorized);
    }
    let method_arn = stage.api.method_arn("$connect");
    let event = event::authorizer(&stage.api, connection, info, request, &method_arn);
    let began = stage.clock.instant();
    let timeout = IntegrationTimeout::default();
    let answer = stage
        .invoke(&authorizer.integration, timeout, &info.id, event)
        .await
        .map_err(|unanswered| match unanswered {
            Unanswered::Failed(IntegrationError::Raised { message, .. })
                if message == UNAUTHORIZED =>
            {
                Failure::Unauthorized
            }
            _ => Failure::Authorizer,
        })?;
    let latency = stage.clock.instant() - began;
    match verdict::read(&answer, &method_arn) {
        Ok(Some(mut context)) => {
            // Captured events have it beside the principal.
            let millis = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
            context.insert("integrationLatency".to_owned(), millis.into());
            Ok(context)
        }
        Ok(None) => Err(Failure::Forbidden),
        Err(error) => {
            tracing::warn!(request_id = info.id, %error, "the authorizer's answer cannot be used");
            Err(Failure::Authorizer)
        }
    }
}

/// Whether a handshake has it. An empty value counts as missing.
fn is_given(source: &IdentitySource, request: &HandshakeRequest) -> bool {
    let value = match source {
        IdentitySource::Header(name) => request.headers.get(name),
        IdentitySource::Query(name) => request.query.get(name),
    };
    value.is_some_and(|value| !value.is_empty())
}
