//! What is done with little time: a change that is made is told, and the reply comes before the deadline.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::retries::undisturbed;

use crate::support::{Behaviour, Fault, ITEMS, World, code};

fn create() -> Value {
    json!({"action": "createItem", "title": "tea", "status": "todo"})
}

async fn in_time(world: &World, time_left: Duration, request: Value) -> Value {
    tokio::time::timeout(time_left, world.send("me=", request))
        .await
        .expect("the deadline is kept")
}

#[tokio::test]
async fn a_change_whose_listeners_cannot_be_read_at_first_is_told_all_the_same() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world.connect("other=", &[]).await;
    for fault in [(|| Fault::Throttle) as fn() -> Fault, || Fault::ServerError] {
        // What three calls of the SDK come to.
        world.database.fail_times(9, "Query board", fault);
        world.create("me=", "tea").await;
        assert_eq!(world.database.faults_left(), 0);
        assert_eq!(world.frames("other=").len(), 1);
    }
}

#[tokio::test]
async fn a_change_whose_listeners_cannot_be_read_at_all_is_unavailable() {
    undisturbed(async || {
        let time_left = Duration::from_secs(2);
        let world = World::with_time_left(time_left).await;
        world.connect("me=", &[]).await;
        world
            .database
            .fail_times(1_000, "Query board", || Fault::Throttle);
        let reply = in_time(&world, time_left, create()).await;
        assert_eq!(
            code(&reply),
            "Unavailable",
            "it has been made, so it is not `Throttled`"
        );
        assert_eq!(world.database.rows(ITEMS).len(), 1);
    })
    .await;
}

#[tokio::test]
async fn a_listing_that_is_refused_is_not_repeated() {
    let world = World::new().await;
    world.connect("me=", &[]).await;
    world
        .database
        .fail_times(2, "Query board", || Fault::AccessDenied);
    assert_eq!(code(&world.send("me=", create()).await), "Unavailable");
    assert_eq!(world.database.faults_left(), 1);
}

#[tokio::test]
async fn a_database_that_is_silent_for_too_long_is_unavailable_before_the_deadline() {
    undisturbed(async || {
        let time_left = Duration::from_secs(2);
        let world = World::with_time_left(time_left).await;
        world.connect("me=", &[]).await;
        world.database.fail_times(3, "PutItem", || Fault::Silence);
        world.database.fail_times(3, "Query", || Fault::Silence);
        let reply = in_time(&world, time_left, create()).await;
        assert_eq!(code(&reply), "Unavailable");
    })
    .await;
}

#[tokio::test]
async fn a_write_that_gets_no_answer_leaves_time_to_tell_of_it() {
    undisturbed(async || {
        for time_left in [2, 3, 10].map(Duration::from_secs) {
            let mut world = World::new().await;
            world.connect("me=", &[]).await;
            world.connect("other=", &[]).await;
            world.hurry(time_left);
            world.database.fail_times(3, "PutItem", || Fault::Silence);
            let reply = in_time(&world, time_left, create()).await;
            assert_eq!(reply["message"], "Item created", "{time_left:?}: {reply}");
            assert_eq!(world.frames("other=").len(), 1, "{time_left:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_write_is_not_begun_without_time_to_tell_of_it() {
    undisturbed(async || {
        let time_left = Duration::from_secs(2);
        let mut world = World::new().await;
        world.connect("me=", &[]).await;
        let item_id = world.create("me=", "tea").await;
        let before = world.database.rows(ITEMS);
        world.hurry(time_left);
        for request in [
            create(),
            json!({"action": "updateStatus", "itemId": item_id, "status": "done"}),
            json!({"action": "deleteItem", "itemId": item_id}),
        ] {
            // The sandbox remembers nobody, and the row is slow to come.
            world.replace_sandbox(|_| {}).await;
            world.database.fail(
                "Query connection",
                Fault::Slow(Duration::from_millis(1_200)),
            );
            world.database.journal();
            let reply = in_time(&world, time_left, request.clone()).await;
            assert_eq!(code(&reply), "Unavailable", "{request}");
            assert_eq!(world.database.journal(), ["Query connection"], "{request}");
        }
        assert_eq!(world.database.rows(ITEMS), before);
    })
    .await;
}

#[tokio::test]
async fn a_board_that_is_slow_to_be_read_does_not_keep_the_others_waiting() {
    undisturbed(async || {
        let time_left = Duration::from_secs(4);
        let mut world = World::new().await;
        world.connect("me=", &[]).await;
        world.connect("delta=", &[]).await;
        world.connect("drawing=", &[("events", "snapshot")]).await;
        world.connect("hangs=", &[]).await;
        world.sink.behave(
            "hangs=",
            Behaviour {
                always: Some(0),
                ..Behaviour::default()
            },
        );
        world.hurry(time_left);
        world.database.fail_times(3, "Query", || Fault::Silence);
        let reply = in_time(&world, time_left, create()).await;
        assert_eq!(reply["message"], "Item created");
        for id in ["delta=", "drawing="] {
            let [event] = world.frames(id).try_into().unwrap();
            assert_eq!(event["message"], "Item created", "{id}");
        }
        assert_eq!(
            world.sink.closed(),
            ["hangs="],
            "there was time left for it"
        );
    })
    .await;
}

#[tokio::test]
async fn a_handshake_that_is_out_of_time_leaves_no_rows() {
    undisturbed(async || {
        for (time_left, action) in [
            (Duration::from_secs(2), "BatchWriteItem"),
            (Duration::from_secs(2), "Query count board"),
        ] {
            let world = World::with_time_left(time_left).await;
            world.database.fail(action, Fault::Silence);
            let handshake = world.handshake("me=", &[], &[]);
            let (status, _) = tokio::time::timeout(time_left, handshake)
                .await
                .expect("the deadline is kept");
            // A silent attempt ends after 1.5 s, which is too late in each of these.
            assert_eq!(status, 500, "{action}");
            assert_eq!(world.database.topics("me="), [] as [&str; 0], "{action}");
        }
    })
    .await;
}
