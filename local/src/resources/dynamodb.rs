//! `aws:dynamodb/table:Table`: a table of the embedded database.

use super::{
    Identity, Properties, ResourceType,
    Support::{Emulated, Inert, Must},
    properties, text,
};
use crate::dynamodb::TableDeclaration;
use serde::Deserialize;
use serde_json::Value;

/// A table, real as soon as it is declared.
pub const TABLE: ResourceType = ResourceType {
    token: "aws:dynamodb/table:Table",
    support: Emulated,
    properties: &[
        ("attributes", Emulated),
        ("billingMode", Must("PAY_PER_REQUEST")),
        ("deletionProtectionEnabled", Inert),
        ("hashKey", Emulated),
        ("name", Emulated),
        ("pointInTimeRecovery.enabled", Inert),
        ("rangeKey", Emulated),
        ("serverSideEncryption.enabled", Inert),
        ("tableClass", Inert),
        ("tags", Inert),
        ("ttl.attributeName", Emulated),
        ("ttl.enabled", Emulated),
    ],
    replaced_by: &["attributes", "hashKey", "name", "rangeKey"],
    identity: Identity::Name,
    outputs: |account, id, _| {
        properties([
            ("arn", account.arn("dynamodb", &format!("table/{id}"))),
            ("name", id.to_owned()),
            ("region", account.region.clone()),
        ])
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Attribute {
    name: String,
    r#type: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Ttl {
    attribute_name: Option<String>,
    #[serde(default)]
    enabled: bool,
}

/// A table's declaration as the database takes it.
///
/// # Errors
///
/// The property that is missing or not of its type, and what is wrong with it.
pub fn table_declaration(
    id: &str,
    inputs: &Properties,
) -> Result<TableDeclaration, (String, String)> {
    let attributes: Vec<Attribute> = parse(inputs, "attributes")?.unwrap_or_default();
    let ttl: Option<Ttl> = parse(inputs, "ttl")?;
    Ok(TableDeclaration {
        name: id.to_owned(),
        attributes: attributes.into_iter().map(|a| (a.name, a.r#type)).collect(),
        hash_key: text(inputs, "hashKey")
            .ok_or_else(|| ("hashKey".to_owned(), "a table needs one".to_owned()))?
            .to_owned(),
        range_key: text(inputs, "rangeKey").map(str::to_owned),
        ttl_attribute: ttl
            .filter(|ttl| ttl.enabled)
            .and_then(|ttl| ttl.attribute_name),
    })
}

fn parse<T: for<'de> Deserialize<'de>>(
    inputs: &Properties,
    name: &str,
) -> Result<Option<T>, (String, String)> {
    let value = inputs.get(name).cloned().unwrap_or(Value::Null);
    serde_json::from_value(value).map_err(|problem| (name.to_owned(), problem.to_string()))
}
