//! The laptop's executable, which plays two parts: the laptop, and, started by it as a sandbox, the handler.

use clap::Parser;
use local::{cli::Options, lambda, laptop::Laptop};
use std::{
    env,
    io::{self, IsTerminal, Write},
    process::ExitCode,
};
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::{EnvFilter, filter::LevelFilter, fmt, prelude::*};

fn main() -> ExitCode {
    // Only a Lambda runtime sets this.
    if env::var_os("AWS_LAMBDA_RUNTIME_API").is_some() {
        lambda::end_with_the_laptop();
        return handler::run();
    }
    let options = Options::parse();
    let info = LevelFilter::INFO.into();
    let filter = match EnvFilter::builder().with_default_directive(info).from_env() {
        Ok(filter) => filter,
        Err(error) => {
            eprintln!(
                "error: {} is not a filter such as `info` or `info,gateway=debug`: {error}",
                EnvFilter::DEFAULT_ENV
            );
            return ExitCode::FAILURE;
        }
    };
    tracing_subscriber::registry()
        .with(
            fmt::layer()
                .with_writer(io::stderr)
                .with_ansi(io::stderr().is_terminal()),
        )
        .with(filter)
        .init();
    if let Err(error) = local::descriptors::raise() {
        tracing::warn!(%error, "the limit on file descriptors stays as it is");
    }
    match run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[tokio::main]
async fn run(options: Options) -> anyhow::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut ended = async || {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    };
    let executable = env::current_exe()?;
    let start = Laptop::start(&options, move |ctx| {
        infra::program::program(ctx, |_| Ok(pulumi::Archive::file(executable)))
    });
    let laptop = tokio::select! {
        laptop = start => laptop?,
        () = ended() => return Ok(()),
    };
    let page = laptop
        .page_url()
        .map_or(String::new(), |url| format!("board: {url}\n"));
    let outputs = match options.json {
        // One object and nothing else, for whoever parses it.
        true => {
            eprint!("{page}");
            format!("{}\n", laptop.outputs().json())
        }
        false => format!("{}{page}", laptop.outputs()),
    };
    let mut stdout = io::stdout().lock();
    stdout.write_all(outputs.as_bytes())?;
    stdout.flush()?;
    drop(stdout);
    ended().await;
    // Whoever asks a second time does not want to wait for clients that do not leave.
    tokio::select! {
        () = laptop.shutdown() => {}
        () = ended() => {}
    }
    Ok(())
}
