//! Secrets in messages: wherever one turns up, `[secret]` stands for it.

use crate::{
    request::RunRequest,
    value::{Object, Value},
};
use serde_json::Value as Json;

/// What takes the place of a secret.
pub(crate) const MASKED: &str = "[secret]";

/// Texts that must not be shown.
///
/// As with Pulumi's own engine, one of less than three characters is not masked: it would turn up everywhere.
#[derive(Debug, Clone, Default)]
pub(crate) struct Mask(Vec<String>);

impl Mask {
    /// The secrets of a stack's configuration, and the parts of those that are structured.
    pub(crate) fn of_configuration(request: &RunRequest) -> Self {
        let keys = request.secret_keys.iter();
        keys.filter_map(|key| request.config.get(key))
            .fold(Self::default(), |mask, text| {
                let parsed = serde_json::from_str(text).unwrap_or(Json::Null);
                mask.and_text(text).and(&parsed)
            })
    }

    /// All secrets in some properties.
    pub(crate) fn of_secrets(properties: &Object) -> Self {
        fn collect(value: &Value, mask: Mask) -> Mask {
            match value {
                Value::Secret(inner) => mask.and(&inner.clone().without_secrets().to_json()),
                Value::List(items) => items.iter().fold(mask, |mask, item| collect(item, mask)),
                Value::Object(fields) => fields
                    .values()
                    .fold(mask, |mask, field| collect(field, mask)),
                _ => mask,
            }
        }
        let values = properties.values();
        values.fold(Self::default(), |mask, value| collect(value, mask))
    }

    /// All texts and numbers in a value.
    pub(crate) fn of(value: &Json) -> Self {
        Self::default().and(value)
    }

    fn and(self, value: &Json) -> Self {
        match value {
            Json::String(text) => self.and_text(text),
            Json::Number(number) => self.and_text(&number.to_string()),
            Json::Array(items) => items.iter().fold(self, Self::and),
            Json::Object(fields) => fields.values().fold(self, Self::and),
            Json::Null | Json::Bool(_) => self,
        }
    }

    fn and_text(mut self, text: &str) -> Self {
        // Errors quote what they do not like.
        for text in [text.to_owned(), text.escape_debug().to_string()] {
            if text.chars().count() > 2 && !self.0.contains(&text) {
                self.0.push(text);
            }
        }
        // A secret may be a part of another.
        self.0.sort_by_key(|text| std::cmp::Reverse(text.len()));
        self
    }

    /// The message without the secrets.
    pub(crate) fn apply(&self, message: &str) -> String {
        let secrets = self.0.iter();
        secrets.fold(message.to_owned(), |message, secret| {
            message.replace(secret, MASKED)
        })
    }
}
