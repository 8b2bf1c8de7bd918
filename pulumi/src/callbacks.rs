//! Functions of the program that the engine calls: the server that it calls them at.

use crate::{
    panic,
    problem::Problem,
    protocol::{
        self as rpc, CallbackInvokeRequest, CallbackInvokeResponse, MESSAGE_LIMIT,
        callbacks_server::{Callbacks as Service, CallbacksServer},
    },
};
use futures_util::future::{self, BoxFuture, FutureExt};
use prost::Message;
use std::{
    collections::BTreeMap,
    io,
    sync::{Arc, Mutex, PoisonError},
};
use tokio::{net::TcpListener, task::JoinHandle};
use tonic::{Request, Response, Status, transport::server::TcpIncoming};

/// A function that takes and gives messages of the protocol.
pub(crate) type Callback =
    Arc<dyn Fn(Vec<u8>) -> BoxFuture<'static, Result<Vec<u8>, Problem>> + Send + Sync>;

/// A function as the engine calls it.
pub(crate) fn callback<Q: Message + Default + 'static, R: Message + 'static>(
    function: impl Fn(Q) -> Result<R, Problem> + Send + Sync + 'static,
) -> Callback {
    Arc::new(move |request| {
        let request = Q::decode(&*request)
            .map_err(|error| Problem::new(format!("the engine's call is not understood: {error}")));
        let response = request.and_then(&function);
        future::ready(response.map(|response| response.encode_to_vec())).boxed()
    })
}

/// Calls code of the program. A panic in it is its error.
pub(crate) fn outcome<T>(code: impl FnOnce() -> anyhow::Result<T>) -> Result<T, Problem> {
    panic::catch(code)?.map_err(|error| Problem::new(format!("{error:#}")))
}

/// The functions at a port of their own, for as long as this is kept.
pub(crate) struct Callbacks {
    target: String,
    functions: Functions,
    task: JoinHandle<Result<(), tonic::transport::Error>>,
}

/// By token.
type Functions = Arc<Mutex<BTreeMap<String, Callback>>>;

impl Callbacks {
    pub(crate) async fn serve() -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let target = listener.local_addr()?.to_string();
        let functions = Functions::default();
        let service = CallbacksServer::new(Served(functions.clone()))
            .max_decoding_message_size(MESSAGE_LIMIT)
            .max_encoding_message_size(MESSAGE_LIMIT);
        let serving = tonic::transport::Server::builder()
            .add_service(service)
            .serve_with_incoming(TcpIncoming::from(listener).with_nodelay(Some(true)));
        Ok(Self {
            target,
            functions,
            task: tokio::spawn(serving),
        })
    }

    pub(crate) fn add(&self, function: Callback) -> rpc::Callback {
        let functions = self.functions.lock();
        let mut functions = functions.unwrap_or_else(PoisonError::into_inner);
        let token = functions.len().to_string();
        functions.insert(token.clone(), function);
        rpc::Callback {
            target: self.target.clone(),
            token,
            ..rpc::Callback::default()
        }
    }
}

impl Drop for Callbacks {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Served(Functions);

#[tonic::async_trait]
impl Service for Served {
    async fn invoke(
        &self,
        request: Request<CallbackInvokeRequest>,
    ) -> Result<Response<CallbackInvokeResponse>, Status> {
        let CallbackInvokeRequest { token, request } = request.into_inner();
        let function = {
            let functions = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            functions.get(&token).cloned()
        };
        let function = function.ok_or_else(|| Status::not_found("there is no such callback"))?;
        let response = function(request).await;
        let response = response.map_err(|problem| Status::unknown(problem.message))?;
        Ok(Response::new(CallbackInvokeResponse { response }))
    }
}
