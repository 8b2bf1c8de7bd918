//! Frames become requests, or the error that wire clients rely on.

use protocol::{Action, ErrorCode, Request, Statuses, Title};
use serde_json::{Value, json};

use crate::contract;

/// Decodes the frame, and holds the published contract to the result.
fn decode(frame: &Value) -> Result<Value, Value> {
    let action = frame["action"].as_str().and_then(Action::of_route).unwrap();
    let decoded = decode_text(action, &frame.to_string());
    let contract = contract::published("Request", frame);
    match &decoded {
        Ok(request) => {
            assert_eq!(contract::strict("Request", request), Ok(()));
            // The contract counts a title's characters before it is trimmed.
            assert!(
                contract.is_ok() || request["title"] != frame["title"],
                "{contract:?}"
            );
        }
        Err(error) => {
            assert_eq!(contract::strict("ErrorReply", error), Ok(()));
            // Which statuses there are is the stack's choice, and a start key is opaque.
            let field = error["error"]["field"].as_str().unwrap();
            let cannot_tell = ["status", "exclusiveStartKey"].contains(&field);
            assert!(
                contract.is_err() || cannot_tell,
                "{frame} is valid, but {error}"
            );
        }
    }
    decoded
}

fn decode_text(action: Action, text: &str) -> Result<Value, Value> {
    Request::decode(action, text, &Statuses::default())
        .map(|decoded| contract::given(&decoded))
        .map_err(|error| serde_json::to_value(error).unwrap())
}

#[test]
fn every_well_formed_request_is_decoded_to_its_values() {
    let token = "0123456789abcdef";
    for (frame, decoded) in [
        (json!({"action": "test"}), json!({"action": "test"})),
        (
            json!({"action": "createItem", "title": "  tea \n", "status": "todo"}),
            json!({"action": "createItem", "title": "tea", "status": "todo"}),
        ),
        (
            json!({"action": "createItem", "title": "t", "status": "done", "clientToken": token, "requestId": "7"}),
            json!({"action": "createItem", "title": "t", "status": "done", "clientToken": token, "requestId": "7"}),
        ),
        (
            json!({"action": "updateStatus", "itemId": "thisispartitionkey", "status": "inprogress", "expectedVersion": 3}),
            json!({"action": "updateStatus", "itemId": "thisispartitionkey", "status": "inprogress", "expectedVersion": 3}),
        ),
        (
            json!({"action": "deleteItem", "itemId": "a", "expectedVersion": null, "requestId": null}),
            json!({"action": "deleteItem", "itemId": "a"}),
        ),
        (
            json!({"action": "scanEntireTable", "limit": 1000, "exclusiveStartKey": "1.c3a4"}),
            json!({"action": "scanEntireTable", "limit": 1000, "exclusiveStartKey": "1.c3a4"}),
        ),
        (
            json!({"action": "deleteItem", "itemId": "a", "expectedVersion": 7.0}),
            json!({"action": "deleteItem", "itemId": "a", "expectedVersion": 7}),
        ),
        (
            json!({"action": "scanEntireTable", "limit": 1e2}),
            json!({"action": "scanEntireTable", "limit": 100}),
        ),
        (
            json!({"action": "scanEntireTable", "somethingElse": [1, {"title": 2}], "boardId": "other", "__proto__": {}}),
            json!({"action": "scanEntireTable"}),
        ),
    ] {
        assert_eq!(decode(&frame), Ok(decoded), "{frame}");
    }
}

