//! The SDK's clients, made once, and the connections opened before the first event.

use std::sync::Arc;
use std::time::SystemTime;

use aws_config::{BehaviorVersion, SdkConfig};
use aws_sdk_dynamodb as dynamodb;
use aws_sdk_dynamodb::config::StalledStreamProtectionConfig;
use aws_sdk_dynamodb::config::retry::{RetryConfig, RetryPartition};
use aws_sdk_dynamodb::config::timeout::TimeoutConfig;
use aws_smithy_runtime_api::client::auth::AuthSchemeId;
use tokio::time::Instant;

use crate::config::Config;
use crate::connections_api::ConnectionsApi;
use crate::durations::{DATABASE_ATTEMPT, DATABASE_ATTEMPTS, DATABASE_CALL, PREWARM};
use crate::errors::{cause, causes};
use crate::pool::{Pool, WallClock};

/// The SDK's name for a call without a signature.
const NO_AUTH_SCHEME_ID: AuthSchemeId = AuthSchemeId::new("no_auth");

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
                    .with_initial_backoff(DATABASE_ATTEMPTS.next)
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
            let once = dynamodb::Config::builder()
                .retry_config(RetryConfig::disabled())
                .allow_no_auth()
                .auth_scheme_preference([NO_AUTH_SCHEME_ID]);
            let call = self.dynamodb.describe_endpoints().customize();
            if let Err(error) = call.config_override(once).send().await
                && error.raw_response().is_none()
            {
                unreached("DynamoDB", &cause(&error));
            }
        };
        let posts = async {
            if let Err(error) = self.connections.greet().await {
                unreached("@connections", &causes(error.as_ref()));
            }
        };
        let both = async { tokio::join!(tables, posts) };
        if tokio::time::timeout(PREWARM, both).await.is_err() {
            tracing::warn!("no connections could be opened in advance in time");
        }
    }
}

/// Any answer will do, a refusal too; there was none.
fn unreached(endpoint: &str, error: &str) {
    tracing::warn!(endpoint, error, "no connection could be opened in advance");
}
