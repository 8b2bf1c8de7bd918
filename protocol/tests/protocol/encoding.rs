//! Replies, events and errors, key for key.

use protocol::actions::{create_item, delete_item, scan_entire_table, test, update_status};
use protocol::item::DeletedItem;
use protocol::{
    Action, BoardId, Delta, ErrorBody, ErrorCode, ErrorReply, Format, Item, ItemId, Metadata,
    Reply, ReplyFrame, RequestId, Snapshot, StartKey, WireItem, encode,
};
use serde_json::{Value, json};

use crate::contract;

fn item(id: &str, title: &str, status: &str) -> Item {
    Item {
        item_id: id.to_owned(),
        title: title.to_owned(),
        status: status.to_owned(),
        version: 3,
        created_at: "2026-01-02T03:04:05.678Z".to_owned(),
        updated_at: "2026-01-02T03:04:06.000Z".to_owned(),
    }
}

fn metadata(request_id: &str) -> Metadata {
    Metadata {
        http_status_code: 200,
        request_id: request_id.to_owned(),
        attempts: 1,
        total_retry_delay: 0,
    }
}

fn id(id: &str) -> ItemId {
    ItemId::try_from(id.to_owned()).unwrap()
}

fn hello() -> test::Reply {
    test::Reply {
        connection_id: "abc=".to_owned(),
        board: BoardId::default(),
        stage: "production".to_owned(),
    }
}

/// The frame that the text is, which must be what the published contract says of such frames in that format.
fn frame(text: &str, schema: &str, format: Format) -> Value {
    let frame = serde_json::from_str(text).unwrap();
    assert_eq!(contract::strict_in(format, schema, &frame), Ok(()));
    frame
}

fn encoded(reply: impl Into<Reply>, format: Format) -> Value {
    let reply = ReplyFrame {
        reply: reply.into(),
        request_id: None,
    };
    frame(&reply.encode(format), "Reply", format)
}

