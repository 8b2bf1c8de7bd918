//! Writes to the items table. Each is one conditional write; none is preceded by a read. One that ends without an answer is
//! followed by a read, which tells whether it was carried out.
//!
//! Every condition is written with names and values apart from the expression, so that nothing a client sends is ever
//! part of an expression, and no attribute's name clashes with DynamoDB's reserved words.

use std::collections::HashMap;

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::operation::update_item::builders::UpdateItemFluentBuilder;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use protocol::names::{EXPIRES_AT, items};
use protocol::request::{CreateItem, DeleteItem, UpdateStatus};
use protocol::{BoardId, ItemId};
use uuid::Uuid;

use super::found::{Found, refused, unclear, unexpected};
use super::row::{self, State, Stored, TOMBSTONE_SECONDS};
use super::{Created, Deleted, Items, Maker, Stamp, Updated, WriteError};
use crate::attempts::{Attempts, NoBlindRepeat};
use crate::clients::until;
use crate::errors::DatabaseError;
use crate::tables::query::FromRow as _;
use crate::tables::{Row, n, s};

/// The namespace of ids that are derived from board and token (UUID version 5).
const TOKENS: Uuid = Uuid::from_u128(0x5f2c_8a3e_94d1_4b7e_a06c_1d3b_7e58_29f4);

