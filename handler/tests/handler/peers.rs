//! What becomes of peers that an event does not reach. Nothing of it reaches the sender.

use std::time::Duration;

use futures_util::future::join_all;
use serde_json::{Value, json};
use testkit::retries::undisturbed;

use crate::support::{Behaviour, Fault, USERS, World, rows};

async fn pair(world: &World, id: &str) {
    world.connect("me=", &[]).await;
    world.connect("healthy=", &[]).await;
    world.connect(id, &[]).await;
}

#[tokio::test]
async fn a_peer_that_is_gone_loses_both_rows_at_once() {
    let world = World::new().await;
    pair(&world, "gone=").await;
    world.sink.behave(
        "gone=",
        Behaviour {
            always: Some(410),
            ..Behaviour::default()
        },
    );
    world.create("me=", "tea").await;
    assert_eq!(world.database.topics("gone="), [] as [&str; 0]);
    assert_eq!(world.sink.attempts("gone="), 1);
    assert_eq!(world.frames("healthy=").len(), 1);
    assert_eq!(world.database.topics("healthy=").len(), 2);
}

#[tokio::test]
async fn nobody_waits_for_a_handshake_under_way_and_it_hears_what_comes_later() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.connect_just_now("young=", &[]).await;
    world.pass(Duration::from_secs(29));
    world.sink.behave(
        "young=",
        Behaviour {
            posts: vec![410],
            ..Behaviour::default()
        },
    );
    world.create("me=", "tea").await;
    assert_eq!(world.sink.attempts("young="), 1);
    assert_eq!(world.database.topics("young=").len(), 2);
    assert_eq!(world.sink.closed(), [] as [&str; 0]);
    world.create("me=", "milk").await;
    assert_eq!(world.frames("young=").len(), 1);
}

#[tokio::test]
async fn connections_that_went_young_cost_a_post_each_until_their_rows_may_go() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let dead = ["one=", "two=", "three="];
    for id in dead {
        world.connect_just_now(id, &[]).await;
        world.sink.behave(
            id,
            Behaviour {
                always: Some(410),
                ..Behaviour::default()
            },
        );
    }
    for changes in 1..=3 {
        world.create("me=", "tea").await;
        for id in dead {
            assert_eq!(world.sink.attempts(id), changes, "{id}");
            assert_eq!(world.database.topics(id).len(), 2, "{id}");
        }
    }
    world.pass(Duration::from_secs(31));
    world.create("me=", "tea").await;
    world.create("me=", "tea").await;
    for id in dead {
        assert_eq!(world.sink.attempts(id), 4, "{id}");
        assert_eq!(world.database.topics(id), [] as [&str; 0], "{id}");
    }
    assert_eq!(world.sink.closed(), [] as [&str; 0]);
}

#[tokio::test]
async fn a_peer_that_fails_for_a_moment_is_tried_again() {
    let world = World::new().await;
    pair(&world, "shaky=").await;
    world.sink.behave(
        "shaky=",
        Behaviour {
            posts: vec![429, 500, 503],
            ..Behaviour::default()
        },
    );
    world.create("me=", "tea").await;
    assert_eq!(world.frames("shaky=").len(), 1);
    assert_eq!(world.sink.closed(), [] as [&str; 0]);
}

#[tokio::test]
async fn a_peer_that_cannot_be_reached_is_closed() {
    join_all([429, 500, 403, 400].map(|status| async move {
        let world = World::new().await;
        pair(&world, "bad=").await;
        world.sink.behave(
            "bad=",
            Behaviour {
                always: Some(status),
                ..Behaviour::default()
            },
        );
        let reply = world
            .send(
                "me=",
                json!({"action": "createItem", "title": "tea", "status": "todo"}),
            )
            .await;
        assert_eq!(reply["message"], "Item created", "{status}");
        assert_eq!(world.sink.closed(), ["bad="], "{status}");
        // Its rows go with its `$disconnect`.
        assert_eq!(world.database.topics("bad=").len(), 2, "{status}");
        assert_eq!(world.frames("healthy=").len(), 1, "{status}");
    }))
    .await;
}

