//! The JSON forms of values: the wire's own, in which nothing is lost, and plain ones.

use super::{ARCHIVE, ASSET, Archive, Asset, AssetOrArchive, SECRET, SIGNATURE, UNKNOWN, Value};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};
use serde_json::{Map, Value as Json, json};

impl Value {
    /// Reads the wire's JSON form.
    pub fn from_json(json: Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => Self::Bool(value),
            // Every number of JSON has a double, if not always the very same number.
            Json::Number(number) => Self::Number(number.as_f64().unwrap_or(f64::NAN)),
            Json::String(text) if text == UNKNOWN => Self::Unknown,
            Json::String(text) => Self::String(text),
            Json::Array(items) => Self::List(items.into_iter().map(Self::from_json).collect()),
            Json::Object(fields) => Self::from_fields(fields),
        }
    }

    /// An object is what its signature says, or an object if there is none (or one that nobody knows).
    fn from_fields(mut fields: Map<String, Json>) -> Self {
        let signature = fields.get(SIGNATURE).and_then(Json::as_str);
        let special = match signature {
            Some(SECRET) => fields
                .remove("value")
                .map(|value| Self::from_json(value).into_secret()),
            Some(ASSET) => asset(&fields).map(Self::Asset),
            Some(ARCHIVE) => archive(&mut fields).map(Self::Archive),
            _ => None,
        };
        special.unwrap_or_else(|| {
            Self::Object(
                fields
                    .into_iter()
                    .map(|(key, value)| (key, Self::from_json(value)))
                    .collect(),
            )
        })
    }

    /// The wire's JSON form, in which secrets, unknowns and files are marked.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Null => Json::Null,
            Self::Bool(value) => Json::Bool(*value),
            Self::Number(number) => number_to_json(*number),
            Self::String(text) => Json::String(text.clone()),
            Self::List(items) => items.iter().map(Self::to_json).collect(),
            Self::Object(fields) => object(fields.iter().map(|(k, v)| (k, v.to_json()))),
            Self::Asset(asset) => asset_to_json(asset),
            Self::Archive(archive) => archive_to_json(archive),
            Self::Secret(inner) => json!({SIGNATURE: SECRET, "value": inner.to_json()}),
            Self::Unknown => Json::String(UNKNOWN.to_owned()),
        }
    }

    /// The JSON of the value with its secrets opened; `None` if any part of it is unknown.
    ///
    /// Whoever calls it takes over the care for the secrets ([`Value::contains_secret`]).
    pub fn reveal(&self) -> Option<Json> {
        (!self.contains_unknown()).then(|| self.clone().without_secrets().to_json())
    }

    /// The value as a text: a text as it is, anything else as JSON. Secret or unknown is all of it, or nothing.
    pub(crate) fn to_text(&self) -> Self {
        let text = match self.opened() {
            Self::String(text) => Self::String(text.clone()),
            other => match other.reveal() {
                Some(json) => Self::String(json.to_string()),
                None => Self::Unknown,
            },
        };
        match self.contains_secret() {
            true => text.into_secret(),
            false => text,
        }
    }

    /// The JSON of the value for people to read: `[secret]` and `[unknown]` stand for what cannot be shown.
    pub fn display(&self) -> Json {
        match self {
            Self::Secret(_) => Json::String("[secret]".into()),
            Self::Unknown => Json::String("[unknown]".into()),
            Self::List(items) => items.iter().map(Self::display).collect(),
            Self::Object(fields) => object(fields.iter().map(|(k, v)| (k, v.display()))),
            other => other.to_json(),
        }
    }
}

impl From<Json> for Value {
    fn from(json: Json) -> Self {
        Self::from_json(json)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.to_json().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Json::deserialize(deserializer).map(Self::from_json)
    }
}

// Programs and providers meet assets as values of their own types; both go through the wire's JSON form.
macro_rules! serde_by_value {
    ($type:ident) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Value::$type(self.clone()).serialize(serializer)
            }
        }

        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                match Value::deserialize(deserializer)? {
                    Value::$type(this) => Ok(this),
                    _ => Err(D::Error::custom(concat!("not an ", stringify!($type)))),
                }
            }
        }
    };
}

serde_by_value!(Asset);
serde_by_value!(Archive);

/// Whole numbers are written without a fraction, so that they read as integers and as floating-point numbers alike.
fn number_to_json(number: f64) -> Json {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    if number.fract() == 0.0 && number.abs() <= EXACT {
        Json::from(number as i64)
    } else {
        Json::from(number)
    }
}

fn object<'a>(fields: impl Iterator<Item = (&'a String, Json)>) -> Json {
    Json::Object(fields.map(|(key, value)| (key.clone(), value)).collect())
}

fn text(fields: &Map<String, Json>, key: &str) -> Option<String> {
    Some(fields.get(key)?.as_str()?.to_owned())
}

fn asset(fields: &Map<String, Json>) -> Option<Asset> {
    text(fields, "path")
        .map(Asset::file)
        .or_else(|| text(fields, "text").map(Asset::Text))
        .or_else(|| text(fields, "uri").map(Asset::Remote))
}

fn archive(fields: &mut Map<String, Json>) -> Option<Archive> {
    if let Some(Json::Object(assets)) = fields.remove("assets") {
        let part = |(path, json)| match Value::from_json(json) {
            Value::Asset(asset) => Some((path, AssetOrArchive::Asset(asset))),
            Value::Archive(archive) => Some((path, AssetOrArchive::Archive(archive))),
            _ => None,
        };
        return assets
            .into_iter()
            .map(part)
            .collect::<Option<_>>()
            .map(Archive::Assets);
    }
    text(fields, "path")
        .map(Archive::file)
        .or_else(|| text(fields, "uri").map(Archive::Remote))
}

fn asset_to_json(asset: &Asset) -> Json {
    match asset {
        Asset::File(path) => json!({SIGNATURE: ASSET, "path": path.to_string_lossy()}),
        Asset::Text(text) => json!({SIGNATURE: ASSET, "text": text}),
        Asset::Remote(uri) => json!({SIGNATURE: ASSET, "uri": uri}),
    }
}

fn archive_to_json(archive: &Archive) -> Json {
    let part = |part: &AssetOrArchive| match part {
        AssetOrArchive::Asset(asset) => asset_to_json(asset),
        AssetOrArchive::Archive(archive) => archive_to_json(archive),
    };
    match archive {
        Archive::File(path) => json!({SIGNATURE: ARCHIVE, "path": path.to_string_lossy()}),
        Archive::Remote(uri) => json!({SIGNATURE: ARCHIVE, "uri": uri}),
        Archive::Assets(parts) => {
            let parts = object(parts.iter().map(|(path, asset)| (path, part(asset))));
            json!({SIGNATURE: ARCHIVE, "assets": parts})
        }
    }
}
