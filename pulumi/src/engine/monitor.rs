//! The engine's two services over gRPC: registrations and messages.

use super::{
    deployment::{Deployment, ended},
    outcome::{Call, Diagnostic, Severity},
    urn::urn,
};
use crate::protocol::{
    self as rpc, MESSAGE_LIMIT,
    engine_server::{Engine as EngineService, EngineServer},
    resource_monitor_server::{ResourceMonitor, ResourceMonitorServer},
};
use crate::{
    request::RunRequest,
    value::{UNKNOWN, object_from_wire, object_to_wire, without_secrets},
};
use std::{io, net::SocketAddr, sync::Arc};
use tokio::{net::TcpListener, task::JoinHandle};
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Response, Status};

/// The services at a port of their own, for as long as this is kept.
pub(super) struct Server {
    address: SocketAddr,
    task: JoinHandle<Result<(), tonic::transport::Error>>,
}

impl Server {
    pub(super) fn address(&self) -> String {
        self.address.to_string()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) async fn serve(deployment: Arc<Deployment>) -> io::Result<Server> {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let monitor = ResourceMonitorServer::new(Monitor(deployment.clone()))
        .max_decoding_message_size(MESSAGE_LIMIT)
        .max_encoding_message_size(MESSAGE_LIMIT);
    let serving = tonic::transport::Server::builder()
        .add_service(monitor)
        .add_service(EngineServer::new(Messages(deployment)))
        .serve_with_incoming(TcpIncoming::from(listener).with_nodelay(Some(true)));
    Ok(Server {
        address,
        task: tokio::spawn(serving),
    })
}

type Answer<T> = Result<Response<T>, Status>;

fn not_here<T>(what: &str) -> Answer<T> {
    Err(Status::unimplemented(format!("this engine has no {what}")))
}

struct Monitor(Arc<Deployment>);

#[tonic::async_trait]
impl ResourceMonitor for Monitor {
    async fn supports_feature(
        &self,
        request: Request<rpc::SupportsFeatureRequest>,
    ) -> Answer<rpc::SupportsFeatureResponse> {
        Ok(Response::new(rpc::SupportsFeatureResponse {
            has_support: matches!(
                request.into_inner().id.as_str(),
                "aliasSpecs" | "invokeTransforms" | "secrets" | "transforms"
            ),
        }))
    }

    async fn register_resource(
        &self,
        request: Request<rpc::RegisterResourceRequest>,
    ) -> Answer<rpc::RegisterResourceResponse> {
        // In a task of its own: a program that goes away must not leave a provider half-way.
        let deployment = self.0.clone();
        let work = tokio::spawn(async move { deployment.register(request.into_inner()).await });
        match work.await {
            Ok(response) => response.map(Response::new),
            Err(error) => {
                self.0
                    .fail(None, format!("a provider ended early: {error}"));
                Err(ended())
            }
        }
    }

    async fn register_resource_outputs(
        &self,
        request: Request<rpc::RegisterResourceOutputsRequest>,
    ) -> Answer<()> {
        let request = request.into_inner();
        self.0
            .register_outputs(&request.urn, object_from_wire(request.outputs));
        Ok(Response::new(()))
    }

    async fn invoke(
        &self,
        request: Request<rpc::ResourceInvokeRequest>,
    ) -> Answer<rpc::ResourceInvokeResponse> {
        let request = self.0.transformed_invoke(request.into_inner()).await?;
        let call = Call {
            function: request.tok,
            arguments: without_secrets(object_from_wire(request.args)),
            provider: Some(request.provider).filter(|provider| !provider.is_empty()),
            version: request.version,
        };
        if let Some(provider) = &call.provider {
            let checked = self.0.check_reference(provider, &call.function);
            checked.map_err(Status::invalid_argument)?;
        }
        let Some(provider) = self.0.engine.provider_of(&call.function) else {
            return Err(Status::not_found("the function is not known here"));
        };
        self.0.called(call.clone());
        let result = provider.invoke(&call.function, &call.arguments).await;
        Ok(Response::new(match result {
            Ok(result) => rpc::ResourceInvokeResponse {
                r#return: Some(object_to_wire(&result)),
                ..rpc::ResourceInvokeResponse::default()
            },
            Err(error) => rpc::ResourceInvokeResponse {
                failures: error.reasons.into_iter().map(check_failure).collect(),
                ..rpc::ResourceInvokeResponse::default()
            },
        }))
    }

