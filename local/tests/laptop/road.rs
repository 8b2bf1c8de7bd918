//! The road to the database: what layers see, and what they can do to a call.

use super::{signer::Signer, things};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::{client::legacy, rt::TokioExecutor};
use local::{
    dynamodb::{Call, DynamoDb, refuse},
    iam::{Iam, Roles},
    road::{Answer, Dropped, Layer, Listener, Next, Road},
};
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use testkit::client::within;

/// A layer made of a closure.
struct Closure<F>(F);

impl<F> Layer<Call> for Closure<F>
where
    F: Fn(Call, Next<Call>) -> BoxFuture<'static, Answer> + Send + Sync + 'static,
{
    fn pass(&self, call: Call, next: Next<Call>) -> BoxFuture<'_, Answer> {
        (self.0)(call, next)
    }
}

fn layer<F>(pass: F) -> Arc<dyn Layer<Call>>
where
    F: Fn(Call, Next<Call>) -> BoxFuture<'static, Answer> + Send + Sync + 'static,
{
    Arc::new(Closure(pass))
}

struct Fixture {
    listener: Listener,
    /// Held so that it serves.
    _database: DynamoDb,
    client: legacy::Client<legacy::connect::HttpConnector, Full<Bytes>>,
}

impl Fixture {
    /// A road with these layers to a database with one table, `things`.
    async fn start(layers: Vec<Arc<dyn Layer<Call>>>) -> Self {
        let database = things::database().await;
        let service = database.client();
        let checkpoint = things::checkpoint(Arc::default(), Iam::new(Roles::new(), None));
        let road = Road::new(checkpoint, layers, service);
        Self {
            listener: Listener::open(road).await.unwrap(),
            _database: database,
            client: legacy::Client::builder(TokioExecutor::new()).build_http(),
        }
    }

    fn request(&self, operation: &str, input: &Value) -> Request<Full<Bytes>> {
        Signer::local("dynamodb").request(
            Method::POST,
            &format!("{}/", self.listener.endpoint()),
            &[
                ("content-type", "application/x-amz-json-1.0"),
                ("x-amz-target", &format!("DynamoDB_20120810.{operation}")),
            ],
            &input.to_string(),
        )
    }

    /// The answer's status and body; none if the connection ended without one.
    async fn call(&self, operation: &str, input: &Value) -> Option<(StatusCode, Value)> {
        let answer = self.client.request(self.request(operation, input));
        let response = within(answer, "an answer").await.ok()?;
        let status = response.status();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        Some((status, serde_json::from_slice(&body).unwrap()))
    }

    async fn get(&self, id: &str) -> Value {
        let input = json!({"TableName": "things", "Key": {"id": {"S": id}}});
        self.call("GetItem", &input).await.unwrap().1["Item"].take()
    }
}

fn put(id: &str) -> Value {
    json!({"TableName": "things", "Item": {"id": {"S": id}}})
}

#[tokio::test]
async fn a_call_travels_the_road_and_its_answer_comes_back() {
    let fixture = Fixture::start(Vec::new()).await;
    let put = fixture.call("PutItem", &put("a")).await.unwrap();
    assert_eq!(put, (StatusCode::OK, json!({})));
    assert_eq!(fixture.get("a").await, json!({"id": {"S": "a"}}));
    let (status, error) = fixture
        .call("PutItem", &json!({"TableName": "nothing", "Item": {}}))
        .await
        .unwrap();
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(error["__type"].as_str().unwrap().contains("Exception"));
}

#[tokio::test]
async fn a_layer_sees_which_operation_is_called_with_which_input() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let watch = {
        let seen = seen.clone();
        layer(move |call, next| {
            let operation = call.operation().map(str::to_owned);
            seen.lock().unwrap().push((operation, call.input().clone()));
            Box::pin(next.run(call))
        })
    };
    let fixture = Fixture::start(vec![watch]).await;
    fixture.call("PutItem", &put("a")).await.unwrap();
    let expected = (Some("PutItem".to_owned()), put("a"));
    assert_eq!(*seen.lock().unwrap(), [expected]);
}

#[tokio::test]
async fn a_layer_can_answer_instead_of_the_database() {
    let refusing = layer(|call, next| {
        Box::pin(async move {
            match call.operation() {
                Some("PutItem") => {
                    let exception = "ProvisionedThroughputExceededException";
                    Ok(refuse(StatusCode::BAD_REQUEST, exception, "Slow down"))
                }
                _ => next.run(call).await,
            }
        })
    });
    let fixture = Fixture::start(vec![refusing]).await;
    let (status, error) = fixture.call("PutItem", &put("a")).await.unwrap();
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(
        error["__type"],
        "com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException"
    );
    assert_eq!(fixture.get("a").await, Value::Null);
}

#[tokio::test]
async fn a_layer_can_drop_the_connection_before_the_call_is_done_or_after() {
    let dropping = layer(|call, next| {
        Box::pin(async move {
            match call.input()["Item"]["id"]["S"].as_str() {
                Some("before") => Err(Dropped),
                Some("after") => {
                    next.run(call).await?;
                    Err(Dropped)
                }
                _ => next.run(call).await,
            }
        })
    });
    let fixture = Fixture::start(vec![dropping]).await;
    assert_eq!(fixture.call("PutItem", &put("before")).await, None);
    assert_eq!(fixture.call("PutItem", &put("after")).await, None);
    assert_eq!(fixture.get("before").await, Value::Null);
    assert_eq!(fixture.get("after").await, json!({"id": {"S": "after"}}));
}

#[tokio::test]
async fn a_layer_can_change_what_is_asked_and_what_is_answered() {
    let changing = layer(|mut call, next| {
        Box::pin(async move {
            if call.operation() == Some("PutItem") {
                let mut input = call.input().clone();
                input["Item"]["changed"] = json!({"BOOL": true});
                call.set_input(input);
                return next.run(call).await;
            }
            let answer = next.run(call).await?;
            Ok(Response::new(
                String::from_utf8(answer.into_body().to_vec())
                    .unwrap()
                    .replace("true", "false")
                    .into(),
            ))
        })
    });
    let fixture = Fixture::start(vec![changing]).await;
    fixture.call("PutItem", &put("a")).await.unwrap();
    assert_eq!(fixture.get("a").await["changed"], json!({"BOOL": false}));
}

#[tokio::test]
async fn a_write_is_done_although_its_caller_hangs_up() {
    let (arrived, mut arrivals) = tokio::sync::mpsc::unbounded_channel();
    let (release, released) = tokio::sync::watch::channel(false);
    let (done, mut writes) = tokio::sync::mpsc::unbounded_channel();
    let slow = layer(move |call, next| {
        let (arrived, mut released, done) = (arrived.clone(), released.clone(), done.clone());
        Box::pin(async move {
            if call.operation() != Some("PutItem") {
                return next.run(call).await;
            }
            arrived.send(()).unwrap();
            released.wait_for(|released| *released).await.unwrap();
            let answer = next.run(call).await;
            done.send(()).unwrap();
            answer
        })
    });
    let fixture = Fixture::start(vec![slow]).await;
    let call = tokio::spawn(
        fixture
            .client
            .request(fixture.request("PutItem", &put("a"))),
    );
    within(arrivals.recv(), "the call").await.unwrap();
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    release.send(true).unwrap();
    within(writes.recv(), "the write").await.unwrap();
    assert_eq!(fixture.get("a").await, json!({"id": {"S": "a"}}));
}
