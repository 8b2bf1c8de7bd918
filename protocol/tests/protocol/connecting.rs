//! What a client may choose in the query string.

use protocol::{Connecting, Events, Format};
use serde_json::{Map, Value, json};

use crate::contract;

fn refused(query: &[(&str, &str)]) -> (u16, Value) {
    let refusal = Connecting::decode(query.iter().copied()).unwrap_err();
    let body = serde_json::to_value(&refusal).unwrap();
    assert_eq!(contract::strict("Refusal", &body), Ok(()));
    (refusal.status(), body)
}

/// Whether the published contract allows that query.
fn published(query: &[(&str, &str)]) -> bool {
    let pairs = query
        .iter()
        .map(|&(name, value)| (name.to_owned(), json!(value)));
    contract::published("Connecting", &pairs.collect::<Map<_, _>>().into()).is_ok()
}

#[test]
fn everything_is_optional() {
    let chosen = Connecting::decode([]).unwrap();
    assert!(published(&[]));
    assert_eq!(chosen.board.as_str(), "default");
    assert_eq!(
        (chosen.format, chosen.events),
        (Format::Dynamodb, Events::Delta)
    );
}

#[test]
fn every_choice_is_taken_and_unknown_parameters_are_ignored() {
    let board = "a".repeat(64);
    let query = [
        ("board", board.as_str()),
        ("format", "json"),
        ("events", "snapshot"),
        ("x", "1"),
        ("x", "2"),
    ];
    let chosen = Connecting::decode(query).unwrap();
    assert!(published(&query));
    assert_eq!(chosen.board.as_str(), board);
    assert_eq!(
        (chosen.format, chosen.events),
        (Format::Json, Events::Snapshot)
    );
    assert!(Connecting::decode([("board", "AZaz09_-"), ("protocol", "2")]).is_ok());
}

#[test]
fn bad_and_repeated_parameters_refuse_with_400_and_their_name() {
    let long = "a".repeat(65);
    for (query, field) in [
        (vec![("board", "")], "board"),
        (vec![("board", long.as_str())], "board"),
        (vec![("board", "a/b")], "board"),
        (vec![("board", "ü")], "board"),
        (vec![("board", "a"), ("board", "a")], "board"),
        (vec![("format", "xml")], "format"),
        (vec![("format", "JSON")], "format"),
        (vec![("format", "json"), ("format", "json")], "format"),
        (vec![("events", "")], "events"),
        (vec![("events", "delta"), ("events", "snapshot")], "events"),
    ] {
        let (status, body) = refused(&query);
        // An object cannot have a parameter twice.
        assert!(query.len() == 2 || !published(&query), "{query:?}");
        assert_eq!(status, 400, "{query:?}");
        assert_eq!(body["message"], "Failed to connect", "{query:?}");
        assert_eq!(body["error"]["code"], json!("InvalidField"), "{query:?}");
        assert_eq!(body["error"]["field"], json!(field), "{query:?}");
    }
}
