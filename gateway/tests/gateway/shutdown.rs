use crate::fixture::{Events, Fixture, Gate, PATIENCE, soon};
use gateway::Route;
use serde_json::json;
use std::time::Duration;
use tokio::net::TcpStream;

#[tokio::test]
async fn shutting_down_closes_every_client_with_1001_and_runs_its_disconnect() {
    let events = Events::default();
    let fixture = Fixture::start([("$disconnect", Route::one_way(events.ok()))]).await;
    let mut clients = Vec::new();
    for _ in 0..5 {
        clients.push(fixture.connect().await);
    }
    let running = fixture.running;
    let reading = async {
        for client in &mut clients {
            assert_eq!(client.close_code().await, 1001);
        }
    };
    let (left, ()) = tokio::join!(running.shutdown(PATIENCE), reading);
    assert_eq!(left, 0);
    let departures = events.wait("DISCONNECT", 5).await;
    assert!(
        departures
            .iter()
            .all(|event| event["requestContext"]["disconnectStatusCode"] == 1001)
    );
}

#[tokio::test]
async fn shutting_down_frees_the_port_and_drops_idle_http_connections() {
    let fixture = Fixture::start([]).await;
    let idle = TcpStream::connect(fixture.address).await.unwrap();
    assert_eq!(fixture.running.shutdown(PATIENCE).await, 0);
    drop(idle);
    let bound = gateway::bind(fixture.address).await.unwrap();
    assert_eq!(bound.address(), fixture.address);
}

#[tokio::test]
async fn shutting_down_waits_for_what_is_under_way_but_not_forever() {
    let (events, gate) = (Events::default(), Gate::closed());
    let route = Route::two_way(events.behind(&gate, json!({"statusCode": 200})));
    let fixture = Fixture::start([("$default", route)]).await;
    let mut client = fixture.connect().await;
    client.send("hello").await;
    events.first("MESSAGE").await;
    let running = fixture.running;
    let (left, code) = tokio::join!(
        running.shutdown(Duration::from_millis(200)),
        client.close_code()
    );
    assert!(left > 0, "the handler is still at it");
    assert_eq!(code, 1001);
}

#[tokio::test]
async fn a_gateway_that_is_dropped_ends() {
    let fixture = Fixture::start([]).await;
    let mut client = fixture.connect().await;
    drop(fixture);
    assert_eq!(client.close_code().await, 1001);
}

#[tokio::test]
async fn a_port_in_use_is_an_error_and_a_bound_one_is_known() {
    let bound = gateway::bind("127.0.0.1:0").await.unwrap();
    assert_ne!(bound.address().port(), 0);
    let error = gateway::bind(bound.address()).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
    // Whoever comes between binding and serving waits.
    let early = TcpStream::connect(bound.address()).await.unwrap();
    soon("being writable", early.writable()).await.unwrap();
}
