//! Physical names and ids.
//!
//! The laptop notes nothing of what it makes. A name is a hash of what it is the name of, so that the next run finds it again.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The name of a resource that declares none is its logical name with a suffix of this many letters and digits, as Pulumi does it.
const SUFFIX: usize = 7;

/// What physical names are made with.
#[derive(Debug, Serialize, Deserialize)]
pub struct Names {
    /// Many laptops may share one database, each with tables of its own.
    salt: Uuid,
    /// Names that an older version has given, by the hash of what has them.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    given: BTreeMap<Uuid, String>,
}

impl Names {
    /// Names that nobody has had before.
    pub fn new() -> Self {
        Self {
            salt: Uuid::new_v4(),
            given: BTreeMap::new(),
        }
    }

    /// An id of so many letters and digits, as a service makes one up.
    pub fn id(&self, urn: &str, length: usize) -> String {
        let mut id = self.hash(urn, &Value::Null).simple().to_string();
        id.truncate(length);
        id
    }

    /// The name of a resource. With other `keys` it is another one.
    pub fn name(&self, urn: &str, logical_name: &str, keys: &Value) -> String {
        let hash = self.hash(urn, keys);
        let given = self.given.get(&hash).cloned();
        given.unwrap_or_else(|| format!("{logical_name}-{}", &hash.simple().to_string()[..SUFFIX]))
    }

    /// Keeps the name that a resource has.
    pub fn keep(&mut self, urn: &str, keys: &Value, name: String) {
        self.given.insert(self.hash(urn, keys), name);
    }

    fn hash(&self, urn: &str, keys: &Value) -> Uuid {
        Uuid::new_v5(&self.salt, format!("{urn} {keys}").as_bytes())
    }
}

impl Default for Names {
    fn default() -> Self {
        Self::new()
    }
}
