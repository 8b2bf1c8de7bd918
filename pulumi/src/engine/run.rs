//! One run of one stack, from the program's first registration to its last.

use super::{
    builder::Engine,
    deployment::Deployment,
    monitor,
    outcome::{Failed, Outcome},
};
use crate::{
    context::Context,
    program::{RunError, run},
    request::RunRequest,
};
use std::sync::Arc;

impl Engine {
    /// Runs a program in this process.
    ///
    /// # Errors
    ///
    /// Whatever goes wrong in the program or a provider. After a failure the run goes on with what does not need what failed.
    pub async fn run<P>(self, program: P) -> Result<Outcome, Failed>
    where
        P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
    {
        self.run_with(|request| run(program, request)).await
    }

    /// Has somebody else run a program, such as a [`HostProcess`](crate::testing::HostProcess).
    ///
    /// # Errors
    ///
    /// As [`Engine::run`].
    pub async fn run_with<F, R>(self, program: F) -> Result<Outcome, Failed>
    where
        F: FnOnce(RunRequest) -> R,
        R: Future<Output = Result<(), RunError>>,
    {
        let mut request = self.request.clone();
        let deployment = Arc::new(Deployment::new(self));
        match monitor::serve(deployment.clone()).await {
            Ok(server) => {
                request.monitor_address = server.address();
                request.engine_address = Some(server.address());
                if let Err(error) = program(request).await {
                    deployment.program_failed(&error);
                }
            }
            Err(error) => deployment.fail(None, format!("cannot listen on 127.0.0.1: {error}")),
        }
        deployment.finish().await
    }
}
