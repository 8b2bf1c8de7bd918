//! A database that throttles, fails, or loses its answers.

use futures_util::future::join_all;
use futures_util::{StreamExt as _, stream};
use serde_json::{Value, json};

use crate::support::{Fault, ITEMS, World, code, put};

/// What the SDK makes of one call unless `AWS_MAX_ATTEMPTS` says otherwise.
const ATTEMPTS: usize = 3;

async fn board() -> (World, String) {
    let world = World::new().await;
    world.connect("me=", &[("format", "json")]).await;
    world.connect("other=", &[("format", "json")]).await;
    let item_id = world.create("me=", "tea").await;
    world.frames("other=");
    (world, item_id)
}

fn requests(item_id: &str) -> [(Value, &'static str); 6] {
    [
        (
            json!({"action": "createItem", "title": "coffee", "status": "todo"}),
            "PutItem",
        ),
        (
            json!({"action": "createItem", "title": "coffee", "status": "todo", "clientToken": "0123456789abcdef"}),
            "PutItem",
        ),
        (
            json!({"action": "updateStatus", "itemId": item_id, "status": "done"}),
            "UpdateItem",
        ),
        (
            json!({"action": "updateStatus", "itemId": item_id, "status": "done", "expectedVersion": 1}),
            "UpdateItem",
        ),
        (
            json!({"action": "deleteItem", "itemId": item_id}),
            "UpdateItem",
        ),
        (
            json!({"action": "deleteItem", "itemId": item_id, "expectedVersion": 1}),
            "UpdateItem",
        ),
    ]
}

/// Somebody else's change of an item, behind the handler's back.
fn others_change(item_id: &str, version: u64) -> Fault {
    let item_id = item_id.to_owned();
    Fault::After(Box::new(move |tables| {
        let row = json!({"boardId": {"S": "default"}, "itemId": {"S": item_id}, "title": {"S": "tea"},
            "status": {"S": "inprogress"}, "version": {"N": version.to_string()}, "createdAt": {"S": "x"},
            "updatedAt": {"S": "x"}, "lastRequest": {"S": "somebody-else"}});
        put(tables, ITEMS, row);
    }))
}

#[tokio::test]
async fn a_throttled_attempt_is_repeated_and_the_wait_shown() {
    let (world, item_id) = board().await;
    let mut waited = 0;
    for (request, action) in [
        (
            json!({"action": "updateStatus", "itemId": item_id, "status": "done"}),
            "UpdateItem",
        ),
        (json!({"action": "scanEntireTable"}), "Query"),
        (
            json!({"action": "deleteItem", "itemId": item_id}),
            "UpdateItem",
        ),
    ] {
        world.database.fail_times(2, action, || Fault::Throttle);
        let reply = world.send("me=", request.clone()).await;
        let metadata = &reply["response"]["$metadata"];
        assert_eq!(metadata["attempts"], 3, "{request}: {reply}");
        waited += metadata["totalRetryDelay"].as_u64().unwrap();
        assert_eq!(metadata["httpStatusCode"], 200);
        assert_ne!(metadata["requestId"], "REFUSED");
    }
    // Each wait is random; all six of them are not nothing.
    assert!(waited > 0);
}

#[tokio::test]
async fn throttled_at_every_attempt_is_throttled_and_nothing_is_changed() {
    let (world, item_id) = board().await;
    let before = world.database.rows(ITEMS);
    let scan = (json!({"action": "scanEntireTable"}), "Query");
    for (request, action) in requests(&item_id).into_iter().chain([scan]) {
        world
            .database
            .fail_times(ATTEMPTS, action, || Fault::Throttle);
        let reply = world.send("me=", request.clone()).await;
        assert_eq!(code(&reply), "Throttled", "{request}");
        assert_eq!(world.database.faults_left(), 0, "{request}");
        assert_eq!(world.database.rows(ITEMS), before, "{request}");
    }
    assert_eq!(world.frames("other="), [] as [Value; 0]);
}

#[tokio::test]
async fn no_answer_at_all_is_unavailable() {
    for (fault, times) in [
        ((|| Fault::ServerError) as fn() -> Fault, ATTEMPTS),
        (|| Fault::Lost, ATTEMPTS),
    ] {
        let (world, item_id) = board().await;
        for (request, action) in requests(&item_id) {
            world.database.fail_times(times, action, fault);
            let reply = world.send("me=", request.clone()).await;
            assert_eq!(code(&reply), "Unavailable", "{request}");
            world.database.forget_faults();
        }
        assert_eq!(world.frames("other="), [] as [Value; 0]);
    }
}

#[tokio::test]
async fn one_unknown_attempt_among_throttled_ones_is_unavailable() {
    let (world, item_id) = board().await;
    for (request, action) in requests(&item_id) {
        world.database.fail(action, Fault::Throttle);
        world.database.fail(action, Fault::Lost);
        world.database.fail(action, Fault::Throttle);
        let reply = world.send("me=", request.clone()).await;
        assert_eq!(code(&reply), "Unavailable", "{request}");
        world.database.forget_faults();
    }
}

#[tokio::test]
async fn a_write_without_any_answer_is_read_back_and_told() {
    for at in 0..6 {
        let (world, item_id) = board().await;
        let (request, action) = requests(&item_id)[at].clone();
        world.database.fail(action, Fault::AnswerLost);
        world
            .database
            .fail_times(ATTEMPTS - 1, action, || Fault::Throttle);
        let reply = world.send("me=", request.clone()).await;
        assert_eq!(reply.get("error"), None, "{request}: {reply}");
        assert_eq!(world.frames("other=").len(), 1, "{request}");
    }
}

#[tokio::test]
async fn a_write_without_any_answer_is_unavailable_if_the_row_is_anothers() {
    for at in 2..6 {
        let (world, item_id) = board().await;
        let (request, action) = requests(&item_id)[at].clone();
        world.database.fail(action, Fault::AnswerLost);
        world
            .database
            .fail_times(ATTEMPTS - 1, action, || Fault::Throttle);
        world.database.fail("Query", others_change(&item_id, 3));
        let reply = world.send("me=", request.clone()).await;
        assert_eq!(code(&reply), "Unavailable", "{request}");
        assert_eq!(world.frames("other="), [] as [Value; 0], "{request}");
    }
}

#[tokio::test]
async fn a_missing_grant_is_internal_and_keeps_its_details() {
    let (world, item_id) = board().await;
    for (request, action) in requests(&item_id) {
        world.database.fail(action, Fault::AccessDenied);
        let reply = world.send("me=", request.clone()).await;
        assert_eq!(code(&reply), "Internal", "{request}");
        assert!(!reply.to_string().contains("AccessDenied"), "{reply}");
    }
}

#[tokio::test]
async fn an_answer_that_is_lost_is_success_once() {
    let faults = [(|| Fault::AnswerLost) as fn() -> Fault, || Fault::Silence];
    let cases = faults
        .into_iter()
        .flat_map(|fault| (0..6).map(move |at| answer_lost(fault, at)));
    // A few at a time: an attempt that takes longer than the SDK's patience would be another one.
    let cases = stream::iter(cases).buffer_unordered(4);
    cases.collect::<Vec<()>>().await;
}

async fn answer_lost(fault: fn() -> Fault, at: usize) {
    let (world, item_id) = board().await;
    let (request, action) = requests(&item_id)[at].clone();
    world.database.fail(action, fault());
    let reply = world.send("me=", request.clone()).await;
    assert_eq!(reply.get("error"), None, "{request}: {reply}");
    assert_eq!(world.database.faults_left(), 0);
    let [event] = world.frames("other=").try_into().unwrap();
    match request["action"].as_str().unwrap() {
        "createItem" => {
            assert_eq!(world.database.rows(ITEMS).len(), 2, "{request}");
            assert_eq!(reply["item"], event["item"]);
            assert_eq!(reply["item"]["title"], "coffee");
        }
        "updateStatus" => {
            assert_eq!(
                reply["response"]["Attributes"],
                event["response"]["Attributes"]
            );
            assert_eq!(
                reply["response"]["Attributes"]["version"], 2,
                "applied once: {request}"
            );
            assert_eq!(reply["response"]["Attributes"]["status"], "done");
            assert_eq!(reply["response"]["$metadata"]["attempts"], 2);
        }
        _ => {
            assert_eq!(reply["item"]["version"], 2, "applied once: {request}");
            assert_eq!(reply["response"]["$metadata"]["attempts"], 2);
        }
    }
}

#[tokio::test]
async fn a_repeat_never_undoes_what_others_did_meanwhile() {
    for expected_version in [Value::Null, json!(1)] {
        let (world, item_id) = board().await;
        let update = json!({"action": "updateStatus", "itemId": item_id, "status": "done", "expectedVersion": expected_version});
        world.database.fail("UpdateItem", Fault::AnswerLost);
        // What the repeat is: a write with an expected version, a read without one.
        world.database.fail(
            if expected_version.is_null() {
                "Query"
            } else {
                "UpdateItem"
            },
            others_change(&item_id, 3),
        );
        let reply = world.send("me=", update).await;
        assert_eq!(code(&reply), "Unavailable");
        let [row] = world.database.rows(ITEMS).try_into().unwrap();
        assert_eq!(row["status"]["S"], "inprogress");
        assert_eq!(row["version"]["N"], "3");
        assert_eq!(world.frames("other="), [] as [Value; 0]);
    }
}

#[tokio::test]
async fn an_update_that_may_have_been_lost_on_its_way_is_unavailable_unless_its_version_is_known() {
    let (world, item_id) = board().await;
    let update = json!({"action": "updateStatus", "itemId": item_id, "status": "done"});
    world.database.fail("UpdateItem", Fault::ServerError);
    assert_eq!(
        code(&world.send("me=", update.clone()).await),
        "Unavailable"
    );
    let mut update = update;
    update["expectedVersion"] = json!(1);
    world.database.fail("UpdateItem", Fault::ServerError);
    let reply = world.send("me=", update).await;
    assert_eq!(reply["response"]["Attributes"]["version"], 2);
    assert_eq!(reply["response"]["$metadata"]["attempts"], 2);
}

#[tokio::test]
async fn a_create_and_a_delete_are_repeated_until_they_are_done() {
    let (world, item_id) = board().await;
    world.database.fail("PutItem", Fault::ServerError);
    world.database.fail("PutItem", Fault::Lost);
    world.create("me=", "coffee").await;
    assert_eq!(world.database.rows(ITEMS).len(), 2);
    world.database.fail("UpdateItem", Fault::Lost);
    let reply = world
        .send("me=", json!({"action": "deleteItem", "itemId": item_id}))
        .await;
    assert_eq!(reply["item"]["version"], 2);
}

#[tokio::test]
async fn an_item_that_was_never_there_is_not_found_even_if_an_attempt_was_lost() {
    let (world, _) = board().await;
    for request in [
        json!({"action": "updateStatus", "itemId": "ghost", "status": "done"}),
        json!({"action": "updateStatus", "itemId": "ghost", "status": "done", "expectedVersion": 1}),
        json!({"action": "deleteItem", "itemId": "ghost"}),
    ] {
        world.database.fail("UpdateItem", Fault::Lost);
        assert_eq!(
            code(&world.send("me=", request.clone()).await),
            "ItemNotFound",
            "{request}"
        );
    }
}

#[tokio::test]
async fn what_one_handler_has_repeated_does_not_count_for_another() {
    let (worn_out, _) = board().await;
    worn_out
        .database
        .fail_times(1_000, "Query", || Fault::ServerError);
    let scan = || worn_out.send("me=", json!({"action": "scanEntireTable"}));
    // The SDK ends repeats for a client that has had some hundred of them.
    for reply in join_all((0..120).map(|_| scan())).await {
        assert_eq!(code(&reply), "Unavailable");
    }
    assert!(
        worn_out.database.faults_left() > 1_000 - 120 * ATTEMPTS,
        "{} are left",
        worn_out.database.faults_left()
    );
    let (world, _) = board().await;
    world.database.fail("PutItem", Fault::ServerError);
    world.database.fail("PutItem", Fault::ServerError);
    world.create("me=", "coffee").await;
}
