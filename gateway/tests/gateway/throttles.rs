use crate::{
    clients::{Client, connection_path},
    fixture::{Events, Fixture, id_of},
};
use gateway::{AccountQuota, Gateway, Route, Throttle};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

const SECOND: Duration = Duration::from_secs(1);

/// One at once, and one in so many seconds: what a slow machine takes for a test is not a second token.
const fn one_in(seconds: f64) -> Throttle {
    Throttle {
        rate: 1.0 / seconds,
        burst: 1,
    }
}

const HOUR: f64 = 3600.0;

fn requests(throttle: Throttle) -> impl FnOnce(Gateway) -> Gateway {
    move |gateway| {
        gateway.with_account_quota(AccountQuota {
            requests: throttle,
            ..AccountQuota::default()
        })
    }
}

async fn expect_too_many(client: &mut Client, id: &str) {
    let frame = client.json().await;
    assert_eq!(frame["message"], "Too Many Requests");
    assert_eq!(frame["connectionId"], id);
    assert_eq!(frame["requestId"].as_str().unwrap().len(), 16);
    assert_eq!(frame.as_object().unwrap().len(), 3);
}

fn throttled_by(throttle: Throttle, route: Route) -> Route {
    Route {
        throttle: Some(throttle),
        ..route
    }
}

#[tokio::test]
pub async fn a_message_beyond_its_routes_throttle_gets_an_error_frame_and_reaches_no_handler() {
    let events = Events::default();
    let throttle = Throttle {
        rate: 1.0 / HOUR,
        burst: 3,
    };
    let routes = [
        ("$connect", Route::one_way(events.ok())),
        (
            "$default",
            throttled_by(throttle, Route::one_way(events.ok())),
        ),
    ];
    let fixture = Fixture::start(routes).await;
    let mut client = fixture.connect().await;
    let id = id_of(&events.first("CONNECT").await);
    for _ in 0..5 {
        client.send("hello").await;
    }
    // One-way as the route is.
    expect_too_many(&mut client, &id).await;
    expect_too_many(&mut client, &id).await;
    assert_eq!(events.wait("MESSAGE", 3).await.len(), 3);
    fixture.expect_nothing(&mut client, &id).await;
}

#[tokio::test]
pub async fn a_bucket_fills_at_its_rate_and_no_higher_than_its_burst() {
    let events = Events::default();
    let throttle = Throttle {
        rate: 0.01,
        burst: 2,
    };
    let route = throttled_by(throttle, Route::two_way(events.echo()));
    let fixture = Fixture::start([("$default", route)]).await;
    let mut client = fixture.connect().await;
    let mut taken = async |sent: usize| {
        let mut taken = 0;
        for _ in 0..sent {
            client.send("hello").await;
            taken += usize::from(client.text().await == "hello");
        }
        taken
    };
    assert_eq!(taken(3).await, 2);
    fixture.clock.advance(100 * SECOND);
    assert_eq!(taken(2).await, 1);
    fixture.clock.advance(500 * SECOND);
    assert_eq!(taken(4).await, 2);
}

#[tokio::test]
pub async fn each_route_has_a_bucket_of_its_own_that_all_clients_share() {
    let events = Events::default();
    let throttled = || throttled_by(one_in(HOUR), Route::two_way(events.echo()));
    let routes = [
        ("one", throttled()),
        ("two", throttled()),
        ("$default", Route::two_way(events.echo())),
    ];
    let fixture = Fixture::start(routes).await;
    let (mut first, mut second) = (fixture.connect().await, fixture.connect().await);
    let (one, two) = (r#"{"action":"one"}"#, r#"{"action":"two"}"#);
    first.send(one).await;
    assert_eq!(first.text().await, one);
    second.send(one).await;
    assert_eq!(second.json().await["message"], "Too Many Requests");
    second.send(two).await;
    assert_eq!(second.text().await, two);
    for _ in 0..20 {
        second.send("unthrottled").await;
        assert_eq!(second.text().await, "unthrottled");
    }
}

#[tokio::test]
pub async fn a_handshake_beyond_the_connect_routes_throttle_is_429_and_reaches_no_handler() {
    let events = Events::default();
    let connect = throttled_by(one_in(HOUR), Route::one_way(events.ok()));
    let fixture = Fixture::start([("$connect", connect)]).await;
    let _client = fixture.connect().await;
    let refused = fixture.try_connect("/production", &[]).await.err().unwrap();
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    let body: Value = serde_json::from_str(&refused.body).unwrap();
    assert_eq!(body["message"], "Too Many Requests");
    assert_eq!(events.all().len(), 1);
    assert_eq!(fixture.running.connections(), 1);
}

#[tokio::test]
pub async fn a_throttle_of_zero_takes_nothing_ever() {
    for throttle in [
        Throttle::NOTHING,
        Throttle {
            rate: 0.0,
            burst: 10,
        },
        Throttle {
            rate: 10.0,
            burst: 0,
        },
    ] {
        let events = Events::default();
        let connect = throttled_by(throttle, Route::one_way(events.ok()));
        let fixture = Fixture::start([("$connect", connect)]).await;
        for _ in 0..2 {
            let refused = fixture.try_connect("/production", &[]).await.err().unwrap();
            assert_eq!(
                refused.status,
                StatusCode::TOO_MANY_REQUESTS,
                "{throttle:?}"
            );
            fixture.clock.advance(1000 * SECOND);
        }
    }
}

#[tokio::test]
pub async fn more_new_connections_than_the_account_may_make_are_429() {
    let quota = AccountQuota {
        new_connections: Throttle {
            rate: 0.001,
            burst: 2,
        },
        ..AccountQuota::default()
    };
    let fixture = Fixture::start_as([], |gateway| gateway.with_account_quota(quota)).await;
    let _clients = (fixture.connect().await, fixture.connect().await);
    let refused = fixture.try_connect("/production", &[]).await.err().unwrap();
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    fixture.clock.advance(1000 * SECOND);
    fixture.connect().await;
}

#[tokio::test]
pub async fn the_accounts_quota_is_for_handshakes_messages_and_callbacks_together() {
    let events = Events::default();
    let routes = [
        ("$connect", Route::one_way(events.ok())),
        ("$default", Route::two_way(events.echo())),
    ];
    let throttle = Throttle {
        rate: 0.01,
        burst: 4,
    };
    let fixture = Fixture::start_as(routes, requests(throttle)).await;
    let mut client = fixture.connect().await;
    let id = id_of(&events.first("CONNECT").await);
    client.send("hello").await;
    assert_eq!(client.text().await, "hello");
    assert_eq!(fixture.post(&id, "posted").await.status, 200);
    assert_eq!(client.text().await, "posted");
    let seen = fixture.call(Method::GET, &connection_path(&id), "").await;
    assert_eq!(seen.status, 200);

    let exceeded = (429, "LimitExceededException", "Rate exceeded".to_owned());
    for method in [Method::POST, Method::GET, Method::DELETE] {
        let reply = fixture.call(method, &connection_path(&id), "").await;
        assert_eq!(reply.error(), exceeded);
    }
    client.send("hello").await;
    expect_too_many(&mut client, &id).await;
    let refused = fixture.try_connect("/production", &[]).await.err().unwrap();
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);

    fixture.clock.advance(100 * SECOND);
    client.send("hello again").await;
    assert_eq!(client.text().await, "hello again");
}

