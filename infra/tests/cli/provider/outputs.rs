//! What AWS would answer.

use super::wire::{Object, UNKNOWN};
use serde_json::{Value as Json, json};

/// The account that everything is in.
pub const ACCOUNT: &str = "123456789012";

/// The outputs of a resource: its inputs, and whatever else it always has. Without an id it is not there yet, and they are unknown.
pub fn outputs(definition: &Json, r#type: &str, id: Option<&str>, inputs: &Object) -> Object {
    let mut outputs = inputs.clone();
    let required = definition["required"].as_array().into_iter().flatten();
    for key in required.filter_map(Json::as_str) {
        if !outputs.contains_key(key) {
            let value = id.map_or(json!(UNKNOWN), |id| {
                let kind = definition["properties"][key]["type"].as_str();
                value(key, kind.unwrap_or_default(), r#type, id, inputs)
            });
            outputs.insert(key.to_owned(), value);
        }
    }
    outputs
}

/// Texts have the id in them, so that whoever uses one mentions the resource.
fn value(key: &str, kind: &str, r#type: &str, id: &str, inputs: &Object) -> Json {
    let input = |key: &str| inputs.get(key).and_then(Json::as_str).unwrap_or_default();
    let region = input("region");
    let service = r#type.split([':', '/']).nth(1).unwrap_or_default();
    match (key, kind) {
        ("apiEndpoint", _) => json!(format!("wss://{id}.execute-api.{region}.amazonaws.com")),
        ("invokeUrl", _) => json!(format!(
            "wss://{}.execute-api.{region}.amazonaws.com/{}",
            input("apiId"),
            input("name")
        )),
        ("executionArn", _) => json!(format!("arn:aws:execute-api:{region}:{ACCOUNT}:{id}")),
        ("domainName", _) => json!(format!("{id}.cloudfront.net")),
        ("bucketRegionalDomainName", _) => json!(format!("{id}.s3.{region}.amazonaws.com")),
        ("arn", _) => json!(format!("arn:aws:{service}:{region}:{ACCOUNT}:{id}")),
        (_, "boolean") => json!(false),
        (_, "integer" | "number") => json!(1),
        _ => json!(format!("{key} of {id}")),
    }
}
