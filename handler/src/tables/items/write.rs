//! Writes to the items table. Each is one conditional write; none is preceded by a read. One that ends without an answer is
//! followed by a read, which tells whether it was carried out.

use aws_sdk_dynamodb::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::put_item::PutItemError;
use aws_sdk_dynamodb::operation::update_item::UpdateItemError;
use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue, ReturnValuesOnConditionCheckFailure};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use protocol::actions::{CreateItem, DeleteItem, UpdateStatus};
use protocol::{BoardId, Item, ItemId, Metadata};
use uuid::Uuid;

use super::existing_row::{ExistingRow, unclear, unexpected};
use super::row::{self, State, Stored};
use super::{CreatedBy, Items, Stamp};
use crate::attempts::{Attempt, Attempts};
use crate::clients::until;
use crate::durations::TOMBSTONE;
use crate::errors::{DatabaseError, RequestError};
use crate::tables::expression::names;
use crate::tables::row::{n, s};

/// The namespace of ids that are derived from board and token (UUID version 5).
const TOKENS: Uuid = Uuid::from_u128(0x5f2c_8a3e_94d1_4b7e_a06c_1d3b_7e58_29f4);

impl Items {
    /// Makes an item, or finds the one that an earlier request with the same token made. Returns it as it now is.
    pub(crate) async fn create(
        &self,
        board: &BoardId,
        request: CreateItem,
        stamp: Stamp<'_>,
    ) -> Result<(Item, CreatedBy), RequestError> {
        let token = request.client_token;
        let id = token.as_ref().map_or_else(Uuid::new_v4, |token| {
            // No board's id has a slash, so no two pairs of board and token give the same name.
            Uuid::new_v5(&TOKENS, format!("{board}/{token}").as_bytes())
        });
        let item_id = ItemId::try_from(id.to_string()).expect("a UUID is 36 characters long");
        let item = Item {
            item_id: id.to_string(),
            title: request.title.into(),
            status: request.status.into(),
            version: 1,
            created_at: stamp.now.to_string(),
            updated_at: stamp.now.to_string(),
        };
        // A tombstone that has expired is no tombstone any more, whether it was swept or not.
        let condition = "attribute_not_exists(#itemId) OR (attribute_exists(#deletedAt) AND #expiresAt <= :now)";
        let attempts = Attempts::default();
        let put = self
            .client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(row::new(board, &item, stamp.request_id)))
            .condition_expression(condition)
            .set_expression_attribute_names(names(&[condition]))
            .expression_attribute_values(":now", n(stamp.now.seconds()))
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let sent = put
            .customize()
            .interceptor(attempts.recorder::<PutItemError>())
            .config_override(until(stamp.deadline.write()))
            .send()
            .await;
        let result = self
            .settle(sent, (board, &item_id), stamp, &attempts)
            .await?;
        let Err(existing) = result else {
            return Ok((item, CreatedBy::ThisRequest));
        };
        let (state, created_by) = match existing {
            ExistingRow::Ours(state) => (state, CreatedBy::ThisRequest),
            ExistingRow::Theirs(state) if token.is_some() => (state, CreatedBy::EarlierRequest),
            ExistingRow::Unclear(state) if token.is_some() => (state, CreatedBy::Unknown),
            ExistingRow::Unclear(_) => return Err(unclear()),
            ExistingRow::Theirs(_) => return Err(unexpected("the id is taken")),
            // An attempt may still be on its way.
            ExistingRow::Missing(error) => return Err(error.into()),
        };
        match state {
            State::Live(item) => Ok((item, created_by)),
            State::Tombstone { .. } => Err(RequestError::NotFound),
        }
    }

    /// Sets an item's status. Returns the item as it now is, and what the SDK saw.
    pub(crate) async fn update(
        &self,
        board: &BoardId,
        request: &UpdateStatus,
        stamp: Stamp<'_>,
    ) -> Result<(Item, Metadata), RequestError> {
        let change = Change {
            item_id: &request.item_id,
            expected_version: request.expected_version,
            expression: "#status = :status, #updatedAt = :at".to_owned(),
            value: (":status", s(request.status.as_str())),
            // Blindly repeated, the status would also be set over what others set meanwhile.
            may_repeat_blindly: request.expected_version.is_some(),
        };
        match self.change(board, change, stamp).await? {
            (State::Live(item), metadata) => Ok((item, metadata)),
            (State::Tombstone { .. }, _) => Err(unexpected("an update left a tombstone")),
        }
    }

    /// Puts a tombstone in an item's place. Returns the version that the deletion made, and what the SDK saw.
    pub(crate) async fn delete(
        &self,
        board: &BoardId,
        request: &DeleteItem,
        stamp: Stamp<'_>,
    ) -> Result<(u64, Metadata), RequestError> {
        let lost: Vec<_> = row::lost_when_deleted()
            .map(|name| format!("#{name}"))
            .collect();
        let change = Change {
            item_id: &request.item_id,
            expected_version: request.expected_version,
            expression: format!(
                "#deletedAt = :at, #expiresAt = :expires REMOVE {}",
                lost.join(", ")
            ),
            value: (":expires", n(stamp.now.seconds() + TOMBSTONE.as_secs())),
            // Nothing brings a deleted item back, so an item that is there was not deleted by an earlier attempt.
            may_repeat_blindly: true,
        };
        match self.change(board, change, stamp).await? {
            (State::Tombstone { version }, metadata) => Ok((version, metadata)),
            (State::Live(_), _) => Err(unexpected("a deletion left an item")),
        }
    }

    /// Changes an item that is there and has the expected version. Returns what then stands under its key.
    async fn change(
        &self,
        board: &BoardId,
        change: Change<'_>,
        stamp: Stamp<'_>,
    ) -> Result<(State, Metadata), RequestError> {
        let expected = change.expected_version;
        let version = match expected {
            None => "",
            // A row without a version, made by hand or by an older program, counts as version 0.
            Some(0) => " AND (attribute_not_exists(#version) OR #version = :expected)",
            Some(_) => " AND #version = :expected",
        };
        let condition =
            format!("attribute_exists(#itemId) AND attribute_not_exists(#deletedAt){version}");
        let update = format!(
            "SET #lastRequest = :request, #version = if_not_exists(#version, :zero) + :one, {}",
            change.expression
        );
        let values = [
            (":at", s(stamp.now.to_string())),
            (":request", s(stamp.request_id)),
            (":zero", n(0)),
            (":one", n(1)),
            change.value,
        ]
        .into_iter()
        .chain(expected.map(|version| (":expected", n(version))));
        let attempts = Attempts::default();
        let mut settings = until(stamp.deadline.write());
        if !change.may_repeat_blindly {
            settings = settings.retry_classifier(attempts.recorder::<UpdateItemError>());
        }
        let update = self
            .client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(row::key(board, change.item_id)))
            .set_expression_attribute_names(names(&[&condition, &update]))
            .set_expression_attribute_values(Some(
                values
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            ))
            .condition_expression(condition)
            .update_expression(update)
            .return_values(ReturnValue::AllNew)
            .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld);
        let sent = update
            .customize()
            .interceptor(attempts.recorder::<UpdateItemError>())
            .config_override(settings)
            .send()
            .await;
        let key = (board, change.item_id);
        let result = self.settle(sent, key, stamp, &attempts).await?;
        let state = match result {
            Ok(output) => Stored::try_from(output.attributes.unwrap_or_default())?.state,
            Err(ExistingRow::Ours(state)) => state,
            Err(existing) => return Err(existing.refusal(expected)),
        };
        Ok((state, attempts.metadata()))
    }

    /// What a write came to: done or, if it failed, judged by the row that its condition met or, if an attempt may have been
    /// carried out, by the row that is read back. Otherwise nothing was done, and the error is the answer.
    async fn settle<T, E>(
        &self,
        sent: Result<T, SdkError<E, HttpResponse>>,
        (board, item_id): (&BoardId, &ItemId),
        stamp: Stamp<'_>,
        attempts: &Attempts,
    ) -> Result<Result<T, ExistingRow>, DatabaseError>
    where
        E: std::error::Error + ProvideErrorMetadata + 'static,
        aws_sdk_dynamodb::Error: From<SdkError<E, HttpResponse>>,
    {
        let error = match sent {
            Ok(output) => return Ok(Ok(output)),
            Err(error) => error,
        };
        let failure = DatabaseError::new(&error, attempts);
        // The last attempt at a condition that failed is known to have been refused.
        let any_is_unknown = attempts.outcomes().contains(&Attempt::Unknown);
        let stored = match error.into() {
            aws_sdk_dynamodb::Error::ConditionalCheckFailedException(failed) => {
                failed.item.map(Stored::try_from).transpose()?
            }
            _ if any_is_unknown => {
                let end = stamp.deadline.read_back();
                self.row(board, item_id, end, attempts).await?
            }
            _ => return Err(failure),
        };
        Ok(Err(match stored {
            Some(stored) => ExistingRow::new(stored, stamp, any_is_unknown),
            None => ExistingRow::Missing(failure),
        }))
    }
}

/// A change of one item, besides its version and the request that it knows itself by.
struct Change<'a> {
    item_id: &'a ItemId,
    expected_version: Option<u64>,
    /// What follows in the `SET`; `:at` is the moment.
    expression: String,
    /// The value that the expression stands for besides.
    value: (&'static str, AttributeValue),
    /// Whether the SDK may repeat it although an earlier attempt may have been carried out.
    may_repeat_blindly: bool,
}
