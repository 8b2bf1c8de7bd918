//! `--dynamodb`: the same stack with its tables at an endpoint of their own.

use super::process::{LaptopProcess, command, run};
use gateway::Clock;
use local::dynamodb::{DynamoDb, Storage};
use rustix::process::Signal;
use serde_json::json;

// The endpoint serves while the test waits for the laptop.
#[tokio::test(flavor = "multi_thread")]
async fn the_tables_are_at_the_endpoint_that_is_given_and_stay_there() {
    let elsewhere = DynamoDb::start(&Storage::Memory, Clock::new())
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let arguments = [
        "--state",
        folder.path().to_str().unwrap(),
        "--dynamodb",
        &elsewhere.endpoint().to_string(),
    ];
    let laptop = LaptopProcess::start(&arguments);
    let items = laptop.outputs["itemsTable"].as_str().unwrap().to_owned();
    let mut client = laptop.connect("?format=json").await;
    let mut peer = laptop.connect("?format=json").await;
    let created = client
        .ask(json!({"action": "createItem", "title": "A", "status": "todo"}))
        .await;
    assert_eq!(created["message"], "Item created", "{created}");
    assert_eq!(peer.json().await["item"], created["item"]);
    let rows = elsewhere.tables().rows(&items).unwrap();
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["title"], json!({"S": "A"}));
    // The laptop waits for its clients to say goodbye.
    drop((client, peer));
    laptop.signal(Signal::TERM);
    laptop.wait();

    let laptop = LaptopProcess::start(&arguments);
    assert_eq!(laptop.outputs["itemsTable"], items.as_str());
    let mut client = laptop.connect("?format=json").await;
    let board = client.ask(json!({"action": "scanEntireTable"})).await;
    assert_eq!(board["response"]["Items"], json!([created["item"]]));
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_hold_at_the_endpoint_too_but_for_reads_from_a_copy() {
    let elsewhere = DynamoDb::start(&Storage::Memory, Clock::new())
        .await
        .unwrap();
    let endpoint = [
        "--dynamodb",
        &elsewhere.endpoint().to_string(),
        "--in-memory",
    ];
    let denied = [&endpoint[..], &["--fault", "PutItem=denied"]].concat();
    let laptop = LaptopProcess::start(&denied);
    let mut client = laptop.connect("?format=json").await;
    let refused = client
        .ask(json!({"action": "createItem", "title": "A", "status": "todo"}))
        .await;
    assert!(refused["error"].is_object(), "{refused}");
    let items = laptop.outputs["itemsTable"].as_str().unwrap();
    assert_eq!(elsewhere.tables().rows(items).unwrap().len(), 0);

    let stale = [&endpoint[..], &["--port", "0", "--fault", "reads=stale:3s"]].concat();
    let said = run(&mut command(&stale));
    assert!(!said.status.success());
    assert!(
        said.stderr.contains("leave out --dynamodb, or this fault"),
        "{}",
        said.stderr
    );
}

#[test]
fn an_endpoint_that_is_none_is_named() {
    for (url, problem) in [
        (
            "http://127.0.0.1:9",
            "no DynamoDB answers at http://127.0.0.1:9: start it",
        ),
        ("127.0.0.1:8000", "is not the base URL of an HTTP endpoint"),
        (
            "http://127.0.0.1:8000/shell",
            "is not the base URL of an HTTP endpoint",
        ),
    ] {
        let said = run(&mut command(&[
            "--in-memory",
            "--port",
            "0",
            "--dynamodb",
            url,
        ]));
        assert!(!said.status.success());
        assert!(said.stderr.contains(problem), "{}", said.stderr);
    }
}
