//! A gateway on a free port, with handlers that remember what they were given.

use aws_lambda_events::apigw::ApiGatewayWebsocketProxyRequest;
use bytes::Bytes;
use gateway::{Api, Clock, Fallback, Gateway, Integration, IntegrationError, Route, Running};
use serde_json::{Value, json};
use std::{collections::BTreeMap, net::SocketAddr, sync::Arc, time::Duration};
use tokio::sync::{Semaphore, watch};

/// How long a test waits for what must happen. Generous: it is only ever used up by a failure.
pub const PATIENCE: Duration = Duration::from_secs(30);

pub type Answer = Result<Bytes, IntegrationError>;

pub async fn soon<T>(what: &str, event: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, event)
        .await
        .unwrap_or_else(|_| panic!("{what} did not happen in {PATIENCE:?}"))
}

pub struct Fixture {
    pub running: Running,
    pub address: SocketAddr,
    pub clock: Clock,
}

impl Fixture {
    pub async fn start<const N: usize>(routes: [(&str, Route); N]) -> Self {
        Self::start_as(routes, |gateway| gateway).await
    }

    pub async fn start_with<const N: usize>(
        routes: [(&str, Route); N],
        selection: &str,
        fallback: Option<Arc<dyn Fallback>>,
    ) -> Self {
        Self::start_api(routes, |mut api| {
            api.route_selection = selection.parse().unwrap();
            let gateway = Gateway::new(api);
            match fallback {
                Some(fallback) => gateway.with_fallback(fallback),
                None => gateway,
            }
        })
        .await
    }

    /// A gateway with more than its routes.
    pub async fn start_as<const N: usize>(
        routes: [(&str, Route); N],
        more: impl FnOnce(Gateway) -> Gateway,
    ) -> Self {
        Self::start_api(routes, |api| more(Gateway::new(api))).await
    }

    pub async fn start_api<const N: usize>(
        routes: [(&str, Route); N],
        gateway: impl FnOnce(Api) -> Gateway,
    ) -> Self {
        let bound = gateway::bind("127.0.0.1:0").await.unwrap();
        let address = bound.address();
        let clock = Clock::new();
        let api = Api {
            id: "abcd123456".into(),
            domain_name: address.to_string(),
            execution_arn: "arn:aws:execute-api:eu-north-1:000000000000:abcd123456".into(),
            authorizer: None,
            stage: "production".into(),
            route_selection: "$request.body.action".parse().unwrap(),
            routes: routes
                .into_iter()
                .map(|(key, route)| (key.to_owned(), route))
                .collect::<BTreeMap<_, _>>(),
        };
        Self {
            running: gateway(api).with_clock(clock.clone()).serve(bound),
            address,
            clock,
        }
    }
}

/// The events that handlers were given, in their order.
#[derive(Clone, Default)]
pub struct Events(Arc<watch::Sender<Vec<Value>>>);

impl Events {
    pub fn all(&self) -> Vec<Value> {
        self.0.borrow().clone()
    }

    /// Waits for the first event of this type.
    pub async fn first(&self, event_type: &str) -> Value {
        self.wait(event_type, 1).await.remove(0)
    }

    /// Waits until there are so many events of this type.
    pub async fn wait(&self, event_type: &str, count: usize) -> Vec<Value> {
        let of_type = |events: &[Value]| -> Vec<Value> {
            events
                .iter()
                .filter(|event| event["requestContext"]["eventType"] == event_type)
                .cloned()
                .collect()
        };
        let mut events = self.0.subscribe();
        let enough = events.wait_for(|events| of_type(events).len() >= count);
        let events = soon(&format!("{event_type} number {count}"), enough)
            .await
            .unwrap();
        of_type(&events)
    }

    /// A handler whose events are remembered here, and that answers what `answer` makes of them.
    pub fn handler<A, R>(&self, answer: A) -> Arc<dyn Integration>
    where
        A: Fn(Value) -> R + Send + Sync + 'static,
        R: Future<Output = Answer> + Send + 'static,
    {
        let events = self.clone();
        Arc::new(move |event: Bytes| {
            // A handler in Rust reads events as this type.
            serde_json::from_slice::<ApiGatewayWebsocketProxyRequest>(&event).unwrap();
            let event: Value = serde_json::from_slice(&event).unwrap();
            events.0.send_modify(|events| events.push(event.clone()));
            answer(event)
        })
    }

    /// A handler that always gives this answer.
    pub fn answering(&self, answer: Value) -> Arc<dyn Integration> {
        self.handler(move |_| std::future::ready(Ok(answer.to_string().into())))
    }

    pub fn ok(&self) -> Arc<dyn Integration> {
        self.answering(json!({"statusCode": 200}))
    }

    /// A handler that answers with the message it was given.
    pub fn echo(&self) -> Arc<dyn Integration> {
        self.handler(|event| {
            std::future::ready(Ok(json!({"statusCode": 200, "body": event["body"]})
                .to_string()
                .into()))
        })
    }

    pub fn failing(&self) -> Arc<dyn Integration> {
        self.handler(|_| std::future::ready(Err(IntegrationError::Failed("on purpose".into()))))
    }

    /// A handler that does not answer before the gate is opened for it.
    pub fn behind(&self, gate: &Gate, answer: Value) -> Arc<dyn Integration> {
        let gate = gate.clone();
        self.handler(move |_| {
            let (gate, answer) = (gate.clone(), answer.clone());
            async move {
                gate.pass().await;
                Ok(answer.to_string().into())
            }
        })
    }
}

/// Lets handlers through, as many as it is told.
#[derive(Clone)]
pub struct Gate(Arc<Semaphore>);

impl Gate {
    pub fn closed() -> Self {
        Self(Arc::new(Semaphore::new(0)))
    }

    /// Waits to be let through.
    pub async fn pass(&self) {
        self.0.acquire().await.unwrap().forget();
    }

    pub fn let_through(&self, count: usize) {
        self.0.add_permits(count);
    }
}

pub fn id_of(event: &Value) -> String {
    event["requestContext"]["connectionId"]
        .as_str()
        .unwrap()
        .to_owned()
}
