use crate::{
    clients::{Client, connection_path},
    fixture::{Events, Fixture, Gate, id_of, soon},
};
use futures_util::StreamExt;
use gateway::{Route, limits};
use http::Method;
use serde_json::{Value, json};
use std::time::Duration;

async fn connected() -> (Fixture, Client, String) {
    let events = Events::default();
    let routes = [
        ("$connect", Route::one_way(events.ok())),
        ("$default", Route::two_way(events.echo())),
    ];
    let fixture = Fixture::start(routes).await;
    let client = fixture
        .try_connect("/production", &[("user-agent", "tests/1.0")])
        .await
        .unwrap();
    let id = id_of(&events.first("CONNECT").await);
    (fixture, client, id)
}

#[tokio::test]
pub async fn a_post_is_a_text_frame_at_the_client() {
    let (fixture, mut client, id) = connected().await;
    for body in ["hello", r#"{"a":1}"#, "naïve", ""] {
        let reply = fixture.post(&id, body).await;
        assert_eq!((reply.status.as_u16(), reply.body.as_str()), (200, ""));
        assert!(reply.headers.contains_key("x-amzn-requestid"));
        assert_eq!(client.text().await, body);
    }
}

#[tokio::test]
pub async fn an_id_and_the_at_sign_may_be_percent_encoded_or_not() {
    let (fixture, mut client, id) = connected().await;
    let encoded = id.replace('=', "%3D");
    let lower = id.replace('=', "%3d");
    for path in [
        format!("/production/@connections/{id}"),
        format!("/production/@connections/{encoded}"),
        format!("/production/%40connections/{encoded}"),
        format!("/production/%40connections/{lower}"),
    ] {
        assert_eq!(
            fixture.call(Method::POST, &path, path.clone()).await.status,
            200,
            "{path}"
        );
        assert_eq!(client.text().await, path);
    }
}

#[tokio::test]
pub async fn posts_reach_a_client_in_the_order_of_their_calls() {
    let (fixture, mut client, id) = connected().await;
    for number in 0..50 {
        assert_eq!(fixture.post(&id, number.to_string()).await.status, 200);
    }
    for number in 0..50 {
        assert_eq!(client.text().await, number.to_string());
    }
}

#[tokio::test]
pub async fn a_get_describes_the_connection() {
    let (fixture, mut client, id) = connected().await;
    let describe = async || -> Value {
        let reply = fixture.call(Method::GET, &connection_path(&id), "").await;
        assert_eq!(reply.status, 200);
        assert_eq!(reply.headers["content-type"], "application/json");
        serde_json::from_str(&reply.body).unwrap()
    };
    let format = time::macros::format_description!(
        "[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z"
    );
    let read =
        |time: &Value| time::PrimitiveDateTime::parse(time.as_str().unwrap(), format).unwrap();

    let first = describe().await;
    assert_eq!(first.as_object().unwrap().len(), 3);
    assert_eq!(
        first["identity"],
        json!({"sourceIp": "127.0.0.1", "userAgent": "tests/1.0"})
    );
    assert_eq!(read(&first["connectedAt"]), read(&first["lastActiveAt"]));

    fixture.clock.advance(Duration::from_secs(60));
    client.send("hello").await;
    client.text().await;
    let second = describe().await;
    assert_eq!(second["connectedAt"], first["connectedAt"]);
    let active_for = read(&second["lastActiveAt"]) - read(&second["connectedAt"]);
    assert!(
        (60..90).contains(&active_for.whole_seconds()),
        "{active_for}"
    );
}

#[tokio::test]
pub async fn a_delete_closes_the_client_with_1000_after_what_was_posted_before() {
    let (fixture, mut client, id) = connected().await;
    fixture.post(&id, "last words").await;
    let reply = fixture
        .call(Method::DELETE, &connection_path(&id), "")
        .await;
    assert_eq!((reply.status.as_u16(), reply.body.as_str()), (204, ""));
    assert_eq!(client.text().await, "last words");
    assert_eq!(client.close_code().await, 1000);
}

