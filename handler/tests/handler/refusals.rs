//! How and why a handshake is refused.

use std::time::Duration;

use protocol::Origins;
use serde_json::json;

use crate::support::{Fault, USERS, World};

#[tokio::test]
async fn a_bad_or_repeated_parameter_is_400() {
    let world = World::new().await;
    for (query, field) in [
        (vec![("board", "a b")], "board"),
        (vec![("board", "")], "board"),
        (vec![("board", "a"), ("board", "b")], "board"),
        (vec![("format", "xml")], "format"),
        (vec![("events", "all")], "events"),
    ] {
        let (status, body) = world.handshake("me=", &query, &[]).await;
        assert_eq!(status, 400, "{query:?}");
        assert_eq!(body.unwrap()["error"]["field"], field, "{query:?}");
    }
    assert_eq!(world.database.rows(USERS).len(), 0);
}

#[tokio::test]
async fn an_origin_that_the_stack_does_not_allow_is_403() {
    let origins = ["https://board.example", "http://localhost:5173"].map(str::to_owned);
    let origins = Origins::try_from(origins.to_vec()).unwrap();
    let world = World::with(|config| config.allowed_origins = origins).await;
    for origins in [
        &["https://evil.example"][..],
        &["null"],
        &["https://board.example", "https://board.example"],
    ] {
        let (status, body) = world.handshake("bad=", &[], origins).await;
        assert_eq!(status, 403, "{origins:?}");
        assert_eq!(body.unwrap()["error"]["code"], "OriginNotAllowed");
    }
    for origins in [
        &["https://board.example"][..],
        &["HTTPS://Board.Example"],
        &["http://localhost:5173"],
        &[],
    ] {
        assert_eq!(
            world.handshake("good=", &[], origins).await.0,
            200,
            "{origins:?}"
        );
    }
}

#[tokio::test]
async fn a_board_that_is_full_is_429_until_somebody_leaves() {
    let world = World::with(|config| config.connections_per_board = 2).await;
    world.connect_just_now("a=", &[]).await;
    world.connect_just_now("b=", &[]).await;
    let (status, body) = world.handshake("c=", &[], &[]).await;
    assert_eq!(status, 429);
    let body = body.unwrap();
    assert_eq!(body["message"], "Failed to connect");
    assert_eq!(body["error"]["code"], "BoardFull");
    assert_eq!(
        world.handshake("c=", &[("board", "other")], &[]).await.0,
        200
    );
    world.disconnect("a=").await;
    assert_eq!(world.handshake("d=", &[], &[]).await.0, 200);
}

#[tokio::test]
async fn expired_rows_take_no_place() {
    let world = World::with(|config| config.connections_per_board = 1).await;
    world.connect_just_now("a=", &[]).await;
    world.pass(Duration::from_secs(2 * 60 * 60 + 9 * 60));
    assert_eq!(world.handshake("b=", &[], &[]).await.0, 429);
    world.pass(Duration::from_secs(2 * 60));
    assert_eq!(world.handshake("b=", &[], &[]).await.0, 200);
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_500_and_leaves_nobody_half_connected() {
    let world = World::new().await;
    for (action, fault, code) in [
        (
            "Query count board",
            (|| Fault::ServerError) as fn() -> Fault,
            "Unavailable",
        ),
        ("Query count board", || Fault::Throttle, "Unavailable"),
        ("Query count board", || Fault::AccessDenied, "Internal"),
        ("BatchWriteItem", || Fault::ServerError, "Unavailable"),
        ("BatchWriteItem", || Fault::AccessDenied, "Internal"),
        // Done each time, but nobody knows: the rows are deleted again.
        ("BatchWriteItem", || Fault::AnswerLost, "Unavailable"),
    ] {
        let before = world.database.faults_left();
        world
            .database
            .fail_times(if code == "Internal" { 1 } else { 3 }, action, fault);
        let (status, body) = world.handshake("me=", &[], &[]).await;
        assert_eq!(status, 500, "{action}");
        assert_eq!(body.unwrap()["error"]["code"], json!(code), "{action}");
        assert_eq!(world.database.rows(USERS).len(), 0, "{action}");
        world.database.forget_faults();
        assert_eq!(world.database.faults_left(), before);
    }
}
