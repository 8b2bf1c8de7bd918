use crate::fixture::{Events, Fixture, soon};
use bytes::Bytes;
use gateway::Route;
use http::{Method, Response, StatusCode, request};
use std::sync::Arc;

fn page(request: &request::Parts) -> Option<Response<Bytes>> {
    (request.uri.path() == "/").then(|| {
        Response::builder()
            .header("content-type", "text/html")
            .body(Bytes::from("<h1>board</h1>"))
            .unwrap()
    })
}

#[tokio::test]
async fn a_fallback_answers_what_the_api_has_nothing_for() {
    let fixture = Fixture::start_with([], "$request.body.action", Some(Arc::new(page))).await;
    let reply = fixture.call(Method::GET, "/?any=query", "").await;
    assert_eq!(
        (reply.status, reply.body.as_str()),
        (StatusCode::OK, "<h1>board</h1>")
    );
    assert_eq!(reply.headers["content-type"], "text/html");
    let head = fixture.call(Method::HEAD, "/", "").await;
    assert_eq!((head.status, head.body.as_str()), (StatusCode::OK, ""));

    assert_eq!(
        fixture.call(Method::POST, "/", "").await.status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(
        fixture.call(Method::GET, "/elsewhere", "").await.error().1,
        "ForbiddenException"
    );
    assert_eq!(
        fixture.call(Method::GET, "/production", "").await.status,
        StatusCode::UPGRADE_REQUIRED
    );
    assert_eq!(
        fixture.try_connect("/", &[]).await.err().unwrap().status,
        StatusCode::FORBIDDEN
    );
}

#[tokio::test]
async fn without_a_fallback_other_paths_are_forbidden() {
    let fixture = Fixture::start([]).await;
    for path in ["/", "/index.html", "//", "/%ff", "/productio/page"] {
        let reply = fixture.call(Method::GET, path, "").await;
        assert_eq!(
            reply.error(),
            (403, "ForbiddenException", "Forbidden".to_owned()),
            "{path}"
        );
    }
}

#[tokio::test]
pub async fn malformed_http_gets_a_status_and_harms_nobody() {
    let events = Events::default();
    let fixture = Fixture::start([("$default", Route::two_way(events.echo()))]).await;
    let mut bystander = fixture.connect().await;
    let cases = [
        (400, "no HTTP", "hello\r\n\r\n".to_owned()),
        (
            400,
            "a bad header",
            "GET /production HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n".to_owned(),
        ),
        (
            400,
            "two hosts",
            "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n".to_owned(),
        ),
        (400, "no host", "GET / HTTP/1.1\r\n\r\n".to_owned()),
        (
            400,
            "no host at a connection",
            "POST /production/@connections/AAAAAAAAAAAAAAA= HTTP/1.1\r\nContent-Length: 0\r\n\r\n"
                .to_owned(),
        ),
        (
            400,
            "a host that is none",
            "GET / HTTP/1.1\r\nHost: a b\r\n\r\n".to_owned(),
        ),
        (
            400,
            "a host with a user",
            "GET / HTTP/1.1\r\nHost: me@x\r\n\r\n".to_owned(),
        ),
        (
            403,
            "no host before HTTP/1.1",
            "GET / HTTP/1.0\r\n\r\n".to_owned(),
        ),
        (
            403,
            "an IPv6 host",
            "GET / HTTP/1.1\r\nHost: [::1]:3001\r\n\r\n".to_owned(),
        ),
        (
            431,
            "too many bytes of headers",
            format!(
                "GET / HTTP/1.1\r\nHost: x\r\nX: {}\r\n\r\n",
                "x".repeat(100_000)
            ),
        ),
        (
            431,
            "too many headers",
            format!(
                "GET / HTTP/1.1\r\nHost: x\r\n{}\r\n",
                "X: x\r\n".repeat(200)
            ),
        ),
        (
            431,
            "a query of a megabyte",
            format!(
                "GET /production?{} HTTP/1.1\r\nHost: x\r\n\r\n",
                "x".repeat(1 << 20)
            ),
        ),
    ];
    for (status, name, bytes) in cases {
        let mut raw = fixture.raw().await;
        raw.send(bytes).await;
        assert_eq!(raw.status().await, status, "{name}");
    }
    bystander.send("still here").await;
    assert_eq!(bystander.text().await, "still here");
}

#[tokio::test]
pub async fn many_silent_sockets_do_not_keep_others_out() {
    let events = Events::default();
    let fixture = Fixture::start([("$default", Route::two_way(events.echo()))]).await;
    let mut silent = Vec::new();
    for _ in 0..200 {
        silent.push(fixture.raw().await);
    }
    for raw in &mut silent[..100] {
        raw.send("GET /production HTTP/1.1\r\nHost: ").await;
    }
    let mut client = fixture.connect().await;
    client.send("hello").await;
    assert_eq!(soon("an answer", client.text()).await, "hello");
}