    async fn call(&self, _: Request<rpc::ResourceCallRequest>) -> Answer<rpc::CallResponse> {
        not_here("methods of resources")
    }

    async fn read_resource(
        &self,
        request: Request<rpc::ReadResourceRequest>,
    ) -> Answer<rpc::ReadResourceResponse> {
        let request = request.into_inner();
        let (r#type, id) = (request.r#type.as_str(), request.id.as_str());
        let RunRequest { stack, project, .. } = &self.0.engine.request;
        let mut response = rpc::ReadResourceResponse {
            urn: urn(stack, project, &request.parent, r#type, &request.name),
            id: id.to_owned(),
            unknown: id == UNKNOWN,
            ..rpc::ReadResourceResponse::default()
        };
        if !response.unknown {
            let Some(provider) = self.0.engine.provider_of(r#type) else {
                return not_here("provider that reads it");
            };
            let state = without_secrets(object_from_wire(request.properties));
            let outputs = provider.read(r#type, id, &state).await;
            let outputs = outputs.map_err(|error| Status::not_found(error.to_string()))?;
            response.properties = Some(object_to_wire(&outputs));
        }
        Ok(Response::new(response))
    }

    async fn register_stack_transform(&self, request: Request<rpc::Callback>) -> Answer<()> {
        let transforms = &mut self.0.progress().stack_transforms;
        transforms.push(request.into_inner());
        Ok(Response::new(()))
    }

    async fn register_stack_invoke_transform(&self, request: Request<rpc::Callback>) -> Answer<()> {
        let transforms = &mut self.0.progress().invoke_transforms;
        transforms.push(request.into_inner());
        Ok(Response::new(()))
    }

    async fn register_resource_hook(
        &self,
        _: Request<rpc::RegisterResourceHookRequest>,
    ) -> Answer<()> {
        not_here("hooks")
    }

    async fn register_error_hook(&self, _: Request<rpc::RegisterErrorHookRequest>) -> Answer<()> {
        not_here("hooks")
    }

    async fn register_package(
        &self,
        _: Request<rpc::RegisterPackageRequest>,
    ) -> Answer<rpc::RegisterPackageResponse> {
        not_here("parameterised packages")
    }

    async fn signal_and_wait_for_shutdown(&self, _: Request<()>) -> Answer<()> {
        Ok(Response::new(()))
    }
}

fn check_failure((property, reason): (Option<String>, String)) -> rpc::CheckFailure {
    rpc::CheckFailure {
        property: property.unwrap_or_default(),
        reason,
    }
}

struct Messages(Arc<Deployment>);

#[tonic::async_trait]
impl EngineService for Messages {
    async fn log(&self, request: Request<rpc::LogRequest>) -> Answer<()> {
        let request = request.into_inner();
        self.0.say(Diagnostic {
            severity: match request.severity() {
                rpc::LogSeverity::Debug => Severity::Debug,
                rpc::LogSeverity::Info => Severity::Info,
                rpc::LogSeverity::Warning => Severity::Warning,
                rpc::LogSeverity::Error => Severity::Error,
            },
            urn: Some(request.urn).filter(|urn| !urn.is_empty()),
            message: request.message,
            ephemeral: request.ephemeral,
        });
        Ok(Response::new(()))
    }

    async fn get_root_resource(
        &self,
        _: Request<rpc::GetRootResourceRequest>,
    ) -> Answer<rpc::GetRootResourceResponse> {
        not_here("root resource but the stack")
    }

    async fn set_root_resource(
        &self,
        _: Request<rpc::SetRootResourceRequest>,
    ) -> Answer<rpc::SetRootResourceResponse> {
        not_here("root resource but the stack")
    }

    async fn start_debugging(&self, _: Request<rpc::StartDebuggingRequest>) -> Answer<()> {
        not_here("debugger")
    }

    /// What a program demands of the CLI, which does not run it here.
    async fn require_pulumi_version(
        &self,
        _: Request<rpc::RequirePulumiVersionRequest>,
    ) -> Answer<rpc::RequirePulumiVersionResponse> {
        Ok(Response::new(rpc::RequirePulumiVersionResponse::default()))
    }
}