#[tokio::test]
async fn a_peer_that_cannot_even_be_closed_loses_both_rows() {
    join_all([500, 403, 410].map(|delete| async move {
        let world = World::new().await;
        pair(&world, "bad=").await;
        world.sink.behave(
            "bad=",
            Behaviour {
                always: Some(500),
                delete: Some(delete),
                ..Behaviour::default()
            },
        );
        world.create("me=", "tea").await;
        assert_eq!(world.database.topics("bad="), [] as [&str; 0], "{delete}");
        // At its next heartbeat it learns that it missed something.
        world.sink.behave("bad=", Behaviour::default());
        assert_eq!(world.ask("bad=", json!({"action": "test"})).await, None);
        assert_eq!(world.sink.closed(), ["bad="]);
    }))
    .await;
}

#[tokio::test]
async fn a_busy_table_does_not_keep_the_rows_of_a_peer_that_cannot_be_closed() {
    let world = World::new().await;
    pair(&world, "bad=").await;
    world.sink.behave(
        "bad=",
        Behaviour {
            always: Some(500),
            delete: Some(500),
            ..Behaviour::default()
        },
    );
    // More often than the SDK repeats a call by itself.
    world
        .database
        .fail_times(8, "BatchWriteItem", || Fault::Throttle);
    world.create("me=", "tea").await;
    assert_eq!(world.database.faults_left(), 0);
    assert_eq!(world.database.topics("bad="), [] as [&str; 0]);
}

#[tokio::test]
async fn of_peers_that_cannot_be_closed_own_rows_go_before_any_boards() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    for number in 0..60 {
        let id = format!("peer{number}=");
        world.database.put_connection(&id, "json", world.now());
        world.sink.behave(
            &id,
            Behaviour {
                always: Some(410),
                ..Behaviour::default()
            },
        );
    }
    // Three batches are their own rows, and one of these has to be repeated. Whatever ends this before any other row is deleted,
    // each of them learns of it at its heartbeat.
    world.database.fail("BatchWriteItem", Fault::Throttle);
    for _ in 0..3 {
        let nothing = Fault::After(Box::new(|_| ()));
        world.database.fail("BatchWriteItem", nothing);
    }
    let (sender, own_rows) = std::sync::mpsc::channel();
    let look = Fault::After(Box::new(move |tables| {
        let rows = rows(tables, USERS);
        let own = rows.iter().filter(|row| {
            row["topic"]["S"]
                .as_str()
                .is_some_and(|topic| topic.starts_with("connection/peer"))
        });
        sender.send(own.count()).unwrap();
    }));
    world.database.fail("BatchWriteItem", look);
    world.create("me=", "tea").await;
    assert_eq!(own_rows.recv().unwrap(), 0);
    assert_eq!(world.database.rows(USERS).len(), 2, "the sender's");
}

#[tokio::test]
async fn a_peer_that_never_answers_is_closed_and_the_sender_gets_its_reply() {
    let world = World::new().await;
    pair(&world, "hangs=").await;
    world.sink.behave(
        "hangs=",
        Behaviour {
            always: Some(0),
            ..Behaviour::default()
        },
    );
    world.create("me=", "tea").await;
    assert_eq!(world.sink.closed(), ["hangs="]);
    assert_eq!(world.frames("healthy=").len(), 1);
}

#[tokio::test]
async fn the_reply_comes_before_the_deadline_whatever_peers_do() {
    undisturbed(async || {
        let world = World::with_time_left(Duration::from_secs(3)).await;
        pair(&world, "hangs=").await;
        world.sink.behave(
            "hangs=",
            Behaviour {
                always: Some(0),
                delete: Some(0),
                ..Behaviour::default()
            },
        );
        let create = world.send(
            "me=",
            json!({"action": "createItem", "title": "tea", "status": "todo"}),
        );
        let reply = tokio::time::timeout(Duration::from_secs(3), create)
            .await
            .expect("the deadline is kept");
        assert_eq!(reply["message"], "Item created");
        assert_eq!(
            world.database.topics("hangs="),
            [] as [&str; 0],
            "there was time left for its rows"
        );
    })
    .await;
}

