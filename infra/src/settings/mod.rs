//! The settings of a stack, typed: read from its configuration, checked all at once.
//!
//! `Pulumi.yaml` declares the same list for the CLI, with types and defaults; a test holds the two together.

mod api;
mod handler;
mod number;
mod operations;
mod provider;
mod region;
mod throttles;

pub use api::{Origins, StageName};
pub use handler::{Architecture, ArtifactSource, LogFilter, ReservedConcurrency, RetentionDays};
pub use number::Between;
pub use operations::{Email, Tags};
pub use provider::{AssumedRole, ProviderSettings};
pub use region::Region;
pub use throttles::{RouteThrottles, Throttle};

use protocol::{Statuses, names::defaults};
use pulumi::{Config, Output, config::ConfigError};
use serde::{Deserialize, Serialize};

/// Everything about a stack that its file, `Pulumi.STACK.yaml`, may set.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Settings {
    /// Name of the API's stage, the first part of the path of every URL.
    pub stage: StageName,
    /// The statuses that an item may have, in the order of the board's columns.
    pub statuses: Statuses,
    /// Origins of the pages that may connect.
    pub allowed_origins: Origins,
    /// How many connections a board may have at a time.
    pub connections_per_board: Between<1, 10_000>,
    /// Memory of the handler in MB; its share of a CPU grows with it.
    pub handler_memory: Between<128, 10_240>,
    /// Seconds after which the handler is stopped. API Gateway waits for 29.
    pub handler_timeout: Between<1, 28>,
    /// Instruction set of the handler.
    pub handler_architecture: Architecture,
    /// What the handler logs, as a filter of the crate tracing-subscriber (`RUST_LOG`).
    pub log_level: LogFilter,
    /// How long the handler's logs are kept.
    pub log_retention_days: RetentionDays,
    /// Sandboxes that are kept for the handler, and the most that it has.
    pub reserved_concurrency: ReservedConcurrency,
    /// Requests a second that the stage accepts on each route that has no throttle of its own.
    pub throttle_rate: Between<1, 10_000>,
    /// Requests at once that the stage accepts on such a route above that rate.
    pub throttle_burst: Between<1, 5_000>,
    /// Routes with a throttle of their own.
    pub route_throttles: RouteThrottles,
    /// Whether every request is logged by the API itself.
    pub access_logs: bool,
    /// Whether the items are kept from being lost: point-in-time recovery, deletion protection and Pulumi's `protect`.
    pub data_protection: bool,
    /// Whether there are alarms and a dashboard.
    pub monitoring: bool,
    /// Where alarms are mailed to.
    pub alarm_email: Email,
    /// Messages in an hour, both ways, above which there is an alarm.
    pub alarm_messages_per_hour: Between<1, 1_000_000_000>,
    /// Tags of everything, besides the project's and the stack's name.
    pub tags: Tags,
    /// Whether the board's page is put on the web.
    pub website: bool,
    /// Where the handler's artifact comes from.
    pub artifact: ArtifactSource,
    /// What the file sets for the provider of AWS, under `aws:`.
    #[serde(skip)]
    pub provider: ProviderSettings,
}

impl Settings {
    /// Reads a stack's file: the program's settings and the provider's.
    ///
    /// # Errors
    ///
    /// Every key that is unknown or has a value that it cannot have, together.
    pub fn read(config: &Config) -> Result<Self, ConfigError> {
        match (config.read(), config.read_namespace("aws")) {
            (Ok(settings), Ok(provider)) => Ok(Self {
                provider,
                ..settings
            }),
            (Err(error), Ok(_)) | (Ok(_), Err(error)) => Err(error),
            (Err(settings), Err(provider)) => Err(settings.and(provider)),
        }
    }
}

/// A stack's file, as far as it says which settings are secret.
#[derive(Clone, Copy)]
pub struct Given<'a>(pub &'a Config);

impl Given<'_> {
    /// A value that comes from the setting `key`, as something to give to resources: a secret, if the stack's file has the setting as
    /// one.
    pub fn secret_if<T: Serialize>(self, key: &str, value: T) -> Output<T> {
        let value = Output::known(value);
        match self.0.is_secret(key) {
            true => value.secret(),
            false => value,
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            stage: StageName::default(),
            statuses: Statuses::default(),
            allowed_origins: Origins::default(),
            connections_per_board: Between::new(defaults::CONNECTIONS_PER_BOARD.into()),
            handler_memory: Between::new(256),
            handler_timeout: Between::new(10),
            handler_architecture: Architecture::X86_64,
            log_level: LogFilter::default(),
            log_retention_days: RetentionDays::default(),
            reserved_concurrency: ReservedConcurrency::none(),
            throttle_rate: Between::new(200),
            throttle_burst: Between::new(500),
            route_throttles: RouteThrottles::default(),
            access_logs: false,
            data_protection: true,
            monitoring: true,
            alarm_email: Email::default(),
            alarm_messages_per_hour: Between::new(100_000),
            tags: Tags::default(),
            website: false,
            artifact: ArtifactSource::Built,
            provider: ProviderSettings::default(),
        }
    }
}
