use pulumi::{Archive, Asset, Value};
use serde_json::json;

const SIGNATURE: &str = "4dabf18193072939515e22adb298388d";

#[test]
fn the_special_values_of_the_wire_have_its_signatures() {
    let secret = Value::from("s").into_secret();
    assert_eq!(
        secret.to_json(),
        json!({SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": "s"})
    );
    assert_eq!(
        Value::Unknown.to_json(),
        "04da6b54-80e4-46f7-96ec-b56ff0331ba9"
    );
    assert_eq!(
        Value::Asset(Asset::text("t")).to_json(),
        json!({SIGNATURE: "c44067f5952c0a294b673a41bacd8c17", "text": "t"})
    );
    assert_eq!(
        Value::Archive(Archive::file("a.zip")).to_json(),
        json!({SIGNATURE: "0def7320c3a5731c473e5ecbe6d01bc7", "path": "a.zip"})
    );
    let remote = "https://example.com/a.zip";
    assert_eq!(
        Value::Archive(Archive::Remote(remote.into())).to_json(),
        json!({SIGNATURE: "0def7320c3a5731c473e5ecbe6d01bc7", "uri": remote})
    );
}

#[test]
fn every_value_is_read_from_its_own_form() {
    let archive = Archive::Assets(
        [
            (
                "a.txt".to_owned(),
                pulumi::value::AssetOrArchive::Asset(Asset::text("a")),
            ),
            (
                "lib".to_owned(),
                pulumi::value::AssetOrArchive::Archive(Archive::file("lib.zip")),
            ),
        ]
        .into(),
    );
    let value = Value::List(vec![
        Value::Null,
        Value::from(true),
        Value::from(2.5),
        Value::from(3),
        Value::Unknown.into_secret(),
        Value::Archive(archive),
        Value::Asset(Asset::Remote("https://example.com/a".into())),
        Value::Archive(Archive::Remote("https://example.com/a.zip".into())),
        Value::Object([("k".to_owned(), Value::from("v"))].into()),
    ]);
    let text = serde_json::to_string(&value).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
}

#[test]
fn a_hash_that_an_engine_adds_to_an_archive_does_not_matter() {
    let json =
        json!({SIGNATURE: "0def7320c3a5731c473e5ecbe6d01bc7", "path": "a.zip", "hash": "00ff"});
    assert_eq!(
        Value::from_json(json),
        Value::Archive(Archive::file("a.zip"))
    );
}

#[test]
fn secrets_are_opened_only_by_who_asks_for_it() {
    let value = Value::from_json(
        json!({"a": [{SIGNATURE: "1b47061264138c4ac30d75fd1eb44270", "value": "s"}]}),
    );
    assert!(value.contains_secret());
    assert_eq!(value.display(), json!({"a": ["[secret]"]}));
    assert_eq!(value.reveal(), Some(json!({"a": ["s"]})));
    assert_eq!(Value::List(vec![Value::Unknown]).reveal(), None);
}
