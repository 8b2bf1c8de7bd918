//! Frames as this crate reads and writes them: the examples of the contract.

use protocol::actions::{create_item, delete_item, scan_entire_table, test, update_status};
use protocol::item::DeletedItem;
use protocol::{
    Action, BoardId, Decoded, Delta, ErrorBody, ErrorCode, ErrorReply, Format, GatewayFault,
    GatewayFrame, Item, ItemId, Metadata, Reply, ReplyFrame, Request, RequestId, Snapshot,
    StartKey, Statuses, WireItem, encode,
};
use serde_json::Value;

const ITEM: &str = "8b24a8f6-5590-46a3-bdbb-4fca778765ae";

/// The messages of the transcript, line by line, as they are called in `json`.
pub(crate) const TRANSCRIPT: [&str; 10] = [
    "TestRequest",
    "HelloReply",
    "CreateItemRequest",
    "ItemCreatedReply",
    "UpdateStatusRequest",
    "ItemUpdatedReply",
    "DeleteItemRequest",
    "ItemDeletedReply",
    "ScanEntireTableRequest",
    "ItemsScannedReply",
];

pub(crate) fn transcript() -> impl Iterator<Item = Value> {
    include_str!("../dynamodb.jsonl").lines().map(value)
}

/// Frames of that format, each with the name of its message.
pub(crate) fn examples(format: Format) -> Vec<(&'static str, Value)> {
    let mut examples = match format {
        Format::Json => [requests(), replies(), errors()].concat(),
        Format::Dynamodb => TRANSCRIPT.into_iter().zip(transcript()).collect(),
    };
    examples.extend(events(format));
    examples
}

/// A request as a client would send it that leaves out what it does not give.
pub(crate) fn given(request: &Decoded) -> Value {
    let Value::Object(mut fields) = serde_json::to_value(request).unwrap() else {
        panic!("a request is an object");
    };
    fields.retain(|_, value| !value.is_null());
    fields.into()
}

/// What the decoder makes of each text.
fn requests() -> Vec<(&'static str, Value)> {
    let texts = [
        ("TestRequest", r#"{"action":"test","requestId":"1"}"#),
        (
            "ScanEntireTableRequest",
            r#"{"action":"scanEntireTable","limit":100,"exclusiveStartKey":"1.c3a4","requestId":"2"}"#,
        ),
        (
            "CreateItemRequest",
            r#"{"action":"createItem","title":"Water the plants","status":"todo",
                "clientToken":"3f0c1d52-9a55-4f0e-8a3c-0d1b2f6a7e11","requestId":"3"}"#,
        ),
        (
            "UpdateStatusRequest",
            r#"{"action":"updateStatus","itemId":"8b24a8f6-5590-46a3-bdbb-4fca778765ae","status":"done",
                "expectedVersion":1,"requestId":"4"}"#,
        ),
        (
            "DeleteItemRequest",
            r#"{"action":"deleteItem","itemId":"8b24a8f6-5590-46a3-bdbb-4fca778765ae","requestId":"5"}"#,
        ),
    ];
    texts
        .map(|(name, text)| {
            let action = Action::of_route(value(text)["action"].as_str().unwrap()).unwrap();
            let decoded = Request::decode(action, text, &Statuses::default()).unwrap();
            (name, given(&decoded))
        })
        .into()
}