/// The replies of the transcripts, made of their own values.
#[test]
fn the_first_contract_is_kept_key_for_key() {
    let transcripts: Vec<Value> = include_str!("dynamodb.jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let uuid = "8b24a8f6-5590-46a3-bdbb-4fca778765ae";
    let title = "This is the first task from terminal02";
    let format = Format::Dynamodb;
    let replies: [Reply; 5] = [
        hello().into(),
        create_item::Reply {
            item: WireItem::new(item(uuid, title, "todo"), format),
        }
        .into(),
        update_status::Reply {
            response: update_status::Updated {
                metadata: metadata("R2RTPRHI0P8D5ML8SQCQR253BJVV4KQNSO5AEMVJF66Q9ASUAAJG"),
                attributes: WireItem::new(item(uuid, title, "inprogress"), format),
            },
        }
        .into(),
        delete_item::Reply::new(
            &id(uuid),
            4,
            metadata("O2IUCF5TF63JIOQ7R63N5TO2GBVV4KQNSO5AEMVJF66Q9ASUAAJG"),
            format,
        )
        .into(),
        scan_entire_table::Reply {
            response: scan_entire_table::Page {
                metadata: metadata("M2SMJ0CLDS00VGTFQ5GGTLKHDFVV4KQNSO5AEMVJF66Q9ASUAAJG"),
                count: 2,
                items: [
                    item(
                        "thisispartitionkey",
                        "This is the first task created in platform",
                        "todo",
                    ),
                    item(
                        "7085b41f-154d-4745-9556-06ce75dd8df4",
                        "This is the first task from terminal",
                        "todo",
                    ),
                ]
                .map(|item| WireItem::new(item, format))
                .into(),
                scanned_count: 2,
                last_evaluated_key: None,
            },
        }
        .into(),
    ];
    let expected: Vec<&Value> = transcripts.iter().skip(1).step_by(2).collect();
    let actual: Vec<Value> = replies
        .into_iter()
        .map(|reply| encoded(reply, format))
        .collect();
    assert_eq!(actual.iter().collect::<Vec<_>>(), expected);
}

#[test]
fn the_plain_format_shows_versions_and_times() {
    let plain = json!({"itemId": "i", "title": "t", "status": "todo", "version": 3,
        "createdAt": "2026-01-02T03:04:05.678Z", "updatedAt": "2026-01-02T03:04:06.000Z"});
    let format = Format::Json;
    let created = encoded(
        create_item::Reply {
            item: WireItem::new(item("i", "t", "todo"), format),
        },
        format,
    );
    assert_eq!(created, json!({"message": "Item created", "item": plain}));
    let deleted = delete_item::Reply::new(&id("i"), 4, metadata("D"), format);
    assert_eq!(
        encoded(deleted, format),
        json!({"message": "Item deleted", "item": {"itemId": "i", "version": 4}, "response": {"$metadata":
            {"httpStatusCode": 200, "requestId": "D", "attempts": 1, "totalRetryDelay": 0}}})
    );
    assert_eq!(
        encoded(hello(), format),
        json!({"message": "Hello from Lambda!", "connectionId": "abc=", "board": "default", "stage": "production"})
    );
}

#[test]
fn a_reply_carries_the_request_id_back() {
    let reply = ReplyFrame {
        reply: Reply::CreateItem(create_item::Reply {
            item: WireItem::new(item("i", "t", "todo"), Format::Dynamodb),
        }),
        request_id: Some(RequestId::try_from("mine".to_owned()).unwrap()),
    };
    let value = frame(&reply.encode(Format::Dynamodb), "Reply", Format::Dynamodb);
    assert_eq!(
        value,
        json!({"message": "Item created", "requestId": "mine",
            "item": {"itemId": {"S": "i"}, "title": {"S": "t"}, "status": {"S": "todo"}}})
    );
}

#[test]
fn events_are_replies_without_metadata() {
    let format = Format::Dynamodb;
    fn event(event: impl Into<Delta>, format: Format) -> Value {
        frame(&encode(&event.into()), "Delta", format)
    }
    let wire = |format| WireItem::new(item("i", "t", "todo"), format);
    let updated = |format| update_status::Event {
        response: update_status::Attributes {
            attributes: wire(format),
        },
    };
    let deleted = |format| delete_item::Event {
        item: DeletedItem::new(&id("i"), 4, format),
    };
    let dynamodb = json!({"itemId": {"S": "i"}, "title": {"S": "t"}, "status": {"S": "todo"}});
    assert_eq!(
        event(create_item::Event { item: wire(format) }, format),
        json!({"message": "Item created", "item": dynamodb})
    );
    assert_eq!(
        event(updated(format), format),
        json!({"message": "Item updated", "response": {"Attributes": dynamodb}})
    );
    assert_eq!(
        event(deleted(format), format),
        json!({"message": "Item deleted", "item": {"itemId": {"S": "i"}}})
    );
    assert_eq!(
        event(deleted(Format::Json), Format::Json),
        json!({"message": "Item deleted", "item": {"itemId": "i", "version": 4}})
    );
    let updated = updated(Format::Json);
    let updated = event(updated, Format::Json);
    assert_eq!(updated["response"]["Attributes"]["version"], 3);
    let snapshot = Snapshot {
        items: vec![WireItem::new(item("i", "t", "todo"), format)],
    };
    assert_eq!(
        frame(&encode(&snapshot), "Snapshot", format),
        json!({"Items": [dynamodb]})
    );
}

#[test]
fn an_error_shows_only_what_it_has() {
    let error = |body| ErrorReply {
        message: Action::UpdateStatus.spec().failure,
        error: body,
        request_id: None,
    };
    let value = |reply: ErrorReply| frame(&encode(&reply), "ErrorReply", Format::Json);
    let conflict = value(error(ErrorBody {
        current_version: Some(7),
        ..ErrorBody::new(ErrorCode::VersionConflict, "…")
    }));
    assert_eq!(conflict["message"], "Failed to update item");
    assert_eq!(conflict["error"]["code"], "VersionConflict");
    assert_eq!(conflict["error"]["currentVersion"], 7);
    assert_eq!(conflict["error"].get("field"), None);
    assert_eq!(conflict.get("requestId"), None);
    let invalid = value(error(ErrorBody::of_field(
        ErrorCode::InvalidField,
        "title",
        "must be …",
    )));
    assert_eq!(
        invalid,
        json!({"message": "Failed to update item",
            "error": {"code": "InvalidField", "field": "title", "detail": "title must be …"}})
    );
}

#[test]
fn a_start_key_is_opaque_and_comes_back_as_it_was() {
    for item_id in ["thisispartitionkey", "ü/🦀 \"'\u{0}", &"🦀".repeat(128)] {
        let key = String::from(StartKey::after(id(item_id)));
        assert!(!key.contains("partition"), "{key}");
        assert_eq!(StartKey::try_from(key).unwrap().item_id().as_str(), item_id);
    }
}
