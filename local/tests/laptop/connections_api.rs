//! `@connections`: what a server does with a connection from outside.

use super::{process::LaptopProcess, signer::Signer};
use http_body_util::BodyExt;
use hyper_util::{client::legacy::Client as HttpClient, rt::TokioExecutor};
use serde_json::{Value, json};
use testkit::client::{Ended, within};

async fn call(method: &str, url: &str, body: &str) -> (u16, Value) {
    let client = HttpClient::builder(TokioExecutor::new()).build_http();
    let method = method.parse().unwrap();
    let request = Signer::local("execute-api").request(method, url, &[], body);
    let response = within(client.request(request), "an answer").await.unwrap();
    let status = response.status().as_u16();
    let body = response.into_body().collect().await.unwrap().to_bytes();
    (status, serde_json::from_slice(&body).unwrap_or(Value::Null))
}

#[tokio::test]
async fn a_connection_is_posted_to_looked_at_and_closed() {
    let laptop = LaptopProcess::in_memory();
    let mut client = laptop.connect("?format=json").await;
    let url = laptop.connection_url(&mut client).await;

    assert_eq!(call("POST", &url, r#"{"hello":"there"}"#).await.0, 200);
    assert_eq!(client.json().await, json!({"hello": "there"}));

    let (status, seen) = call("GET", &url, "").await;
    assert_eq!(status, 200);
    assert_eq!(seen["identity"]["sourceIp"], "127.0.0.1");

    assert_eq!(call("DELETE", &url, "").await.0, 204);
    match client.receive_text().await {
        Err(Ended::Closed(Some(frame))) => assert_eq!(u16::from(frame.code), 1000),
        other => panic!("{other:?}"),
    }
    assert_eq!(call("POST", &url, "{}").await.0, 410);
    assert_eq!(call("GET", &url, "").await.0, 410);
    assert_eq!(call("DELETE", &url, "").await.0, 410);
}

#[tokio::test]
async fn a_peer_that_is_closed_hears_of_no_change_and_the_sender_notices_nothing() {
    let laptop = LaptopProcess::in_memory();
    let mut sender = laptop.connect("?format=json").await;
    let mut peer = laptop.connect("?format=json").await;
    let url = laptop.connection_url(&mut peer).await;
    assert_eq!(call("DELETE", &url, "").await.0, 204);
    let created = sender
        .ask(json!({"action": "createItem", "title": "A", "status": "todo"}))
        .await;
    assert_eq!(created["message"], "Item created");
}