#[tokio::test]
async fn a_crowd_of_which_many_are_gone_is_told_and_tidied_up() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    let ids: Vec<String> = (0..300).map(|number| format!("peer{number}=")).collect();
    let gone = |number: usize| number.is_multiple_of(10);
    for (number, id) in ids.iter().enumerate() {
        let format = if number % 2 == 0 { "json" } else { "dynamodb" };
        world.database.put_connection(id, format, world.now());
        if gone(number) {
            world.sink.behave(
                id,
                Behaviour {
                    always: Some(410),
                    ..Behaviour::default()
                },
            );
        }
    }
    world.create("me=", "tea").await;
    let rows = world.database.rows(USERS);
    for (number, id) in ids.iter().enumerate() {
        assert_eq!(world.frames(id).len(), usize::from(!gone(number)), "{id}");
        let left = rows
            .iter()
            .filter(|row| row["connectionId"]["S"] == *id)
            .count();
        assert_eq!(left, if gone(number) { 0 } else { 2 }, "{id}");
    }
}

#[tokio::test]
async fn a_handshake_under_way_that_is_busy_and_then_gone_is_left_alone() {
    join_all([429, 500].map(|status| async move {
        let world = World::new().await;
        world.connect("me=", &[]).await;
        world.connect_just_now("young=", &[]).await;
        world.sink.behave(
            "young=",
            Behaviour {
                always: Some(status),
                delete: Some(410),
                ..Behaviour::default()
            },
        );
        world.create("me=", "tea").await;
        assert_eq!(world.database.topics("young=").len(), 2, "{status}");
    }))
    .await;
}

#[tokio::test]
async fn rows_that_are_half_deleted_never_leave_a_deaf_connection() {
    let world = World::new().await;
    pair(&world, "bad=").await;
    world.sink.behave(
        "bad=",
        Behaviour {
            always: Some(500),
            delete: Some(500),
            ..Behaviour::default()
        },
    );
    // The first deletion succeeds, all after it fail.
    world
        .database
        .fail("BatchWriteItem", Fault::Before(Box::new(|_| {})));
    world
        .database
        .fail_times(3, "BatchWriteItem", || Fault::AccessDenied);
    world.create("me=", "tea").await;
    assert_eq!(world.database.topics("bad="), ["board/default"]);
    world.sink.behave("bad=", Behaviour::default());
    assert_eq!(world.ask("bad=", json!({"action": "test"})).await, None);
    assert_eq!(world.sink.closed(), ["bad="]);
    world.database.forget_faults();

    // The first deletion fails: nothing is deleted, and the connection hears of the next change.
    let world = World::new().await;
    pair(&world, "gone=").await;
    world.database.fail("BatchWriteItem", Fault::AccessDenied);
    world.disconnect("gone=").await;
    assert_eq!(world.database.topics("gone=").len(), 2);
}

#[tokio::test]
async fn a_post_after_one_that_hung_goes_by_a_new_connection() {
    let world = World::new().await;
    pair(&world, "hangs=").await;
    world.create("me=", "tea").await;
    world.sink.behave(
        "hangs=",
        Behaviour {
            posts: vec![0],
            ..Behaviour::default()
        },
    );
    let before = world.sink.server.accepted();
    world.create("me=", "tea").await;
    assert_eq!(world.frames("hangs=").len(), 2);
    assert_eq!(world.sink.closed(), [] as [&str; 0]);
    // The other idle connection may be as dead as the one that hung.
    assert_eq!(world.sink.server.accepted(), before + 1);
}

#[tokio::test]
async fn nothing_is_under_way_when_the_reply_is_given() {
    let world = World::new().await;
    pair(&world, "bad=").await;
    for (id, status) in [("bad=", 400), ("healthy=", 200)] {
        world.sink.behave(
            id,
            Behaviour {
                always: Some(status),
                slow: Duration::from_millis(200),
                ..Behaviour::default()
            },
        );
    }
    world.create("me=", "tea").await;
    assert_eq!(world.sink.under_way(), 0);
    assert_eq!(world.sink.closed(), ["bad="]);
    let journal = world.database.journal();
    assert_eq!(journal.last().map(String::as_str), Some("DELETE bad="));
    let heard: Vec<Value> = world.frames("healthy=");
    assert_eq!(heard.len(), 1);
}
