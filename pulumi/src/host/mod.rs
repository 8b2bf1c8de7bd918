//! The program as its own language host: the process that an engine starts to have the program run.
//!
//! `Pulumi.yaml` says `runtime: rust`, and its `plugins.languages` names the folder of an executable `pulumi-language-rust`, which
//! starts the program's binary with the arguments that it got. The last one is the engine's address. The host prints its port
//! on the first line of its standard output, and serves until it is ended.
//!
//! <https://github.com/pulumi/pulumi/blob/master/proto/pulumi/language.proto>

mod service;

use crate::{
    context::{Context, HOW_TO_RUN},
    protocol::{MESSAGE_LIMIT, language_runtime_server::LanguageRuntimeServer},
};
use anyhow::Context as _;
use service::Host;
use std::{
    env,
    io::{self, Write},
    process::{self, ExitCode},
    thread,
};
use tokio::net::TcpListener;
use tonic::transport::server::TcpIncoming;

pub use service::Package;

/// Serves a program to the engine that started this process, and does not return before it is ended. To be called by `main`.
///
/// `packages` are the providers that the program needs; the CLI fetches them.
///
/// Without an engine's address it says on standard error how to run the program.
#[doc(alias("Run", "runInPulumi"))]
pub fn serve<P>(program: P, packages: &[Package]) -> ExitCode
where
    P: Fn(&Context) -> anyhow::Result<()> + Clone + Send + Sync + 'static,
{
    let Some(engine) = env::args().skip(1).last().filter(|last| is_address(last)) else {
        eprintln!("error: {HOW_TO_RUN}");
        return ExitCode::FAILURE;
    };
    end_with_standard_input();
    match listen(Host::new(program, packages, engine)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// `HOST:PORT`
fn is_address(text: &str) -> bool {
    text.rsplit_once(':')
        .is_some_and(|(host, port)| !host.is_empty() && port.parse::<u16>().is_ok())
}

/// The CLI holds our standard input. When it is gone, even by SIGKILL, nobody else would end us and what the program has started.
fn end_with_standard_input() {
    thread::spawn(|| {
        // An input that cannot be read has ended as well.
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        #[cfg(unix)]
        end_own_group();
        process::exit(1);
    });
}

/// Ends the program's own processes, such as a build, and this one. The CLI makes a group for each host.
#[cfg(unix)]
fn end_own_group() {
    use rustix::process::{Signal, getpgrp, getpid, kill_current_process_group};
    if getpgrp() == getpid() {
        let _ = kill_current_process_group(Signal::KILL);
    }
}

fn listen<P>(host: Host<P>) -> anyhow::Result<()>
where
    P: Fn(&Context) -> anyhow::Result<()> + Clone + Send + Sync + 'static,
{
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = TcpListener::bind(("127.0.0.1", 0))
            .await
            .context("cannot listen for the engine on 127.0.0.1")?;
        let port = listener.local_addr()?.port();
        writeln!(io::stdout(), "{port}").context("cannot tell the engine the port")?;
        io::stdout().flush()?;
        tonic::transport::Server::builder()
            .add_service(LanguageRuntimeServer::new(host).max_decoding_message_size(MESSAGE_LIMIT))
            .serve_with_incoming(TcpIncoming::from(listener).with_nodelay(Some(true)))
            .await?;
        Ok(())
    })
}
