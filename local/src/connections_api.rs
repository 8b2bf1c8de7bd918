//! The calls of `@connections`, which come to the gateway and travel the road like others: the gateway itself is the service.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-control-access-iam.html>

use crate::{
    account::Account,
    iam::{Access, Denial},
    road::{Checkpoint, Layer, Road, Service, ServiceCall},
};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use gateway::{CallGuard, Passage, Rejection};
use http::{StatusCode, request::Parts};
use std::{sync::Arc, time::Duration};

/// The only action there is for all calls of `@connections`.
const MANAGE: &str = "execute-api:ManageConnections";

/// What becomes of a call.
pub type Answer = Result<Passage, Rejection>;

/// A call of `@connections`.
#[derive(Debug, Clone)]
pub struct ManagementCall {
    head: Parts,
    body: Bytes,
    /// What policies call the connection, by this method.
    resource: String,
    /// How long the connection has been open, if it is open.
    pub age: Option<Duration>,
}

impl ServiceCall for ManagementCall {
    const SERVICE: &'static str = "execute-api";
    const DENIED: StatusCode = StatusCode::FORBIDDEN;
    type Answer = Answer;

    fn head(&self) -> &Parts {
        &self.head
    }

    fn body(&self) -> &Bytes {
        &self.body
    }

    fn accesses(&self, _account: &Account) -> Result<Vec<Access>, Denial> {
        Ok(vec![Access::new(MANAGE, &self.resource)])
    }

    fn refuse(status: StatusCode, why: Denial) -> Answer {
        Err(Rejection {
            status,
            error_type: why.exception,
            message: why.message,
        })
    }
}

/// Sends the calls of one API's connections along the road, before the gateway does them.
pub struct ConnectionsApi {
    road: Road<ManagementCall>,
    /// The ARN of the API as policies have it, `arn:aws:execute-api:REGION:ACCOUNT:API`.
    api: String,
}

impl ConnectionsApi {
    /// The road for the API with this id.
    pub fn new(
        checkpoint: Checkpoint,
        api_id: &str,
        layers: Vec<Arc<dyn Layer<ManagementCall>>>,
    ) -> Self {
        let api = checkpoint.account.arn(ManagementCall::SERVICE, api_id);
        Self {
            road: Road::new(checkpoint, layers, DoneByTheGateway),
            api,
        }
    }
}

impl CallGuard for ConnectionsApi {
    fn admit<'a>(&'a self, call: &'a gateway::Call<'a>) -> BoxFuture<'a, Answer> {
        let method = &call.request.method;
        let call = ManagementCall {
            head: call.request.clone(),
            body: call.body.clone(),
            resource: format!(
                "{}/{}/{method}/@connections/{}",
                self.api, call.stage, call.connection
            ),
            age: call.age,
        };
        Box::pin(self.road.travel(call))
    }
}

/// The end of the road: the gateway does the call as soon as it is told to.
struct DoneByTheGateway;

impl Service<ManagementCall> for DoneByTheGateway {
    fn serve(&self, _call: ManagementCall) -> BoxFuture<'_, Answer> {
        Box::pin(async { Ok(Passage::Answered) })
    }
}
