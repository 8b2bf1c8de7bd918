//! The settings of a stack, typed: read from its configuration, checked all at once.
//!
//! The list on this page is the only one. The `config:` block of `Pulumi.yaml`, by which the CLI knows the settings, and the table in
//! docs/deploy.md are made of it by this crate's tests.

mod environment;
mod handler;
mod list;
mod number;
mod operations;
mod origins;
mod provider;
mod region;
mod setting;
mod stage;
mod throttles;

pub use handler::{Architecture, ArtifactSource, LogFilter, ReservedConcurrency, RetentionDays};
pub use number::Between;
pub use operations::{Email, Tags};
pub use origins::AllowedOrigins;
pub use provider::{AssumedRole, ProviderSettings};
pub use region::Region;
pub use setting::{Declaration, Secrecy, Setting};
pub use stage::StageName;
pub use throttles::{RouteThrottles, Throttle};

use protocol::{
    Statuses, limits,
    names::{defaults, env},
};
use pulumi::{Config, config::ConfigError};

list::settings! {
    /// Everything about a stack that its file, `Pulumi.STACK.yaml`, may set.
    pub struct Settings("") {
        /// Name of the API's stage, the first part of the path of every URL.
        stage: StageName = defaults::STAGE, Public,
            "nothing; a change replaces the stage and closes all connections";

        /// The 1 to 50 statuses that an item may have, in the order of the board's columns.
        statuses: Statuses = defaults::STATUSES, MaybeSecret,
            "nothing" => env::BOARD_STATUSES;

        /// Origins of the pages that may connect, as browsers send them (`https://board.example.com`); `*` allows every one.
        allowed_origins: AllowedOrigins = [defaults::ALLOWED_ORIGINS], MaybeSecret,
            "nothing" => env::ALLOWED_ORIGINS;

        /// How many connections a board may have at a time.
        connections_per_board: in 1..={limits::CONNECTIONS_PER_BOARD} = defaults::CONNECTIONS_PER_BOARD, Public,
            "a change costs a message to each" => env::CONNECTIONS_PER_BOARD;

        /// Memory of the handler in MB; its share of a CPU grows with it.
        handler_memory: in 128..=10_240 = 256, Public,
            "Lambda's time is priced by it: twice the memory, twice the price of a second";

        /// Seconds after which the handler is stopped, of the 29 that API Gateway waits.
        handler_timeout: in 1..=28 = 10, Public,
            "nothing, but for an invocation that hangs";

        /// Instruction set of the handler, `x86_64` or `arm64`.
        handler_architecture: Architecture = "x86_64", MaybeSecret,
            "Lambda's time on `arm64` is a fifth cheaper";

        /// What the handler logs: `error`, `warn`, `info`, `debug` or `trace`, also by target, such as `info,handler=debug`.
        log_level: LogFilter = defaults::LOG_LEVEL, MaybeSecret,
            "CloudWatch's price for each GB of logs: `info` is a line for each event" => env::RUST_LOG;

        /// Days that logs are kept, one of the periods that CloudWatch Logs has.
        log_retention_days: RetentionDays = 14, Public,
            "CloudWatch's price for each GB kept";

        /// Sandboxes that are kept for the handler, and the most that it has; -1 for none kept. New accounts have so few that AWS
        /// refuses.
        reserved_concurrency: ReservedConcurrency = -1, Public,
            "nothing, but other functions of the account have fewer";

        /// Requests a second that the stage accepts on each route without a throttle of its own.
        throttle_rate: in 1..=10_000 = 200, Public,
            "bounds what a flood can cost";

        /// Requests at once that the stage accepts on such a route above that rate.
        throttle_burst: in 1..=5_000 = 500, Public,
            "the same";

        /// Throttles of single routes, as `ROUTE=RATE/BURST`; a route of the default that is not named keeps it.
        route_throttles: RouteThrottles = throttles::defaults(), MaybeSecret,
            "the same";

        /// Whether the API logs every request as well; the account needs a CloudWatch role for API Gateway.
        access_logs: bool = false, Public,
            "logs, as above: a line for each request. [How to make the role](#access-logs)";

        /// Whether the items are kept from being lost: point-in-time recovery, deletion protection and Pulumi's `protect`.
        data_protection: bool = true, Public,
            "a price for each GB of items and month";

        /// Whether there are alarms and a dashboard.
        monitoring: bool = true, Public,
            "10 alarm metrics and a dashboard at [CloudWatch's prices](https://aws.amazon.com/cloudwatch/pricing/); an account has \
             some of both for free";

        /// Where alarms are mailed to; empty, nobody gets them.
        alarm_email: Email = "", MaybeSecret,
            "nothing to speak of: a mail for each alarm";

        /// Messages in an hour, both ways, above which there is an alarm.
        alarm_messages_per_hour: in 1..=1_000_000_000 = 100_000, Public,
            "as many messages are $0.10";

        /// Tags of everything in the stack, as `KEY=VALUE`, besides `project` and `stack`; at most 8.
        tags: Tags = [""; 0], MaybeSecret,
            "nothing";

        /// Whether the board's page is put on the web: a private S3 bucket behind CloudFront, its address as the output `websiteUrl`.
        website: bool = false, Public,
            "S3's storage of a small page, and CloudFront's traffic";

        /// A zip file with the handler's `bootstrap`, used as it is; empty, the program builds it.
        artifact: ArtifactSource = "", MaybeSecret,
            "nothing";
    }
    and {
        /// What the file sets for the provider of AWS, under `aws:`.
        pub provider: ProviderSettings
    }
}

impl Settings {
    /// Reads a stack's file: the program's settings and the provider's.
    ///
    /// # Errors
    ///
    /// Every key that is unknown, has a value that it cannot have or is a secret that it cannot be, together; or more than the
    /// handler's environment can hold.
    pub fn read(config: &Config) -> Result<Self, ConfigError> {
        // Each `Setting` keeps its secrecy by itself.
        let config = &config.expose_secrets();
        let mut problems = Self::secrets_that_cannot_be(config);
        let mut told = |error: ConfigError| problems.extend_from_slice(error.problems());
        let values = config.read().map_err(&mut told);
        let provider = ProviderSettings::read(config).map_err(&mut told);
        match (values, provider) {
            (Ok(values), Ok(provider)) if problems.is_empty() => {
                let settings = Self::new(values, config, provider);
                let region = settings.provider.region.as_ref();
                let too_large = environment::problem(
                    &settings.environment_text(),
                    region.map(Region::as_str),
                    settings.stage.as_str(),
                );
                match too_large {
                    Some(problem) => Err(config.error([problem])),
                    None => Ok(settings),
                }
            }
            _ => Err(config.error(problems)),
        }
    }

    fn secrets_that_cannot_be(config: &Config) -> Vec<String> {
        let declared = [Self::declarations(), ProviderSettings::declarations()];
        let refused = declared
            .into_iter()
            .flatten()
            .filter(|setting| setting.secrecy == Secrecy::Public && config.is_secret(&setting.key));
        refused
            .map(|Declaration { key, .. }| {
                format!(
                    "`{key}` is secret, which it cannot be, since a stack shows it: `pulumi config set {key} VALUE` sets it in plain text"
                )
            })
            .collect()
    }
}
