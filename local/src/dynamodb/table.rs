//! A table as it is declared, and what DynamoDB is asked for it: the calls of its control plane.

use super::database::Database;
use anyhow::{Context as _, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

/// How long a table may take to be made.
const MADE_WITHIN: Duration = Duration::from_secs(60);

/// How often it is asked after meanwhile.
const POLL: Duration = Duration::from_millis(100);

/// A table as a program declares it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct TableDeclaration {
    /// The table's physical name.
    pub name: String,
    /// Attributes used in keys.
    #[serde(default)]
    pub attributes: Vec<Attribute>,
    /// The partition key's attribute.
    pub hash_key: String,
    /// The sort key's attribute, if the table has one.
    pub range_key: Option<String>,
    /// When items expire, if they do.
    pub ttl: Option<Ttl>,
}

/// An attribute's name and type.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Its name.
    pub name: String,
    /// `S`, `N` or `B`.
    pub r#type: String,
}

/// A table's time to live.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Ttl {
    /// The attribute that says when an item expires.
    pub attribute_name: Option<String>,
    /// Whether items expire.
    #[serde(default)]
    pub enabled: bool,
}

impl TableDeclaration {
    fn create_input(&self) -> Value {
        let key = |name: &str, kind: &str| json!({"AttributeName": name, "KeyType": kind});
        let keys: Vec<Value> = std::iter::once(key(&self.hash_key, "HASH"))
            .chain(self.range_key.iter().map(|name| key(name, "RANGE")))
            .collect();
        let attributes: Vec<Value> = self
            .attributes
            .iter()
            .map(|of| json!({"AttributeName": of.name, "AttributeType": of.r#type}))
            .collect();
        json!({
            "TableName": self.name,
            "KeySchema": keys,
            "AttributeDefinitions": attributes,
            "BillingMode": "PAY_PER_REQUEST",
        })
    }

    fn expires_by(&self) -> Option<&str> {
        let ttl = self.ttl.as_ref().filter(|ttl| ttl.enabled);
        ttl?.attribute_name.as_deref()
    }
}

impl Database {
    /// Makes a table, unless there is one, waits until it is there, and lets its items expire by the attribute declared, or no more.
    ///
    /// # Errors
    ///
    /// The database refuses it, or takes longer than a minute, or has a table of that name with other keys.
    pub async fn make_table(&self, table: &TableDeclaration) -> anyhow::Result<()> {
        let create = table.create_input();
        let keys = create["KeySchema"].clone();
        if !self.table_names().await?.contains(&table.name) {
            match self.call("CreateTable", create).await {
                // Somebody else was faster.
                Err(problem) if problem.to_string().contains("ResourceInUse") => {}
                other => _ = other?,
            }
        }
        let made = async {
            let is_active = |found: &Value| found["Table"]["TableStatus"] == "ACTIVE";
            loop {
                let found = self.describe_table(&table.name).await?;
                if let Some(found) = found.filter(is_active) {
                    return anyhow::Ok(found);
                }
                tokio::time::sleep(POLL).await;
            }
        };
        let found = tokio::time::timeout(MADE_WITHIN, made)
            .await
            .with_context(|| format!("the table {} is not made", table.name))??;
        if found["Table"]["KeySchema"] != keys {
            bail!(
                "the table {} exists, with other keys than declared: choose another name",
                table.name
            );
        }
        self.set_ttl(table).await
    }

    async fn set_ttl(&self, table: &TableDeclaration) -> anyhow::Result<()> {
        let described = self
            .call("DescribeTimeToLive", json!({"TableName": table.name}))
            .await?;
        let now = described["TimeToLiveDescription"]["AttributeName"].as_str();
        let wanted = table.expires_by();
        if now == wanted {
            return Ok(());
        }
        let changes = [now.map(|old| (old, false)), wanted.map(|new| (new, true))];
        for (attribute, enabled) in changes.into_iter().flatten() {
            let change = json!({
                "TableName": table.name,
                "TimeToLiveSpecification": {"AttributeName": attribute, "Enabled": enabled},
            });
            self.call("UpdateTimeToLive", change).await?;
        }
        Ok(())
    }

    /// The names of all tables. Asking for one that is not there would be an error, which the database tells.
    async fn table_names(&self) -> anyhow::Result<Vec<String>> {
        let (mut names, mut input) = (Vec::new(), json!({}));
        loop {
            let mut page = self.call("ListTables", input).await?;
            let found: Vec<String> = serde_json::from_value(page["TableNames"].take())?;
            names.extend(found);
            let last = page["LastEvaluatedTableName"].take();
            if last.is_null() {
                return Ok(names);
            }
            input = json!({"ExclusiveStartTableName": last});
        }
    }

    /// What is told of a table, if there is that table.
    async fn describe_table(&self, name: &str) -> anyhow::Result<Option<Value>> {
        match self.call("DescribeTable", json!({"TableName": name})).await {
            Ok(described) => Ok(Some(described)),
            Err(problem) if problem.to_string().contains("ResourceNotFound") => Ok(None),
            Err(other) => Err(other),
        }
    }
}