impl Items {
    /// Makes an item, or finds the one that an earlier request with the same token made.
    pub(crate) async fn create(
        &self,
        board: &BoardId,
        request: CreateItem,
        stamp: Stamp<'_>,
    ) -> Result<Created, WriteError> {
        let token = request.client_token;
        let id = token.as_ref().map_or_else(Uuid::new_v4, |token| {
            // No board's id has a slash, so no two pairs of board and token give the same name.
            Uuid::new_v5(&TOKENS, format!("{board}/{token}").as_bytes())
        });
        let item_id = ItemId::try_from(id.to_string()).expect("a UUID is 36 characters long");
        let (item, row) = row::new(board, item_id.clone(), request.title, request.status, stamp);
        let attempts = Attempts::default();
        // A tombstone that has expired is no tombstone any more, whether it was swept or not.
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(row))
            .condition_expression("attribute_not_exists(#itemId) OR (attribute_exists(#deletedAt) AND #expiresAt <= :now)")
            .expression_attribute_names("#itemId", items::ITEM_ID)
            .expression_attribute_names("#deletedAt", items::DELETED_AT)
            .expression_attribute_names("#expiresAt", EXPIRES_AT)
            .expression_attribute_values(":now", n(stamp.now.seconds()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let Err(error) = put
            .customize()
            .interceptor(attempts.recorder::<PutItemError>())
            .config_override(until(stamp.deadline.write()))
            .send()
            .await
        else {
            return Ok(Created {
                item,
                maker: Maker::This,
            });
        };
        let condition = match error.as_service_error() {
            Some(PutItemError::ConditionalCheckFailedException(failed)) => Some(failed.item()),
            _ => None,
        };
        let found = self
            .found(condition, &error, (board, &item_id), stamp, &attempts)
            .await?;
        match found {
            Found::Ours(State::Live(item)) => Ok(Created {
                item,
                maker: Maker::This,
            }),
            Found::Theirs(State::Live(item)) if token.is_some() => Ok(Created {
                item,
                maker: Maker::Earlier,
            }),
            Found::Unclear(State::Live(item)) if token.is_some() => Ok(Created {
                item,
                maker: Maker::Unknown,
            }),
            Found::Theirs(State::Tombstone { .. }) | Found::Unclear(State::Tombstone { .. })
                if token.is_some() =>
            {
                Err(WriteError::NotFound)
            }
            Found::Unclear(_) => Err(unclear()),
            // Read back, and not there: an attempt may still be on its way.
            Found::Nothing if condition.is_none() => {
                Err(DatabaseError::new(&error, &attempts).into())
            }
            Found::Ours(_) | Found::Theirs(_) | Found::Nothing => Err(unexpected("createItem")),
        }
    }

    /// Sets an item's status.
    pub(crate) async fn update(
        &self,
        board: &BoardId,
        request: &UpdateStatus,
        stamp: Stamp<'_>,
    ) -> Result<Updated, WriteError> {
        let attempts = Attempts::default();
        let update = self
            .change(board, &request.item_id, request.expected_version, stamp)
            .update_expression(
                "SET #status = :status, #updatedAt = :at, #lastRequest = :request, \
                 #version = if_not_exists(#version, :zero) + :one",
            )
            .expression_attribute_names("#status", items::STATUS)
            .expression_attribute_names("#updatedAt", items::UPDATED_AT)
            .expression_attribute_values(":status", s(request.status.as_str()))
            .return_values(ReturnValue::AllNew);
        let mut settings = until(stamp.deadline.write());
        if request.expected_version.is_none() {
            // Blindly repeated, the status would also be set over what others set meanwhile.
            settings = settings.retry_classifier(NoBlindRepeat::<UpdateItemError>::new());
        }
        let error = match update
            .customize()
            .interceptor(attempts.recorder::<UpdateItemError>())
            .config_override(settings)
            .send()
            .await
        {
            Ok(output) => {
                return Ok(Updated {
                    item: live(output.attributes)?,
                    metadata: attempts.metadata(),
                });
            }
            Err(error) => error,
        };
        let key = (board, &request.item_id);
        let condition = failed_condition(&error);
        let found = self.found(condition, &error, key, stamp, &attempts).await?;
        match found {
            Found::Ours(State::Live(item)) => Ok(Updated {
                item,
                metadata: attempts.metadata(),
            }),
            found => Err(refused(found, request.expected_version)),
        }
    }

    /// Puts a tombstone in an item's place.
    ///
    /// May be repeated blindly: nothing brings a deleted item back, so an item that is there was not deleted by an
    /// earlier attempt.
    pub(crate) async fn delete(
        &self,
        board: &BoardId,
        request: &DeleteItem,
        stamp: Stamp<'_>,
    ) -> Result<Deleted, WriteError> {
        let attempts = Attempts::default();
        let delete = self
            .change(board, &request.item_id, request.expected_version, stamp)
            .update_expression(
                "SET #deletedAt = :at, #expiresAt = :expires, #lastRequest = :request, \
                 #version = if_not_exists(#version, :zero) + :one \
                 REMOVE #title, #status, #createdAt, #updatedAt",
            )
            .expression_attribute_names("#expiresAt", EXPIRES_AT)
            .expression_attribute_names("#title", items::TITLE)
            .expression_attribute_names("#status", items::STATUS)
            .expression_attribute_names("#createdAt", items::CREATED_AT)
            .expression_attribute_names("#updatedAt", items::UPDATED_AT)
            .expression_attribute_values(":expires", n(stamp.now.seconds() + TOMBSTONE_SECONDS))
            .return_values(ReturnValue::AllNew);
        let error = match delete
            .customize()
            .interceptor(attempts.recorder::<UpdateItemError>())
            .config_override(until(stamp.deadline.write()))
            .send()
            .await
        {
            Ok(output) => {
                return Ok(Deleted {
                    version: tombstone(output.attributes)?,
                    metadata: attempts.metadata(),
                });
            }
            Err(error) => error,
        };
        let key = (board, &request.item_id);
        let condition = failed_condition(&error);
        let found = self.found(condition, &error, key, stamp, &attempts).await?;
        match found {
            Found::Ours(State::Tombstone { version }) => Ok(Deleted {
                version,
                metadata: attempts.metadata(),
            }),
            found => Err(refused(found, request.expected_version)),
        }
    }

    /// What a write that failed means: by the row that its condition found or, if an attempt may have been carried out, by
    /// the row that is read back. Otherwise nothing was done, and the error is the answer.
    async fn found<E, R>(
        &self,
        condition: Option<Option<&Row>>,
        error: &SdkError<E, R>,
        (board, item_id): (&BoardId, &ItemId),
        stamp: Stamp<'_>,
        attempts: &Attempts,
    ) -> Result<Found, DatabaseError>
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
        R: std::fmt::Debug + 'static,
    {
        match condition {
            Some(row) => {
                let stored = row.cloned().map(Stored::of).transpose()?;
                Ok(Found::new(stored, stamp, attempts.earlier_is_unknown()))
            }
            None if attempts.any_is_unknown() => {
                let end = stamp.deadline.read_back();
                let stored = self.row(board, item_id, end, attempts).await?;
                Ok(Found::new(stored, stamp, true))
            }
            None => Err(DatabaseError::new(error, attempts)),
        }
    }

    /// An update of an item that is there and has the expected version; what it sets is still missing.
    fn change(
        &self,
        board: &BoardId,
        item_id: &ItemId,
        expected_version: Option<u64>,
        stamp: Stamp<'_>,
    ) -> UpdateItemFluentBuilder {
        let there = "attribute_exists(#itemId) AND attribute_not_exists(#deletedAt)";
        let condition = match expected_version {
            None => there.to_owned(),
            // A row without a version, made by hand or by an older program, counts as version 0.
            Some(0) => {
                format!("{there} AND (attribute_not_exists(#version) OR #version = :expected)")
            }
            Some(_) => format!("{there} AND #version = :expected"),
        };
        let values: HashMap<String, AttributeValue> = [
            (":at", s(stamp.now.to_string())),
            (":request", s(stamp.request_id)),
            (":zero", n(0)),
            (":one", n(1)),
        ]
        .into_iter()
        .chain(expected_version.map(|version| (":expected", n(version))))
        .map(|(name, value)| (name.to_owned(), value))
        .collect();
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(row::key(board, item_id)))
            .condition_expression(condition)
            .expression_attribute_names("#itemId", items::ITEM_ID)
            .expression_attribute_names("#deletedAt", items::DELETED_AT)
            .expression_attribute_names("#version", items::VERSION)
            .expression_attribute_names("#lastRequest", items::LAST_REQUEST)
            .set_expression_attribute_values(Some(values))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
    }
}

/// The row that a failed condition found, if that is what the error says.
fn failed_condition<R>(error: &SdkError<UpdateItemError, R>) -> Option<Option<&Row>> {
    match error.as_service_error() {
        Some(UpdateItemError::ConditionalCheckFailedException(failed)) => Some(failed.item()),
        _ => None,
    }
}

fn live(row: Option<Row>) -> Result<protocol::Item, WriteError> {
    match row.map(Stored::of).transpose()? {
        Some(Stored {
            state: State::Live(item),
            ..
        }) => Ok(item),
        _ => Err(unexpected("an update gave no item back")),
    }
}

fn tombstone(row: Option<Row>) -> Result<u64, WriteError> {
    match row.map(Stored::of).transpose()? {
        Some(Stored {
            state: State::Tombstone { version },
            ..
        }) => Ok(version),
        _ => Err(unexpected("a deletion gave no tombstone back")),
    }
}
