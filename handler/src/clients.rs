//! The SDK's clients, made once, and the connections opened before the first event.

use std::sync::Arc;
use std::time::SystemTime;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_dynamodb as dynamodb;
use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_sdk_dynamodb::config::{
    ConfigBag, Intercept, RuntimeComponents, StalledStreamProtectionConfig,
};
use aws_sdk_dynamodb::error::ProvideErrorMetadata;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextMut;
use tokio::time::Instant;

use crate::config::Config;
use crate::connections_api::ConnectionsApi;
use crate::durations::{DATABASE_ATTEMPT, DATABASE_ATTEMPTS, DATABASE_CALL, PREWARM};
use crate::errors::{cause, causes};
use crate::pool::{Pool, WallClock};

/// What the handler needs of AWS.
#[derive(Debug, Clone)]
pub struct Clients {
    pub(crate) dynamodb: dynamodb::Client,
    pub(crate) connections: ConnectionsApi,
}

/// Settings of a DynamoDB call that must have ended by then.
pub(crate) fn until(end: Instant) -> dynamodb::config::Builder {
    let left = end.saturating_duration_since(Instant::now());
    let timeouts = TimeoutConfig::builder().operation_timeout(left.min(DATABASE_CALL));
    dynamodb::Config::builder().timeout_config(timeouts.build())
}

impl Clients {
    /// Clients with credentials, region and endpoints from the process's environment.
    pub async fn from_env(config: &Config) -> Self {
        let clock: WallClock = Arc::new(SystemTime::now);
        // Credentials may have to be asked for as well.
        let sdk = aws_config::defaults(BehaviorVersion::latest())
            .http_client(Pool::new(Arc::clone(&clock)))
            .load()
            .await;
        Self::with(config, &sdk, clock)
    }

    /// Clients with that SDK configuration, whose HTTP connections are kept no longer than a pause by that clock.
    #[must_use]
    pub fn with(config: &Config, sdk: &SdkConfig, clock: WallClock) -> Self {
        let posts = Pool::new(Arc::clone(&clock));
        let defaults = dynamodb::Config::from(sdk);
        let retries = defaults
            .retry_config()
            .cloned()
            .unwrap_or_else(RetryConfig::standard);
        let dynamodb = defaults
            .to_builder()
            .http_client(Pool::new(clock))
            // Unless it has a quota of its own, a client shares the repeats of all clients in the process.
            .retry_partition(RetryPartition::custom("dynamodb").build())
            .retry_config(
                retries
                    .with_initial_backoff(DATABASE_ATTEMPTS.first)
                    .with_max_backoff(DATABASE_ATTEMPTS.longest),
            )
            .timeout_config(
                TimeoutConfig::builder()
                    .operation_attempt_timeout(DATABASE_ATTEMPT)
                    .operation_timeout(DATABASE_CALL)
                    .build(),
            )
            .stalled_stream_protection(StalledStreamProtectionConfig::disabled())
            .build();
        Self {
            dynamodb: dynamodb::Client::from_conf(dynamodb),
            // Posts have their own time limits and retries, which know the invocation's deadline (`fanout`).
            connections: ConnectionsApi::new(&config.connections_endpoint, sdk, posts),
        }
    }

    /// Opens a connection to each endpoint, so that the first event does not pay for it.
    ///
    /// The calls carry no signature: they are refused, and no grant is needed. An endpoint that cannot be reached is
    /// worth a warning, not the function's life.
    pub async fn prewarm(&self) {
        let tables = async {
            let call = self
                .dynamodb
                .describe_endpoints()
                .customize()
                .interceptor(Unsigned);
            let once = dynamodb::Config::builder().retry_config(RetryConfig::disabled());
            let answer = call.config_override(once).send().await;
            report(
                "DynamoDB",
                answer.map(drop).map_err(|error| unreached(&error)),
            );
        };
        let posts = async {
            let answer = self.connections.greet().await;
            let unreached = |error: BoxError| Some(causes(error.as_ref()));
            report("@connections", answer.map(drop).map_err(unreached));
        };
        let both = async { tokio::join!(tables, posts) };
        if tokio::time::timeout(PREWARM, both).await.is_err() {
            tracing::warn!("no connections could be opened in advance in time");
        }
    }
}

/// The failure of a call that got no answer; any answer will do.
fn unreached<E: std::error::Error + ProvideErrorMetadata + 'static>(
    error: &dynamodb::error::SdkError<E, aws_smithy_runtime_api::http::Response>,
) -> Option<String> {
    let answered = error.raw_response().is_some();
    (!answered).then(|| cause(error))
}

fn report(endpoint: &str, answer: Result<(), Option<String>>) {
    if let Err(Some(error)) = answer {
        tracing::warn!(endpoint, error, "no connection could be opened in advance");
    }
}

/// Takes the signature off a request.
#[derive(Debug)]
struct Unsigned;

#[aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint]
impl Intercept for Unsigned {
    fn name(&self) -> &'static str {
        "Unsigned"
    }

    fn modify_before_transmit(
        &self,
        context: &mut BeforeTransmitInterceptorContextMut<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let headers = context.request_mut().headers_mut();
        headers.remove("authorization");
        headers.remove("x-amz-security-token");
        Ok(())
    }
}
