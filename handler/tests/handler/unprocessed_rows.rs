//! `BatchWriteItem` succeeds and leaves rows unprocessed.

use crate::support::{Fault, World};

#[tokio::test]
async fn rows_left_unprocessed_are_sent_again() {
    let world = World::new().await;
    world
        .database
        .fail_times(2, "BatchWriteItem", || Fault::Unprocessed);
    world.connect("me=", &[]).await;
    assert_eq!(
        world.database.topics("me="),
        ["board/default", "connection/me="]
    );
    assert_eq!(world.database.faults_left(), 0);
    world
        .database
        .fail_times(10, "BatchWriteItem", || Fault::Unprocessed);
    assert_eq!(world.handshake("you=", &[], &[]).await.0, 500);
}

#[tokio::test]
async fn only_the_row_that_was_left_unprocessed_is_sent_again() {
    let world = World::new().await;
    world
        .database
        .fail("BatchWriteItem", Fault::LastUnprocessed);
    world.connect("me=", &[]).await;
    assert_eq!(
        world.database.topics("me="),
        ["board/default", "connection/me="]
    );
    // Its own row, then its board's, each in two attempts.
    world
        .database
        .fail_times(2, "BatchWriteItem", || Fault::LastUnprocessed);
    world.disconnect("me=").await;
    assert_eq!(world.database.topics("me="), [] as [&str; 0]);
    assert_eq!(world.database.faults_left(), 0);
}