#[test]
fn every_malformed_field_is_named_with_its_code() {
    let create = json!({"action": "createItem", "title": "t", "status": "todo"});
    let update = json!({"action": "updateStatus", "itemId": "i", "status": "todo"});
    let delete = json!({"action": "deleteItem", "itemId": "i"});
    let scan = json!({"action": "scanEntireTable"});
    let test = json!({"action": "test"});
    let (missing, invalid) = (ErrorCode::MissingField, ErrorCode::InvalidField);
    let long = |chars: usize| json!("ü".repeat(chars));
    for (frame, field, value, code) in [
        (&create, "title", Value::Null, missing),
        (&create, "title", json!(""), invalid),
        (&create, "title", json!(" \t\n\u{3000}"), invalid),
        (&create, "title", json!(7), invalid),
        (&create, "title", json!({"S": "tea"}), invalid),
        (&create, "title", long(1_001), invalid),
        (&create, "status", Value::Null, missing),
        (&create, "status", json!("later"), invalid),
        (&create, "status", json!("Todo"), invalid),
        (&create, "status", json!(true), invalid),
        (&create, "clientToken", json!("0123456789abcde"), invalid),
        (&create, "clientToken", long(65), invalid),
        (&create, "clientToken", json!(1234567890123456_u64), invalid),
        (&create, "requestId", long(65), invalid),
        (&create, "requestId", json!(1), invalid),
        (&update, "itemId", Value::Null, missing),
        (&update, "itemId", json!(""), invalid),
        (&update, "itemId", long(129), invalid),
        (&update, "itemId", json!(["i"]), invalid),
        (&update, "status", Value::Null, missing),
        (&update, "status", json!(""), invalid),
        (&update, "expectedVersion", json!("1"), invalid),
        (&update, "expectedVersion", json!(-1), invalid),
        (&update, "expectedVersion", json!(1.5), invalid),
        (
            &update,
            "expectedVersion",
            json!(9_007_199_254_740_992_u64),
            invalid,
        ),
        (&delete, "itemId", Value::Null, missing),
        (&delete, "itemId", json!(5), invalid),
        (&delete, "expectedVersion", json!(true), invalid),
        (&scan, "limit", json!(0), invalid),
        (&scan, "limit", json!(1_001), invalid),
        (&scan, "limit", json!(1e300), invalid),
        (&scan, "limit", json!("10"), invalid),
        (&scan, "exclusiveStartKey", json!("garbage"), invalid),
        (&scan, "exclusiveStartKey", json!("1."), invalid),
        (&scan, "exclusiveStartKey", json!("1.c"), invalid),
        (&scan, "exclusiveStartKey", json!("1.zz"), invalid),
        (&scan, "exclusiveStartKey", json!("1.c3"), invalid),
        (&scan, "exclusiveStartKey", json!("1.+1"), invalid),
        (&scan, "exclusiveStartKey", json!("1.üü"), invalid),
        (
            &scan,
            "exclusiveStartKey",
            json!({"itemId": {"S": "a"}}),
            invalid,
        ),
        (&test, "requestId", json!([]), invalid),
    ] {
        let mut frame = frame.clone();
        frame[field] = value;
        let error = decode(&frame).unwrap_err();
        assert_eq!(error["error"]["code"], json!(code), "{frame}");
        assert_eq!(error["error"]["field"], json!(field), "{frame}");
        let detail = error["error"]["detail"].as_str().unwrap();
        assert!(detail.starts_with(field), "{frame}: {detail}");
    }
}

#[test]
fn the_largest_values_are_taken() {
    let title = "🦀".repeat(1_000);
    let frame = json!({"action": "createItem", "title": format!(" {title} "), "status": "todo",
        "clientToken": "é".repeat(64), "requestId": "é".repeat(64)});
    assert_eq!(decode(&frame).unwrap()["title"], json!(title));
    let frame = json!({"action": "deleteItem", "itemId": "🦀".repeat(128), "expectedVersion": 9_007_199_254_740_991_u64});
    assert!(decode(&frame).is_ok());
}