fn replies() -> Vec<(&'static str, Value)> {
    let metadata = || Metadata {
        http_status_code: 200,
        request_id: "R2RTPRHI0P8D5ML8SQCQR253BJVV4KQNSO5AEMVJF66Q9ASUAAJG".to_owned(),
        attempts: 1,
        total_retry_delay: 0,
    };
    let replies: [(_, Reply); 5] = [
        (
            "HelloReply",
            test::Reply {
                connection_id: "Zm9vYmFyYmF6cXV=".to_owned(),
                board: BoardId::default(),
                stage: "production".to_owned(),
            }
            .into(),
        ),
        (
            "ItemsScannedReply",
            scan_entire_table::Reply {
                response: scan_entire_table::Page {
                    metadata: metadata(),
                    count: 1,
                    items: vec![WireItem::Json(item("todo", 1))],
                    scanned_count: 1,
                    last_evaluated_key: Some(StartKey::after(item_id())),
                },
            }
            .into(),
        ),
        (
            "ItemCreatedReply",
            create_item::Reply {
                item: WireItem::Json(item("todo", 1)),
            }
            .into(),
        ),
        (
            "ItemUpdatedReply",
            update_status::Reply {
                response: update_status::Updated {
                    metadata: metadata(),
                    attributes: WireItem::Json(item("done", 2)),
                },
            }
            .into(),
        ),
        (
            "ItemDeletedReply",
            delete_item::Reply::new(&item_id(), 3, metadata(), Format::Json).into(),
        ),
    ];
    let frames = replies.into_iter().zip(1..).map(|((name, reply), id)| {
        let request_id = Some(request_id(id));
        let frame = ReplyFrame { reply, request_id };
        (name, value(frame.encode(Format::Json)))
    });
    frames.collect()
}

fn events(format: Format) -> [(&'static str, Value); 4] {
    let wire = |status, version| WireItem::new(item(status, version), format);
    let events: [(_, Delta); 3] = [
        (
            "ItemCreatedEvent",
            create_item::Event {
                item: wire("todo", 1),
            }
            .into(),
        ),
        (
            "ItemUpdatedEvent",
            update_status::Event {
                response: update_status::Attributes {
                    attributes: wire("done", 2),
                },
            }
            .into(),
        ),
        (
            "ItemDeletedEvent",
            delete_item::Event {
                item: DeletedItem::new(&item_id(), 3, format),
            }
            .into(),
        ),
    ];
    let [created, updated, deleted] = events.map(|(name, event)| (name, value(encode(&event))));
    let items = vec![wire("done", 2)];
    let snapshot = ("Snapshot", value(encode(&Snapshot { items })));
    [created, updated, deleted, snapshot]
}

/// Frames that are the same in both formats.
fn errors() -> Vec<(&'static str, Value)> {
    let untitled = r#"{"action":"createItem","status":"todo","requestId":"6"}"#;
    let missing = Request::decode(Action::CreateItem, untitled, &Statuses::default()).unwrap_err();
    let conflict = ErrorReply {
        message: Action::UpdateStatus.spec().failure,
        error: ErrorBody {
            current_version: Some(2),
            ..ErrorBody::new(
                ErrorCode::VersionConflict,
                "the item has been changed: it has another version",
            )
        },
        request_id: Some(request_id(7)),
    };
    let unknown = Request::unknown(r#"{"action":"dance"}"#);
    let gateway = GatewayFrame {
        message: GatewayFault::Internal,
        connection_id: "Zm9vYmFyYmF6cXV=".to_owned(),
        request_id: "aGVsbG8gd29ybGQ=".to_owned(),
    };
    vec![
        ("ErrorReply", value(encode(&missing))),
        ("ErrorReply", value(encode(&conflict))),
        ("ErrorReply", value(encode(&unknown))),
        ("GatewayFrame", serde_json::to_value(gateway).unwrap()),
    ]
}

fn item(status: &str, version: u64) -> Item {
    Item {
        item_id: ITEM.to_owned(),
        title: "Water the plants".to_owned(),
        status: status.to_owned(),
        version,
        created_at: "2026-03-09T08:15:01.000Z".to_owned(),
        updated_at: format!("2026-03-09T08:15:{version:02}.000Z"),
    }
}

fn item_id() -> ItemId {
    ItemId::try_from(ITEM.to_owned()).unwrap()
}

fn request_id(id: u32) -> RequestId {
    RequestId::try_from(id.to_string()).unwrap()
}

fn value(text: impl AsRef<str>) -> Value {
    serde_json::from_str(text.as_ref()).unwrap()
}
