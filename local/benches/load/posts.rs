//! Callbacks: signed posts to connections, as a handler makes them.

use crate::{
    servers::Server,
    signer::Signer,
    traffic::{Client, REQUEST},
};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use http::{Method, StatusCode};
use http_body_util::{BodyExt, Full};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use std::time::{Duration, Instant};
use tokio::{net::TcpStream, task::JoinSet};
use tokio_tungstenite::tungstenite::Message;

/// HTTP connections that post at the same time, each its next as soon as it has its answer.
const POSTERS: usize = 16;

/// A frame's usual size.
const BODY: usize = 512;

/// Posts to all clients in turn for so long, and returns how many a second were taken.
pub async fn rate(server: &Server, clients: Vec<Client>, span: Duration) -> f64 {
    let mut urls = Vec::new();
    for mut client in clients {
        client.send(Message::text(REQUEST)).await.unwrap();
        let reply = client.next().await.unwrap().unwrap().into_text().unwrap();
        let reply: Value = serde_json::from_str(&reply).unwrap();
        let id = reply["connectionId"].as_str().unwrap().replace('=', "%3D");
        urls.push(format!("{}/{id}", server.connections_url));
        // Everybody reads what is posted.
        tokio::spawn(async move { while let Some(Ok(_)) = client.next().await {} });
    }
    let body = "x".repeat(BODY);
    let began = Instant::now();
    let mut posting = JoinSet::new();
    for poster in 0..POSTERS {
        let mine = urls.iter().skip(poster).step_by(POSTERS);
        // Signed beforehand: a signature is good for minutes, and its making is no work of the server's.
        let signer = Signer::local("execute-api");
        let requests: Vec<_> = mine
            .map(|url| signer.request(Method::POST, url, &[], &body))
            .collect();
        posting.spawn(post(requests, began + span));
    }
    let taken: usize = posting.join_all().await.into_iter().sum();
    taken as f64 / began.elapsed().as_secs_f64()
}

async fn post(requests: Vec<http::Request<Full<Bytes>>>, until: Instant) -> usize {
    let host = requests[0].uri().authority().unwrap().to_string();
    let stream = TcpStream::connect(&host).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .unwrap();
    tokio::spawn(connection);
    let mut taken = 0;
    for signed in requests.iter().cycle() {
        if Instant::now() >= until {
            break;
        }
        let mut request = signed.clone();
        *request.uri_mut() = signed.uri().path().parse().unwrap();
        let host = host.parse().unwrap();
        request.headers_mut().insert(http::header::HOST, host);
        let response = sender.send_request(request).await.unwrap();
        match response.status() {
            StatusCode::OK => taken += 1,
            // The client does not read fast enough, which costs as much but counts for nothing.
            StatusCode::TOO_MANY_REQUESTS => {}
            other => panic!("a post was answered with {other}"),
        }
        response.into_body().collect().await.unwrap();
    }
    taken
}