#[test]
fn a_whole_number_is_one_however_it_is_written() {
    let delete = |version: &str| {
        let text = format!(r#"{{"action":"deleteItem","itemId":"a","expectedVersion":{version}}}"#);
        let decoded = decode_text(Action::DeleteItem, &text);
        decoded.map(|request| request["expectedVersion"].clone())
    };
    let zeros = "0".repeat(1_000);
    for (written, version) in [
        ("0", 0),
        ("-0", 0),
        ("0.0", 0),
        ("-0.0e5", 0),
        ("0e999999999999", 0),
        ("7.0", 7),
        ("7.000", 7),
        ("70e-1", 7),
        ("0.07E+2", 7),
        ("7e0", 7),
        ("1.5e1", 15),
        ("1e2", 100),
        ("100.0", 100),
        ("120e-1", 12),
        (&format!("7.{zeros}"), 7),
        (&format!("7{zeros}e-1000"), 7),
        (&format!("0.{zeros}7e1001"), 7),
        ("9007199254740991.0", 9_007_199_254_740_991_u64),
        ("9.007199254740991e15", 9_007_199_254_740_991),
    ] {
        assert_eq!(delete(written), Ok(json!(version)), "{written:.40}");
    }
    for written in [
        "7.5",
        "75e-1",
        "7e-1",
        "0.1",
        "-1.0",
        "-1e2",
        "1e-400",
        "1e16",
        "1e999",
        "1e99999999999999999999",
        "1e-99999999999999999999",
        "9007199254740991.4",
        "9007199254740992.0",
        "9.007199254740992e15",
        "18446744073709551623.0",
        &format!("7.{zeros}1"),
        &format!("1e{}", i64::MIN),
        &format!("1e{}", i64::MAX),
        "true",
        "\"7.0\"",
        "\"7e0\"",
        "[7.0]",
        "{}",
    ] {
        let error = delete(written).unwrap_err();
        assert_eq!(error["error"]["code"], "InvalidField", "{written:.40}");
        assert_eq!(error["error"]["field"], "expectedVersion", "{written:.40}");
    }
}

#[test]
fn a_title_of_nothing_that_can_be_seen_is_empty_and_others_keep_their_joiners() {
    let create = |title: &str| {
        let frame = json!({"action": "createItem", "title": title, "status": "todo"});
        decode(&frame).map(|request| request["title"].as_str().unwrap().to_owned())
    };
    for invisible in [
        "\u{200b}",
        "\u{85}",
        "\u{feff}",
        "\u{2060}",
        "\u{ad}",
        "\u{200c}\u{200d}",
        "\u{200e}\u{202e}\u{2066}",
        "\u{3164}",
        "\u{115f}\u{1160}\u{ffa0}",
        "\u{17b4}",
        "\u{180b}\u{180e}\u{180f}",
        "\u{fe0f}",
        "\u{e0100}",
        "\u{e0041}\u{e007f}",
        "\u{34f}",
        "\u{600}",
        "\u{6dd}",
        "\u{70f}",
        "\u{fff9}\u{fffb}",
        "\u{110bd}",
        "\u{13430}",
        "\u{1bca0}",
        "\u{1d173}",
        "\u{0}\u{7f}\u{9f}",
        " \u{200b}\u{a0}\u{2028} \u{1f}\t",
    ] {
        let error = create(invisible).unwrap_err();
        assert_eq!(error["error"]["code"], "InvalidField", "{invisible:?}");
        assert_eq!(error["error"]["field"], "title", "{invisible:?}");
    }
    for (title, stored) in [
        (" 👩\u{200d}👩\u{200d}👧 ", "👩\u{200d}👩\u{200d}👧"),
        ("می\u{200c}خواهم", "می\u{200c}خواهم"),
        ("❤\u{fe0f}", "❤\u{fe0f}"),
        ("🏴\u{e0067}\u{e007f}", "🏴\u{e0067}\u{e007f}"),
        ("\u{85}tea\u{85}", "tea"),
        ("\u{200b}tea\u{200b}", "\u{200b}tea\u{200b}"),
        ("⠀", "⠀"),
        (".", "."),
        ("\u{fffd}", "\u{fffd}"),
        ("\u{301}", "\u{301}"),
        ("\u{e000}", "\u{e000}"),
    ] {
        assert_eq!(create(title), Ok(stored.to_owned()), "{title:?}");
    }
}

/// The table is what Unicode's properties make of each character.
#[test]
fn what_cannot_be_seen_is_white_space_ignorable_or_a_control() {
    let unseen = [
        r"\p{White_Space}",
        r"\p{Default_Ignorable_Code_Point}",
        r"\p{Cc}",
        r"\p{Cf}",
    ];
    let unseen = regex::Regex::new(&format!("[{}]", unseen.concat())).unwrap();
    for c in char::MIN..=char::MAX {
        let title = Title::try_from(c.to_string());
        assert_eq!(title.is_err(), unseen.is_match(&c.to_string()), "{c:?}");
    }
}

#[test]
fn a_status_of_nothing_that_can_be_seen_is_refused() {
    for status in ["", "\u{200b}", "\u{2060}\u{feff}", "\u{3164}"] {
        let refused = Statuses::parse(&format!("todo,{status}")).unwrap_err();
        assert!(
            refused.to_string().contains("nothing can be seen"),
            "{refused}"
        );
    }
    assert!(Statuses::parse("todo,می\u{200c}خواهم").is_ok());
}

#[test]
fn a_field_given_twice_is_an_error_unless_nobody_knows_it() {
    let error = decode_text(
        Action::DeleteItem,
        r#"{"action":"deleteItem","itemId":"a","itemId":"b"}"#,
    );
    let error = error.unwrap_err();
    assert_eq!(error["error"]["code"], "InvalidField");
    assert_eq!(error["error"]["field"], "itemId");
    let repeated = r#"{"action":"deleteItem","itemId":"a","x":1,"x":2}"#;
    assert!(decode_text(Action::DeleteItem, repeated).is_ok());
}

#[test]
fn errors_say_what_failed_and_carry_the_request_id_back() {
    for (action, message) in [
        ("createItem", "Failed to create item"),
        ("updateStatus", "Failed to update item"),
        ("deleteItem", "Failed to delete item"),
    ] {
        let error = decode(&json!({"action": action, "requestId": "r-1"})).unwrap_err();
        assert_eq!(error["message"], message);
        assert_eq!(error["requestId"], "r-1");
        assert_eq!(error["error"]["code"], "MissingField");
    }
    let error =
        decode(&json!({"action": "scanEntireTable", "requestId": "r-1", "limit": 0})).unwrap_err();
    assert_eq!(error["message"], "Failed to scan items");
    assert_eq!(error["requestId"], "r-1");
}

#[test]
fn what_is_not_one_json_object_is_invalid_json_on_every_route() {
    let deep = "[".repeat(100_000);
    for text in [
        "",
        "hello",
        "[]",
        "\"test\"",
        "null",
        "1",
        "{",
        "{\"action\":\"test\"} {}",
        "{\"a\":1",
        "{\"a\":\"\\ud8\"}",
        &deep,
    ] {
        let reply = serde_json::to_value(Request::unknown(text)).unwrap();
        assert_eq!(reply["message"], "Unknown action", "{text:.20}");
        assert_eq!(reply["error"]["code"], "InvalidJson", "{text:.20}");
        let error = decode_text(Action::Test, text).unwrap_err();
        assert_eq!(error["message"], "Unknown action", "{text:.20}");
        assert_eq!(error["error"]["code"], "InvalidJson", "{text:.20}");
    }
}

#[test]
fn an_unknown_action_is_told_which_there_are() {
    for frame in [
        json!({}),
        json!({"action": null}),
        json!({"action": 7}),
        json!({"action": "dance"}),
        json!({"action": "$connect"}),
        json!({"action": "updateItem"}),
    ] {
        let mut frame = frame;
        frame["requestId"] = json!("r-2");
        let reply = serde_json::to_value(Request::unknown(&frame.to_string())).unwrap();
        assert_eq!(reply["message"], "Unknown action", "{frame}");
        assert_eq!(reply["error"]["code"], "UnknownAction", "{frame}");
        assert_eq!(reply["requestId"], "r-2", "{frame}");
        assert_eq!(contract::strict("ErrorReply", &reply), Ok(()));
        let detail = reply["error"]["detail"].as_str().unwrap();
        for action in Action::ALL {
            assert!(detail.contains(action.as_str()), "{detail}");
        }
    }
}

#[test]
fn the_statuses_are_those_of_the_stack() {
    let statuses = Statuses::parse("now, later").unwrap();
    let frame = r#"{"action":"createItem","title":"t","status":"later"}"#;
    assert!(Request::decode(Action::CreateItem, frame, &statuses).is_ok());
    let frame = r#"{"action":"createItem","title":"t","status":"todo"}"#;
    let error = Request::decode(Action::CreateItem, frame, &statuses).unwrap_err();
    assert_eq!(error.error.detail, "status must be one of now, later");
}

#[test]
fn a_value_that_cannot_be_read_is_its_fields_error_and_the_request_id_comes_back() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for (action, field, value) in [
        ("createItem", "title", r#""\ud83e""#),
        ("createItem", "title", r#""\udd80\ud83e""#),
        ("createItem", "title", "1e400"),
        ("createItem", "title", deep.as_str()),
        ("deleteItem", "itemId", r#""a\ud800b""#),
        ("deleteItem", "expectedVersion", "1e400"),
        ("scanEntireTable", "limit", "-1e999"),
        ("scanEntireTable", "exclusiveStartKey", deep.as_str()),
    ] {
        let itself = if field == "expectedVersion" {
            r#""itemId":"i","#
        } else {
            ""
        };
        let text =
            format!(r#"{{"action":"{action}","requestId":"r-3",{itself}"{field}":{value}}}"#);
        let error = decode_text(Action::of_route(action).unwrap(), &text).unwrap_err();
        assert_eq!(error["error"]["code"], "InvalidField", "{text:.90}");
        assert_eq!(error["error"]["field"], field, "{text:.90}");
        assert_eq!(error["requestId"], "r-3", "{text:.90}");
    }
    let text = r#"{"action":"\ud800","requestId":"r-3"}"#;
    let reply = serde_json::to_value(Request::unknown(text)).unwrap();
    assert_eq!(reply["error"]["code"], "UnknownAction");
    assert_eq!(reply["requestId"], "r-3");
}

#[test]
fn what_nobody_knows_may_be_anything() {
    let deep = format!("{}{}", "[".repeat(10_000), "]".repeat(10_000));
    for unknown in [
        r#""x":"\ud800""#.to_owned(),
        r#""\ud800":1"#.to_owned(),
        r#""x":1e400"#.to_owned(),
        format!(r#""x":{deep}"#),
    ] {
        let text = format!(r#"{{"action":"deleteItem","itemId":"\u0061",{unknown}}}"#);
        let decoded = decode_text(Action::DeleteItem, &text).unwrap();
        assert_eq!(decoded["itemId"], "a", "{text:.90}");
    }
}

#[test]
fn no_error_repeats_what_the_client_sent() {
    let long = "x".repeat(100_000);
    for (text, detail) in [
        (
            format!("\"{long}\""),
            "a message must be one JSON object, not a string",
        ),
        (
            format!(" [\"{long}\"]"),
            "a message must be one JSON object, not an array",
        ),
        (
            format!("1{}", "0".repeat(100)),
            "a message must be one JSON object, not a number",
        ),
        (
            "null".to_owned(),
            "a message must be one JSON object, not null",
        ),
        (
            "true".to_owned(),
            "a message must be one JSON object, not a boolean",
        ),
        (format!("{{\"{long}"), "line 1 column 100002"),
        (
            format!("{{\"action\":\"{long}\"}}"),
            "there is no such action",
        ),
        (
            format!("{{\"action\":[\"{long}\"]}}"),
            "action must be a string, not an array",
        ),
        (format!("{{\"requestId\":\"{long}\"}}"), "missing"),
    ] {
        let reply = protocol::encode(&Request::unknown(&text));
        assert!(reply.len() < 1_000, "{text:.40}: {} bytes", reply.len());
        assert!(reply.contains(detail), "{text:.40}: {reply}");
    }
    for field in ["title", "status", "clientToken", "requestId"] {
        let mut frame = json!({"action": "createItem", "title": "t", "status": "todo"});
        frame[field] = json!(long);
        let error = decode(&frame).unwrap_err().to_string();
        assert!(error.len() < 1_000, "{field}: {} bytes", error.len());
    }
}
