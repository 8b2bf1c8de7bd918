//! Boards are separate: no field of a request reaches another board, and nothing a client sends is part of an expression.

use super::stack::Stack;
use serde_json::{Value, json};
use testkit::client::Client;

async fn connect(stack: &Stack, board: &str) -> Client {
    Client::connect(&stack.url(&format!("?format=json&board={board}"))).await
}

fn mine(rows: &[Value], board: &str) -> Vec<Value> {
    let of_board = rows.iter().filter(|row| row["boardId"]["S"] == board);
    of_board.cloned().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn no_field_of_any_request_reads_changes_or_hears_another_board() {
    let stack = Stack::start().await;
    let mut victim = connect(&stack, "secret").await;
    let mut attacker = connect(&stack, "public").await;
    let token = "0123456789abcdef";
    let create =
        json!({"action": "createItem", "title": "plan", "status": "todo", "clientToken": token});
    let secret = victim.ask(create.clone()).await["item"].clone();
    let id = secret["itemId"].as_str().unwrap().to_owned();
    // Two items, so that one page has a key to the next.
    victim
        .ask(json!({"action": "createItem", "title": "plan", "status": "todo"}))
        .await;
    let page = victim
        .ask(json!({"action": "scanEntireTable", "limit": 1}))
        .await;
    let key = page["response"]["LastEvaluatedKey"].clone();
    assert!(key.is_string() || key.is_object(), "{page}");
    let before = mine(&stack.rows("itemsTable"), "secret");

    let named = [
        "board",
        "boardId",
        "topic",
        "Key",
        "TableName",
        "connectionId",
        "requestContext",
    ];
    for action in [
        "createItem",
        "updateStatus",
        "deleteItem",
        "scanEntireTable",
        "test",
    ] {
        for item in [
            id.clone(),
            format!("secret/{id}"),
            format!("secret#{id}"),
            format!("../secret/{id}"),
        ] {
            let mut request = json!({"action": action, "itemId": item, "title": "mine", "status": "done", "clientToken": token});
            for name in named {
                request[name] = json!("secret");
            }
            if action == "scanEntireTable" {
                request["exclusiveStartKey"] = key.clone();
            }
            let reply = attacker.ask(request.clone()).await.to_string();
            assert!(!reply.contains("plan"), "{request}: {reply}");
            if action != "createItem" {
                assert!(!reply.contains("secret"), "{request}: {reply}");
            }
        }
    }
    assert_eq!(mine(&stack.rows("itemsTable"), "secret"), before);
    victim.expect_nothing().await;

    // The same token is another item on another board.
    let repeated = victim.ask(create).await;
    assert_eq!(repeated["item"], secret);
    victim
        .ask(json!({"action": "deleteItem", "itemId": id}))
        .await;
    attacker.expect_nothing().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_looks_like_an_expression_is_only_text() {
    let stack = Stack::start().await;
    let mut client = connect(&stack, "expressions").await;
    for text in [
        "#status = :status",
        ":request",
        "attribute_exists(#itemId) OR attribute_not_exists(#itemId)",
        "a SET #title = :title REMOVE #status",
        "{\"S\":\"x\"}",
        "') OR ('1'='1",
        "${jndi:ldap://x}",
    ] {
        let created = client
            .ask(json!({"action": "createItem", "title": text, "status": "todo"}))
            .await;
        assert_eq!(created["item"]["title"], text);
        for action in ["updateStatus", "deleteItem"] {
            let reply = client
                .ask(json!({"action": action, "itemId": text, "status": "done"}))
                .await;
            assert_eq!(reply["error"]["code"], "ItemNotFound", "{text}");
        }
        let refused = client
            .ask(json!({"action": "createItem", "title": "a", "status": text}))
            .await;
        assert_eq!(refused["error"]["code"], "InvalidField", "{text}");
        let scanned = client
            .ask(json!({"action": "scanEntireTable", "exclusiveStartKey": text}))
            .await;
        assert_eq!(scanned["error"]["code"], "InvalidField", "{text}");
    }
    let untouched = stack.rows("itemsTable");
    assert!(
        untouched
            .iter()
            .all(|row| row["status"]["S"] == "todo" && row["version"]["N"] == "1")
    );
    let logs = stack.log().concat();
    assert!(!logs.contains("jndi"), "a title is in the log");
}
