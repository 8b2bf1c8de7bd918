//! One request of a query, its attempts recorded.

use aws_sdk_dynamodb::config::Builder;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::operation::query::{QueryError, QueryOutput};

use crate::attempts::Attempts;
use crate::errors::DatabaseError;

/// Sends a query, with settings of its own if there are any.
pub(super) async fn send(
    query: QueryFluentBuilder,
    attempts: &Attempts,
    settings: Option<Builder>,
) -> Result<QueryOutput, DatabaseError> {
    let mut query = query
        .customize()
        .interceptor(attempts.recorder::<QueryError>());
    if let Some(settings) = settings {
        query = query.config_override(settings);
    }
    let sent = query.send().await;
    sent.map_err(|error| DatabaseError::new(&error, attempts))
}