#[tokio::test]
pub async fn a_connection_that_is_gone_is_410_for_every_call() {
    let (fixture, mut client, id) = connected().await;
    fixture
        .call(Method::DELETE, &connection_path(&id), "")
        .await;
    let never = "AAAAAAAAAAAAAAA=";
    for id in [id.as_str(), never] {
        for method in [Method::POST, Method::GET, Method::DELETE] {
            let reply = fixture.call(method.clone(), &connection_path(id), "").await;
            assert_eq!(
                reply.error(),
                (410, "GoneException", "Gone".to_owned()),
                "{method} {id}"
            );
        }
    }
    assert_eq!(client.close_code().await, 1000);
}

#[tokio::test]
pub async fn a_connection_whose_client_left_is_410() {
    let (fixture, client, id) = connected().await;
    drop(client);
    let gone = async {
        while fixture.post(&id, "hello").await.status != 410 {
            tokio::task::yield_now().await;
        }
    };
    soon("a 410", gone).await;
}

#[tokio::test]
pub async fn an_id_that_does_not_decode_is_400() {
    let (fixture, _client, id) = connected().await;
    for wrong in [
        "undefined",
        "not%20an%20id",
        "AAAAAAAAAAAAAAA",
        "%2B%2B%2B%2B",
        &id[..15],
    ] {
        for method in [Method::POST, Method::GET, Method::DELETE] {
            let path = format!("/production/@connections/{wrong}");
            let reply = fixture.call(method, &path, "").await;
            assert_eq!(
                reply.error(),
                (
                    400,
                    "BadRequestException",
                    "Invalid connectionId".to_owned()
                ),
                "{wrong}"
            );
        }
    }
}

#[tokio::test]
pub async fn a_post_during_connect_is_410_and_after_it_waits_for_the_upgrade() {
    let (events, gate) = (Events::default(), Gate::closed());
    let connect = Route::one_way(events.behind(&gate, json!({"statusCode": 200})));
    let fixture = Fixture::start([("$connect", connect)]).await;
    let during = async {
        let id = id_of(&events.first("CONNECT").await);
        for method in [Method::POST, Method::GET, Method::DELETE] {
            assert_eq!(
                fixture
                    .call(method, &connection_path(&id), "early")
                    .await
                    .status,
                410
            );
        }
        gate.let_through(1);
        // The first post that is taken may come before the 101 is written; its frame may not.
        while fixture.post(&id, "welcome").await.status != 200 {
            tokio::task::yield_now().await;
        }
    };
    let (mut client, ()) = tokio::join!(fixture.connect(), async { soon("a post", during).await });
    assert_eq!(client.text().await, "welcome");
}

#[tokio::test]
pub async fn a_body_of_128_kilobytes_is_posted_and_a_longer_one_is_413() {
    let (fixture, mut client, id) = connected().await;
    let longest = "x".repeat(limits::POST_BYTES);
    assert_eq!(fixture.post(&id, longest.clone()).await.status, 200);
    assert_eq!(client.text().await, longest);
    for length in [limits::POST_BYTES + 1, 4 * 1024 * 1024] {
        let reply = fixture.post(&id, "x".repeat(length)).await;
        assert_eq!(
            reply.error(),
            (
                413,
                "PayloadTooLargeException",
                "Request Too Long".to_owned()
            ),
            "{length}"
        );
    }
    fixture.expect_nothing(&mut client, &id).await;
}

#[tokio::test]
pub async fn a_body_that_is_not_text_is_400_and_reaches_nobody() {
    let (fixture, mut client, id) = connected().await;
    let reply = fixture.post(&id, &b"\xff\xfe"[..]).await;
    assert_eq!(reply.error().1, "BadRequestException");
    fixture.expect_nothing(&mut client, &id).await;
}

