//! A REQUEST authorizer: a function that says who may connect, and as whom.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html>

mod identity;
mod request;
mod verdict;

pub use identity::{IdentitySource, InvalidIdentitySource};
pub(crate) use verdict::Authorized;

use crate::{
    Integration, IntegrationError, IntegrationTimeout,
    connection::Connection,
    event::{self, Occasion},
    head::Headers,
    refusal::Failure,
    stage::{Stage, Unanswered},
};
use std::{fmt, sync::Arc};

/// What an authorizer's error says when it wants the client to get 401 and not 500.
/// <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html>
const UNAUTHORIZED: &str = "Unauthorized";

/// An authorizer of type REQUEST. It is asked before `$connect` and for no other route, each time: a WebSocket API does not
/// remember what an authorizer has said.
#[derive(Clone)]
pub struct Authorizer {
    /// What is invoked.
    pub integration: Arc<dyn Integration>,
    /// What a handshake must have; without any of them it gets 401 and the authorizer is not asked.
    pub identity_sources: Vec<IdentitySource>,
}

impl fmt::Debug for Authorizer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Authorizer")
            .field("identity_sources", &self.identity_sources)
            .finish_non_exhaustive()
    }
}

impl Authorizer {
    /// Asks whether a client may connect.
    ///
    /// No identity is 401, a deny is 403, and whatever keeps the authorizer from a usable answer is 500.
    pub(crate) async fn ask(
        &self,
        stage: &Arc<Stage>,
        connection: &Connection,
        occasion: &Occasion,
        headers: &Headers,
        query: Option<&str>,
    ) -> Result<Authorized, Failure> {
        let queried = query.map(event::decode_query).unwrap_or_default();
        let has = |source: &IdentitySource| source.value(headers, &queried).is_some();
        if !self.identity_sources.iter().all(has) {
            return Err(Failure::Unauthorized);
        }
        let method_arn = stage.api.method_arn("$connect");
        let event = request::event(
            &stage.api,
            connection,
            occasion,
            headers,
            query,
            &method_arn,
        );
        let began = stage.clock.instant();
        let timeout = IntegrationTimeout::default();
        let answered = stage
            .run(&self.integration, timeout, occasion, event)
            .await
            .map_err(|error| match error {
                Unanswered::Failed(IntegrationError::Raised { message, .. })
                    if message == UNAUTHORIZED =>
                {
                    Failure::Unauthorized
                }
                _ => Failure::Authorizer,
            })?;
        let latency = stage.clock.instant() - began;
        match verdict::read(&answered, &method_arn) {
            Ok(Some(verdict)) => Ok(verdict.after(latency)),
            Ok(None) => Err(Failure::Forbidden),
            Err(error) => {
                tracing::warn!(
                    request_id = occasion.request_id,
                    %error,
                    "the authorizer's answer cannot be used"
                );
                Err(Failure::Authorizer)
            }
        }
    }
}