#[tokio::test]
pub async fn a_routes_throttle_does_not_hold_for_callbacks() {
    let events = Events::default();
    let routes = [
        ("$connect", Route::one_way(events.ok())),
        (
            "$default",
            throttled_by(Throttle::NOTHING, Route::one_way(events.ok())),
        ),
    ];
    let fixture = Fixture::start(routes).await;
    let mut client = fixture.connect().await;
    let id = id_of(&events.first("CONNECT").await);
    for _ in 0..20 {
        assert_eq!(fixture.post(&id, "posted").await.status, 200);
        assert_eq!(client.text().await, "posted");
    }
}

#[tokio::test]
pub async fn what_a_route_refuses_costs_the_account_nothing() {
    let events = Events::default();
    let routes = [
        (
            "never",
            throttled_by(Throttle::NOTHING, Route::one_way(events.ok())),
        ),
        ("$default", Route::two_way(events.echo())),
    ];
    let throttle = Throttle {
        rate: 1.0 / HOUR,
        burst: 2,
    };
    let fixture = Fixture::start_as(routes, requests(throttle)).await;
    let mut client = fixture.connect().await;
    for _ in 0..5 {
        client.send(r#"{"action":"never"}"#).await;
        assert_eq!(client.json().await["message"], "Too Many Requests");
    }
    client.send("hello").await;
    assert_eq!(client.text().await, "hello");
}

#[tokio::test]
pub async fn a_handshake_that_the_connect_route_refuses_costs_the_account_no_connection() {
    let events = Events::default();
    let once = Throttle {
        rate: 0.001,
        burst: 1,
    };
    let routes = [("$connect", throttled_by(once, Route::one_way(events.ok())))];
    let quota = AccountQuota {
        new_connections: Throttle {
            rate: f64::MIN_POSITIVE,
            burst: 2,
        },
        ..AccountQuota::default()
    };
    let fixture = Fixture::start_as(routes, |gateway| gateway.with_account_quota(quota)).await;
    let _first = fixture.connect().await;
    for _ in 0..3 {
        let refused = fixture.try_connect("/production", &[]).await.err().unwrap();
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    }
    fixture.clock.advance(1000 * SECOND);
    fixture.connect().await;
}

#[tokio::test]
pub async fn a_burst_passes_whatever_the_rate() {
    for rate in [f64::MIN_POSITIVE, 1e-9, 1e9, f64::MAX, f64::INFINITY] {
        for burst in [3, 5_000, u32::MAX] {
            let events = Events::default();
            let route = throttled_by(Throttle { rate, burst }, Route::two_way(events.echo()));
            let fixture = Fixture::start([("$default", route)]).await;
            let mut client = fixture.connect().await;
            for _ in 0..3 {
                client.send("hello").await;
                assert_eq!(client.text().await, "hello", "{burst} at {rate}");
            }
        }
    }
}

#[tokio::test]
pub async fn a_disconnect_is_never_throttled() {
    let events = Events::default();
    let routes = [(
        "$disconnect",
        throttled_by(Throttle::NOTHING, Route::one_way(events.ok())),
    )];
    let fixture = Fixture::start_as(routes, requests(one_in(HOUR))).await;
    drop(fixture.connect().await);
    events.first("DISCONNECT").await;
}

#[test]
pub fn an_account_has_10_000_requests_a_second_with_5_000_at_once_and_500_new_connections() {
    let quota = AccountQuota::default();
    let pair = |throttle: Throttle| json!([throttle.rate, throttle.burst]);
    assert_eq!(pair(quota.requests), json!([10_000.0, 5_000]));
    assert_eq!(pair(quota.new_connections), json!([500.0, 500]));
}
