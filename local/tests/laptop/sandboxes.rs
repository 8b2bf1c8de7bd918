//! The handler's processes, killed by hand.

use super::{
    client::within,
    process::{LaptopProcess, signal_to, unread_bytes},
};
use rustix::process::Signal;
use serde_json::json;
use std::time::Duration;

#[tokio::test]
async fn a_handler_killed_in_the_middle_of_a_request_is_an_error_frame_and_the_next_request_works()
{
    let laptop = LaptopProcess::in_memory();
    let mut client = laptop.connect("?format=json").await;
    let sandboxes = laptop.sandboxes();
    assert_eq!(sandboxes.len(), 1, "{sandboxes:?}");
    // A stopped process takes the request and does nothing with it: the middle lasts as long as we like.
    signal_to(sandboxes[0], Signal::STOP);
    client
        .send(&json!({"action": "createItem", "title": "A", "status": "todo"}))
        .await;
    let delivered = async {
        while unread_bytes(sandboxes[0]) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    within(delivered, "the event to reach the sandbox").await;
    signal_to(sandboxes[0], Signal::KILL);
    let frame = client.receive().await;
    assert_eq!(frame["message"], "Internal server error", "{frame}");
    assert!(
        frame["connectionId"].is_string() && frame["requestId"].is_string(),
        "{frame}"
    );

    let reply = client
        .ask(json!({"action": "createItem", "title": "B", "status": "todo"}))
        .await;
    assert_eq!(reply["message"], "Item created", "{reply}");
}
