//! The process: logs, configuration, clients, the Lambda runtime's loop.

use std::process::ExitCode;
use std::sync::Arc;

use lambda_runtime::{LambdaEvent, Runtime, service_fn};
use protocol::names::{defaults, env};
use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, FilterExt as _, LevelFilter, filter_fn};
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::clients::Clients;
use crate::config::Config;
use crate::event::{Event, Response};
use crate::handler::Handler;

/// Runs the function under a Lambda Runtime API until the process is ended. Logs go to standard output, one JSON object
/// per line.
///
/// # Panics
/// If Lambda's own variables (`AWS_LAMBDA_RUNTIME_API`, …) are not set.
#[must_use]
pub fn run() -> ExitCode {
    if let Err(error) = start_logs() {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = error.to_string(), "the function cannot run");
            ExitCode::FAILURE
        }
    }
}

fn start_logs() -> Result<(), String> {
    let level = std::env::var(env::RUST_LOG)
        .ok()
        .filter(|level| !level.is_empty());
    let level = level.as_deref().unwrap_or(defaults::LOG_LEVEL);
    let filter = EnvFilter::try_new(level).map_err(|error| {
        format!(
            "the function's environment is not usable: {} must be a log filter like info: {error}",
            env::RUST_LOG
        )
    })?;
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false);
    // Without the hint, lines that no level asks for would be asked about one by one.
    let no_titles = filter_fn(tells_no_titles).with_max_level_hint(LevelFilter::TRACE);
    tracing_subscriber::registry()
        .with(lines.with_filter(filter.and(no_titles)))
        .init();
    Ok(())
}

/// Below `info`, the runtime and the SDK log events and bodies as they are, titles included: whatever the filter asks for,
/// only this crate's own lines may be of such levels.
fn tells_no_titles(line: &Metadata<'_>) -> bool {
    *line.level() <= Level::INFO || line.target().split("::").next() == Some("handler")
}

fn serve() -> Result<(), lambda_runtime::Error> {
    let config = Config::from_env()?;
    // A sandbox handles one event at a time, on a fraction of a core.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let clients = Clients::from_env(&config).await;
        clients.prewarm().await;
        let handler = Arc::new(Handler::new(config, clients));
        let service = service_fn(move |event: LambdaEvent<Event>| {
            let handler = Arc::clone(&handler);
            async move {
                let stopped_at = event.context.deadline();
                Ok::<Response, std::convert::Infallible>(
                    handler.handle(event.payload, stopped_at).await,
                )
            }
        });
        Runtime::new(service).run().await
    })
}
