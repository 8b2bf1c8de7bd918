use crate::{
    program::RunError,
    protocol::{self as rpc, language_runtime_client::LanguageRuntimeClient},
    request::RunRequest,
};
use anyhow::{Context as _, bail};
use std::process::Stdio;
use tokio::{
    io::{AsyncBufReadExt, BufReader},
    process::{Child, Command},
};
use tonic::transport::Channel;

/// A program's language host in a process of its own, started and spoken to as the Pulumi CLI does. It ends when this is dropped.
pub struct HostProcess {
    process: Child,
    address: String,
    client: LanguageRuntimeClient<Channel>,
}

impl HostProcess {
    /// Starts a host for the engine at an address, and waits until it listens.
    ///
    /// # Errors
    ///
    /// A command that cannot be started, or whose first line is not a port.
    pub async fn start(mut command: Command, engine_address: &str) -> anyhow::Result<Self> {
        let mut process = command
            .arg(engine_address)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("cannot start the language host")?;
        let output = process
            .stdout
            .take()
            .context("the language host has no output")?;
        let line = BufReader::new(output).lines().next_line().await?;
        let Some(port) = line.as_deref().and_then(|line| line.parse::<u16>().ok()) else {
            bail!("the language host's first line is not a port but {line:?}");
        };
        let address = format!("http://127.0.0.1:{port}");
        let client = LanguageRuntimeClient::connect(address.clone()).await?;
        Ok(Self {
            process,
            address,
            client,
        })
    }

    /// Has the program run.
    ///
    /// # Errors
    ///
    /// What the host says went wrong, unless it has logged it.
    pub async fn run(&self, request: RunRequest) -> Result<(), RunError> {
        let response = self
            .client
            .clone()
            .run(rpc::RunRequest {
                project: request.project,
                stack: request.stack,
                organization: request.organization,
                config: request.config.into_iter().collect(),
                config_secret_keys: request.secret_keys.into_iter().collect(),
                dry_run: request.dry_run,
                monitor_address: request.monitor_address,
                ..rpc::RunRequest::default()
            })
            .await;
        match response.map(|response| response.into_inner()) {
            Ok(rpc::RunResponse {
                error, bail: false, ..
            }) if error.is_empty() => Ok(()),
            Ok(rpc::RunResponse { bail: true, .. }) => Err(RunError::reported()),
            Ok(rpc::RunResponse { error, .. }) => Err(RunError::unreported(error)),
            Err(status) => Err(RunError::unreported(format!("the language host: {status}"))),
        }
    }

    /// Where the host listens, as a URL.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Tells the host that it may stop, as the CLI does after every run.
    ///
    /// # Errors
    ///
    /// A host that does not answer.
    pub async fn cancel(&self) -> anyhow::Result<()> {
        self.client.clone().cancel(()).await?;
        Ok(())
    }

    /// Closes the host's standard input, as the death of the CLI does, and waits until the process has ended.
    ///
    /// # Errors
    ///
    /// A process that cannot be waited for.
    pub async fn abandon(mut self) -> anyhow::Result<()> {
        drop(self.process.stdin.take());
        self.process.wait().await?;
        Ok(())
    }
}
