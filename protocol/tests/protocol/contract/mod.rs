//! The published contract: `docs/asyncapi.yaml`, `docs/protocol.schema.json` and the page's TypeScript types, made of the types of this crate.
//! `GOLDEN=rewrite cargo test -p protocol` writes them anew.

mod asyncapi;
mod definitions;
mod examples;
mod formats;
mod json_schema;
mod limits;
mod schemas;
mod typescript;
mod validity;
mod yaml;

use std::{env, fs, path::Path};

use protocol::{Action, Format};
use serde_json::{Value, json};

use examples::TRANSCRIPT;
pub(crate) use examples::given;
use schemas::SCHEMAS;
pub(crate) use validity::{published, strict, strict_in};

const ORIGIN: &str = "Made of the types in protocol/ by its tests: `GOLDEN=rewrite cargo test -p protocol` writes it anew.";

fn assert_golden(file: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file);
    if env::var_os("GOLDEN").is_some_and(|golden| golden == "rewrite") {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
    }
    let published = fs::read_to_string(&path).unwrap_or_default();
    let same = text.lines().zip(published.lines());
    let line = same.take_while(|(new, old)| new == old).count();
    assert!(
        text == published,
        "{file} is not what the types say, from line {} on: {:?}; GOLDEN=rewrite accepts what is",
        line + 1,
        text.lines().nth(line)
    );
}

#[test]
fn the_published_contract_is_what_the_types_say() {
    let text = format!("# {ORIGIN}\n{}", yaml::text(&asyncapi::document()));
    assert_eq!(
        serde_saphyr::from_str::<Value>(&text).unwrap(),
        asyncapi::document()
    );
    assert_golden("docs/asyncapi.yaml", &text);
}

#[test]
fn the_types_of_the_page_are_what_the_types_say() {
    let types = typescript::text();
    let text = format!("// {ORIGIN}\n{types}{}", limits::text());
    assert_golden("board/src/client/generated/protocol.ts", &text);
}

#[test]
fn every_example_of_a_message_is_valid() {
    let document = asyncapi::document();
    let messages = document["components"]["messages"].as_object().unwrap();
    for (name, message) in messages {
        for example in message["examples"].as_array().unwrap() {
            assert_eq!(strict(name, &example["payload"]), Ok(()), "{name}");
        }
    }
}

#[test]
fn every_reference_of_the_contract_leads_somewhere() {
    let document = asyncapi::document();
    let mut paths = Vec::new();
    definitions::walk(&mut document.clone(), &mut |map| {
        paths.extend(map.get("$ref").and_then(Value::as_str).map(str::to_owned));
    });
    assert!(!paths.is_empty());
    for path in paths {
        let pointer = path.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{path}");
    }
}

#[test]
fn every_line_of_the_transcript_is_valid_as_its_message_and_as_no_other() {
    assert_eq!(examples::transcript().count(), TRANSCRIPT.len());
    for (line, message) in examples::transcript().zip(TRANSCRIPT) {
        for other in TRANSCRIPT {
            let checked = strict_in(Format::Dynamodb, other, &line);
            assert_eq!(checked.is_ok(), message == other, "{other}: {checked:?}");
        }
    }
}

#[test]
fn frames_that_the_formats_write_differently_are_valid_in_their_own_only() {
    for format in Format::ALL {
        for (name, frame) in examples::examples(format) {
            let [one, other] = Format::ALL.map(|format| SCHEMAS.name(name, format));
            for theirs in Format::ALL {
                let valid = strict_in(theirs, name, &frame).is_ok();
                assert_eq!(valid, theirs == format || one == other, "{frame}");
            }
        }
    }
}

#[test]
fn clients_may_meet_keys_that_the_contract_does_not_name() {
    let frame = json!({"Items": [], "somethingNew": 1});
    assert_eq!(published("Snapshot", &frame), Ok(()));
    assert!(strict("Snapshot", &frame).is_err());
}

#[test]
fn every_action_has_an_operation_in_both_formats() {
    let document = asyncapi::document();
    for (format, prefix) in [(Format::Json, ""), (Format::Dynamodb, "dynamodb-")] {
        for action in Action::ALL {
            let operation = &document["operations"][format!("{prefix}{}", action.as_str())];
            let channel = format!("#/channels/{}", format.as_str());
            assert_eq!(operation["channel"]["$ref"], channel, "{action:?}");
            let name = |message: &Value| {
                let path = message["$ref"].as_str().unwrap();
                path.rsplit('/').next().unwrap().to_owned()
            };
            let request = name(&operation["messages"][0]);
            let schema = &document["components"]["schemas"][&request];
            assert_eq!(schema["properties"]["action"]["const"], action.as_str());
            let reply = name(&operation["reply"]["messages"][0]);
            let reply = reply.trim_start_matches("Dynamodb");
            // The first contract is frozen: later actions are not in it.
            let mut pairs = TRANSCRIPT.chunks(2);
            let frozen = pairs.find(|pair| pair[0] == request);
            assert!(frozen.is_none_or(|pair| pair[1] == reply), "{action:?}");
        }
    }
}
