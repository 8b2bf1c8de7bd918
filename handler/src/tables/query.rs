//! Answers to `Query`, read straight into what they are for.
//!
//! The SDK makes a map of every row, whose names and values are then looked up and thrown away; of a scan that was half of the
//! work. So the SDK sends, signs, repeats and reads errors, and what it would make of an answer is made here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::config::{Builder, ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::query::{QueryError, QueryOutput};
use aws_sdk_dynamodb::types::AttributeValue;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::context::{
    BeforeDeserializationInterceptorContextRef, Error, Output,
};
use aws_smithy_runtime_api::client::interceptors::dyn_dispatch_hint;
use aws_smithy_runtime_api::client::orchestrator::{HttpResponse, OrchestratorError};
use aws_smithy_runtime_api::client::ser_de::{DeserializeResponse, SharedResponseDeserializer};
use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

use super::Row;
use crate::attempts::Attempts;
use crate::errors::DatabaseError;

/// What is made of a row, attribute by attribute.
pub(crate) trait FromRow: Sized + Send + 'static {
    /// What is known so far.
    type Draft: Default;

    /// Takes an attribute; one that is of no use is dropped.
    fn take(draft: &mut Self::Draft, name: &str, value: Attribute);

    /// Makes it of all attributes.
    fn finish(draft: Self::Draft) -> Result<Self, DatabaseError>;

    /// Makes it of a row that the SDK has read.
    fn of(row: Row) -> Result<Self, DatabaseError> {
        let mut draft = Self::Draft::default();
        for (name, value) in row {
            Self::take(&mut draft, &name, value.into());
        }
        Self::finish(draft)
    }
}

/// An attribute's value.
#[derive(Debug)]
pub(crate) enum Attribute {
    /// A string.
    S(String),
    /// A number.
    N(String),
    /// Of a type that no row of ours has.
    Other,
}

impl Attribute {
    /// The whole number that it is.
    pub(crate) fn number(&self) -> Option<u64> {
        match self {
            Self::N(number) => number.parse().ok(),
            Self::S(_) | Self::Other => None,
        }
    }

    /// The string that it is.
    pub(crate) fn string(self) -> Option<String> {
        match self {
            Self::S(text) => Some(text),
            Self::N(_) | Self::Other => None,
        }
    }

    fn into_sdk(self) -> Option<AttributeValue> {
        match self {
            Self::S(text) => Some(AttributeValue::S(text)),
            Self::N(number) => Some(AttributeValue::N(number)),
            Self::Other => None,
        }
    }
}

impl From<AttributeValue> for Attribute {
    fn from(value: AttributeValue) -> Self {
        match value {
            AttributeValue::S(text) => Self::S(text),
            AttributeValue::N(number) => Self::N(number),
            _ => Self::Other,
        }
    }
}

/// One page of a query.
#[derive(Debug)]
pub(crate) struct Rows<T> {
    /// What was made of the rows; of some, nothing could be made.
    pub(crate) rows: Vec<Result<T, DatabaseError>>,
    /// Where the next page starts.
    pub(crate) next: Option<Row>,
}

/// Sends a query, with settings of its own if there are any.
pub(crate) async fn rows<T: FromRow>(
    query: QueryFluentBuilder,
    attempts: &Attempts,
    settings: Option<Builder>,
) -> Result<Rows<T>, DatabaseError> {
    let slot = Slot::default();
    let mut query = query
        .customize()
        .interceptor(attempts.recorder::<QueryError>())
        .interceptor(Reader(Arc::clone(&slot)));
    if let Some(settings) = settings {
        query = query.config_override(settings);
    }
    let sent = query.send().await;
    sent.map_err(|error| DatabaseError::new(&error, attempts))?;
    let answer = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Answer {
        items,
        last_evaluated_key,
    } = answer.ok_or_else(|| DatabaseError::Unavailable("an answer was not read".to_owned()))?;
    Ok(Rows {
        rows: items.into_iter().map(|row| row.0).collect(),
        next: last_evaluated_key.map(|key| {
            let key = key.into_iter();
            key.filter_map(|(name, value)| Some((name, value.into_sdk()?)))
                .collect()
        }),
    })
}

/// Where an answer is left for the caller.
type Slot<T> = Arc<Mutex<Option<Answer<T>>>>;

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html>
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase", bound = "T: FromRow")]
struct Answer<T> {
    #[serde(default = "Vec::new")]
    items: Vec<Read<T>>,
    last_evaluated_key: Option<HashMap<String, Attribute>>,
}

struct Read<T>(Result<T, DatabaseError>);

impl<'de, T: FromRow> Deserialize<'de> for Read<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

        struct Attributes<T>(PhantomData<T>);

        impl<'de, T: FromRow> Visitor<'de> for Attributes<T> {
            type Value = Read<T>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a row")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut row: A) -> Result<Self::Value, A::Error> {
                let mut draft = T::Draft::default();
                while let Some((Name(name), value)) = row.next_entry()? {
                    T::take(&mut draft, &name, value);
                }
                Ok(Read(T::finish(draft)))
            }
        }

        deserializer.deserialize_map(Attributes(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Attribute {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        enum Kind {
            S,
            N,
            #[serde(other)]
            Other,
        }

        struct Typed;

        impl<'de> Visitor<'de> for Typed {
            type Value = Attribute;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an attribute's value under its type")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut value: A) -> Result<Self::Value, A::Error> {
                let mut attribute = Attribute::Other;
                while let Some(kind) = value.next_key()? {
                    attribute = match kind {
                        Kind::S => Attribute::S(value.next_value()?),
                        Kind::N => Attribute::N(value.next_value()?),
                        Kind::Other => {
                            value.next_value::<IgnoredAny>()?;
                            Attribute::Other
                        }
                    };
                }
                Ok(attribute)
            }
        }

        deserializer.deserialize_map(Typed)
    }
}

/// Puts [`Reading`] in the place of what the SDK reads answers with.
struct Reader<T>(Slot<T>);

impl<T> fmt::Debug for Reader<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reader")
    }
}

#[dyn_dispatch_hint]
impl<T: FromRow> Intercept for Reader<T> {
    fn name(&self) -> &'static str {
        "Reader"
    }

    fn read_before_deserialization(
        &self,
        context: &BeforeDeserializationInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        settings: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // What is no success, the SDK reads: its retries depend on it.
        if context.response().status().is_success() {
            let reading = Reading(Arc::clone(&self.0));
            settings
                .interceptor_state()
                .store_put(SharedResponseDeserializer::new(reading));
        }
        Ok(())
    }
}

struct Reading<T>(Slot<T>);

impl<T> fmt::Debug for Reading<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Reading")
    }
}

impl<T: FromRow> DeserializeResponse for Reading<T> {
    fn deserialize_nonstreaming_with_config(
        &self,
        response: &HttpResponse,
        _: &ConfigBag,
    ) -> Result<Output, OrchestratorError<Error>> {
        let body = response.body().bytes().unwrap_or_default();
        let answer = serde_json::from_slice(body)
            .map_err(|error| OrchestratorError::response(error.into()))?;
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
        Ok(Output::erase(QueryOutput::builder().build()))
    }
}