#[tokio::test]
pub async fn another_method_is_405() {
    let (fixture, _client, id) = connected().await;
    for method in [Method::PUT, Method::PATCH, Method::OPTIONS] {
        let reply = fixture.call(method, &connection_path(&id), "").await;
        assert_eq!(reply.status, 405);
        assert_eq!(reply.headers["allow"], "GET, POST, DELETE");
    }
}

#[tokio::test]
pub async fn a_path_without_the_stage_is_forbidden() {
    let (fixture, _client, id) = connected().await;
    for path in [
        format!("/@connections/{id}"),
        format!("/staging/@connections/{id}"),
        format!("/Production/@connections/{id}"),
        "/@connections".to_owned(),
    ] {
        let reply = fixture.call(Method::POST, &path, "hello").await;
        assert_eq!(
            reply.error(),
            (403, "ForbiddenException", "Forbidden".to_owned()),
            "{path}"
        );
    }
}

#[tokio::test]
pub async fn a_path_below_the_stage_that_is_no_route_is_404() {
    let (fixture, _client, id) = connected().await;
    let encoded = id.replace('=', "%3D");
    for (path, route) in [
        (
            format!("/production/production/@connections/{encoded}"),
            format!("production/@connections/{id}"),
        ),
        (
            format!("/production/%40connections/%40connections/{encoded}"),
            format!("@connections/@connections/{id}"),
        ),
        (
            format!("/production/connections/{id}"),
            format!("connections/{id}"),
        ),
        (
            format!("/production/@connections/{id}/more"),
            format!("@connections/{id}/more"),
        ),
        (
            "/production/@connections/".to_owned(),
            "@connections/".to_owned(),
        ),
        (
            "/production/@connections".to_owned(),
            "@connections".to_owned(),
        ),
        ("/production//".to_owned(), "/".to_owned()),
        (
            "/production/na%C3%AFve?query=1".to_owned(),
            "naïve".to_owned(),
        ),
        ("/production/%ff".to_owned(), "\u{fffd}".to_owned()),
    ] {
        for method in [Method::POST, Method::GET, Method::DELETE, Method::PUT] {
            let said = format!("No method found matching route {route} for http method {method}.");
            let reply = fixture.call(method, &path, "hello").await;
            assert_eq!(reply.error(), (404, "NotFoundException", said), "{path}");
        }
    }
}

#[tokio::test]
async fn a_handler_can_post_to_the_connection_whose_message_it_handles() {
    let events = Events::default();
    let (addresses, address) = tokio::sync::watch::channel(None);
    let route = Route::two_way(events.handler(move |event| {
        let mut address = address.clone();
        async move {
            let fixture: std::net::SocketAddr =
                address.wait_for(Option::is_some).await.unwrap().unwrap();
            let stream = hyper_util::rt::TokioIo::new(
                tokio::net::TcpStream::connect(fixture).await.unwrap(),
            );
            let (mut sender, connection) =
                hyper::client::conn::http1::handshake(stream).await.unwrap();
            tokio::spawn(connection);
            let request = http::Request::post(connection_path(&id_of(&event))).header("host", "x");
            let request = request
                .body(http_body_util::Full::new(bytes::Bytes::from("posted")))
                .unwrap();
            assert_eq!(sender.send_request(request).await.unwrap().status(), 200);
            Ok(json!({"statusCode": 200, "body": "replied"})
                .to_string()
                .into())
        }
    }));
    let fixture = Fixture::start([("$default", route)]).await;
    addresses.send(Some(fixture.address)).unwrap();
    let mut client = fixture.connect().await;
    client.send("hello").await;
    assert_eq!(
        (client.text().await.as_str(), client.text().await.as_str()),
        ("posted", "replied")
    );
    client.socket.close(None).await.unwrap();
    while let Some(Ok(_)) = soon("the end", client.socket.next()).await {}
}
