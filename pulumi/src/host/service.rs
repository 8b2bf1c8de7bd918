use crate::{
    context::Context,
    program::run,
    protocol::{self as rpc, language_runtime_server::LanguageRuntime},
    request::RunRequest,
};
use std::env;
use tokio::sync::Notify;
use tonic::{Request, Response, Status, codegen::BoxStream};

/// A provider that a program needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Package {
    /// Its name, such as `aws`.
    pub name: &'static str,
    /// Its version, such as `7.48.0`.
    pub version: &'static str,
}

/// Answers an engine about one program.
pub(super) struct Host<P> {
    program: P,
    packages: Vec<Package>,
    engine: String,
    cancelled: Notify,
}

impl<P> Host<P> {
    pub(super) fn new(program: P, packages: &[Package], engine: String) -> Self {
        Self {
            program,
            packages: packages.to_vec(),
            engine,
            cancelled: Notify::new(),
        }
    }
}

#[tonic::async_trait]
impl<P> LanguageRuntime for Host<P>
where
    P: Fn(&Context) -> anyhow::Result<()> + Clone + Send + Sync + 'static,
{
    async fn get_plugin_info(&self, _: Request<()>) -> Result<Response<rpc::PluginInfo>, Status> {
        Ok(Response::new(rpc::PluginInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
        }))
    }

    async fn get_required_packages(
        &self,
        _: Request<rpc::GetRequiredPackagesRequest>,
    ) -> Result<Response<rpc::GetRequiredPackagesResponse>, Status> {
        let packages = self.packages.iter().map(|package| rpc::PackageDependency {
            name: package.name.to_owned(),
            kind: "resource".to_owned(),
            version: package.version.to_owned(),
            ..Default::default()
        });
        Ok(Response::new(rpc::GetRequiredPackagesResponse {
            packages: packages.collect(),
            ..Default::default()
        }))
    }

    /// Cargo has installed everything, or this host would not run.
    async fn install_dependencies(
        &self,
        _: Request<rpc::InstallDependenciesRequest>,
    ) -> Result<Response<BoxStream<rpc::InstallDependenciesResponse>>, Status> {
        Ok(Response::new(Box::pin(tokio_stream::empty())))
    }

    async fn about(
        &self,
        _: Request<rpc::AboutRequest>,
    ) -> Result<Response<rpc::AboutResponse>, Status> {
        Ok(Response::new(rpc::AboutResponse {
            executable: env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned()),
            version: env!("PULUMI_RUSTC_VERSION").to_owned(),
            metadata: Default::default(),
        }))
    }

    async fn get_program_dependencies(
        &self,
        _: Request<rpc::GetProgramDependenciesRequest>,
    ) -> Result<Response<rpc::GetProgramDependenciesResponse>, Status> {
        let sdk = ("pulumi", env!("CARGO_PKG_VERSION"));
        let packages = self
            .packages
            .iter()
            .map(|package| (package.name, package.version));
        let dependencies = std::iter::once(sdk).chain(packages);
        Ok(Response::new(rpc::GetProgramDependenciesResponse {
            dependencies: dependencies
                .map(|(name, version)| rpc::DependencyInfo {
                    name: name.to_owned(),
                    version: version.to_owned(),
                })
                .collect(),
        }))
    }

    /// What `pulumi import` prints of resources that are in the state now. It is not Rust, but has every property that there is.
    async fn generate_program(
        &self,
        request: Request<rpc::GenerateProgramRequest>,
    ) -> Result<Response<rpc::GenerateProgramResponse>, Status> {
        let files = request.into_inner().source.into_iter();
        let files = files.map(|(name, text)| {
            let text = format!("// In Rust, this is to be written by hand:\n{text}");
            (name, text.into_bytes())
        });
        Ok(Response::new(rpc::GenerateProgramResponse {
            source: files.collect(),
            ..Default::default()
        }))
    }

    async fn run(
        &self,
        request: Request<rpc::RunRequest>,
    ) -> Result<Response<rpc::RunResponse>, Status> {
        let request = request.into_inner();
        let running = run(
            self.program.clone(),
            RunRequest {
                project: request.project,
                stack: request.stack,
                organization: request.organization,
                root_directory: request.info.unwrap_or_default().root_directory.into(),
                config: request.config.into_iter().collect(),
                secret_keys: request.config_secret_keys.into_iter().collect(),
                dry_run: request.dry_run,
                monitor_address: request.monitor_address,
                engine_address: Some(self.engine.clone()),
            },
        );
        let outcome = tokio::select! {
            outcome = running => outcome,
            // The engine is ending. What the program still does goes on until the process is ended, and nobody waits for it.
            () = self.cancelled.notified() => return Ok(Response::new(rpc::RunResponse {
                bail: true,
                ..Default::default()
            })),
        };
        // An error in the response is shown behind "an unhandled error occurred"; one in the log, followed by `bail`, as it is.
        Ok(Response::new(match outcome {
            Ok(()) => rpc::RunResponse::default(),
            Err(error) if error.is_reported() => rpc::RunResponse {
                bail: true,
                ..Default::default()
            },
            Err(error) => rpc::RunResponse {
                error: error.to_string(),
                ..Default::default()
            },
        }))
    }

    /// Ends what is running. The engine ends the process itself. This also comes after every normal run.
    async fn cancel(&self, _: Request<()>) -> Result<Response<()>, Status> {
        self.cancelled.notify_waiters();
        Ok(Response::new(()))
    }
}
