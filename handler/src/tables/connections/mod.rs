//! The connections table: two rows per connection, one under its board's topic and one under its own.
//!
//! | action | what for |
//! |---|---|
//! | `dynamodb:Query` | a board's connections, their number, a connection's own row |
//! | `dynamodb:BatchWriteItem` | both rows of a connection, made at `$connect`, deleted when it is gone |
//!
//! On the table itself; it has no indexes. The table's TTL deletes late, so every read leaves out expired rows.
//!
//! Both rows are written by `BatchWriteItem`, in one round trip and for half of what `TransactWriteItems` costs. It is not
//! atomic, and need not be: `$connect` succeeds only when both rows are acknowledged, and a row that is left over by a
//! handshake that failed is harmless. Under the board's topic it is removed when the first event meets a 410; under the
//! connection's own topic nobody ever asks for it; and both expire.
//!
//! They are deleted one after the other, own rows first. Whatever ends that halfway, what is left is never a
//! connection whose heartbeat finds its row while no event finds the connection.

mod remembered;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::operation::batch_write_item::BatchWriteItemError;
use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use aws_sdk_dynamodb::types::{DeleteRequest, PutRequest, Select, WriteRequest};
use futures_util::StreamExt as _;
use protocol::names::connections::{CONNECTION_ID, TOPIC, board_topic, connection_topic};
use protocol::{BoardId, Connecting, Events, Format};
use serde::{Deserialize, Serialize};
use tokio::time::{Instant, sleep};

use self::remembered::Remembered;
use crate::attempts::Attempts;
use crate::clock::Now;
use crate::durations::{CONNECTION_ROWS, UNPROCESSED};
use crate::errors::DatabaseError;
use crate::retry::insist;
use crate::tables::expression::names;
use crate::tables::query;
use crate::tables::row::{self, Row, n, s};

/// Rows that one `BatchWriteItem` may write: a quota of DynamoDB.
const BATCH: usize = 25;
/// Batches under way at a time.
const BATCHES: usize = 16;
/// How often rows that DynamoDB left unprocessed are sent again.
const REPEATS: usize = 4;

/// A connection, as both its rows say it, each under a topic of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connection {
    /// The gateway's id of it.
    #[serde(rename = "connectionId")]
    pub(crate) id: String,
    /// When it was made, epoch milliseconds.
    pub(crate) connected_at: u64,
    /// The board that it is on.
    pub(crate) board: BoardId,
    /// How its frames are written.
    pub(crate) format: Format,
    /// What it hears of changes.
    pub(crate) events: Events,
    /// When its rows expire, epoch seconds.
    expires_at: u64,
}

impl Connection {
    /// A connection made at that moment.
    pub(crate) fn new(id: String, connected_at: u64, chosen: Connecting) -> Self {
        Self {
            id,
            connected_at,
            board: chosen.board,
            format: chosen.format,
            events: chosen.events,
            expires_at: connected_at / 1_000 + CONNECTION_ROWS.as_secs(),
        }
    }
}

/// The connections table, and the connections that this sandbox has seen.
#[derive(Debug)]
pub(crate) struct Connections {
    client: Client,
    table: String,
    remembered: Remembered<Connection>,
}

impl Connections {
    pub(crate) fn new(client: Client, table: String) -> Self {
        Self {
            client,
            table,
            remembered: Remembered::default(),
        }
    }

    /// Writes both rows.
    pub(crate) async fn add(&self, connection: &Connection) -> Result<(), DatabaseError> {
        let board = board_topic(&connection.board);
        let rows = [board, connection_topic(&connection.id)].map(|topic| {
            let mut row = row::write(connection);
            row.insert(TOPIC.to_owned(), s(topic));
            let put = PutRequest::builder().set_item(Some(row)).build();
            WriteRequest::builder()
                .put_request(put.expect("the row is set"))
                .build()
        });
        self.batch(rows.into()).await?;
        let id = connection.id.clone();
        self.remembered.put(id, connection.clone());
        Ok(())
    }

    /// Deletes both rows of each connection, until then: all of their own before any of their boards'. Those that are left fail
    /// with the first error.
    pub(crate) async fn remove(
        &self,
        gone: &[&Connection],
        end: Instant,
    ) -> Result<(), DatabaseError> {
        for connection in gone {
            self.remembered.forget(&connection.id);
        }
        self.delete(gone, |gone| connection_topic(&gone.id), end)
            .await?;
        self.delete(gone, |gone| board_topic(&gone.board), end)
            .await
    }

    /// Deletes the connections' rows under that topic, of which each batch is tried until then.
    async fn delete(
        &self,
        gone: &[&Connection],
        topic: impl Fn(&Connection) -> String,
        end: Instant,
    ) -> Result<(), DatabaseError> {
        let row = |gone: &&Connection| delete(topic(gone), &gone.id);
        let results = futures_util::stream::iter(gone.chunks(BATCH))
            .map(|gone| {
                insist(end, "deleting rows of connections", async || {
                    self.batch(gone.iter().map(&row).collect()).await
                })
            })
            .buffer_unordered(BATCHES);
        results.collect::<Vec<_>>().await.into_iter().collect()
    }

    /// The connection, from memory if this sandbox has seen it, since what a client chose never changes.
    pub(crate) async fn get(
        &self,
        id: &str,
        now: Now,
    ) -> Result<Option<Connection>, DatabaseError> {
        let holds = |seen: &Connection| seen.expires_at > now.seconds();
        match self.remembered.get(id, holds) {
            Some(connection) => Ok(Some(connection)),
            None => self.read(id, now).await,
        }
    }

    /// The connection, from its own row.
    pub(crate) async fn read(
        &self,
        id: &str,
        now: Now,
    ) -> Result<Option<Connection>, DatabaseError> {
        let attempts = Attempts::default();
        let query = self.query(connection_topic(id), now);
        let output = query::send(query, &attempts, None).await?;
        let row = output.items.and_then(|rows| rows.into_iter().next());
        let connection: Option<Connection> = row.map(|mut row| row::take(&mut row)).transpose()?;
        match &connection {
            Some(connection) => self.remembered.put(id.to_owned(), connection.clone()),
            None => self.remembered.forget(id),
        }
        Ok(connection)
    }

    /// Every connection of a board.
    pub(crate) async fn of_board(
        &self,
        board: &BoardId,
        now: Now,
    ) -> Result<Vec<Connection>, DatabaseError> {
        let mut connections = Vec::new();
        let mut start = None;
        loop {
            let attempts = Attempts::default();
            let query = self
                .query(board_topic(board), now)
                .set_exclusive_start_key(start);
            let output = query::send(query, &attempts, None).await?;
            for mut row in output.items.unwrap_or_default() {
                match row::take(&mut row) {
                    Ok(connection) => connections.push(connection),
                    Err(error) => tracing::error!(%error, %board, "a connection is left out"),
                }
            }
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok(connections);
            }
        }
    }

    /// Whether the connection still has its row under its board's topic: without it, it hears of no change.
    pub(crate) async fn is_listed(
        &self,
        connection: &Connection,
        now: Now,
    ) -> Result<bool, DatabaseError> {
        let attempts = Attempts::default();
        let query = self
            .query(board_topic(&connection.board), now)
            .key_condition_expression("#topic = :topic AND #connectionId = :id")
            .expression_attribute_names("#connectionId", CONNECTION_ID)
            .expression_attribute_values(":id", s(&connection.id));
        let output = query::send(query, &attempts, None).await?;
        Ok(output.count() > 0)
    }

    /// Whether a board has at least so many connections.
    pub(crate) async fn at_least(
        &self,
        most: i64,
        board: &BoardId,
        now: Now,
    ) -> Result<bool, DatabaseError> {
        let mut count = 0;
        let mut start = None;
        loop {
            let attempts = Attempts::default();
            let query = self
                .query(board_topic(board), now)
                .select(Select::Count)
                .set_exclusive_start_key(start);
            let output = query::send(query, &attempts, None).await?;
            count += i64::from(output.count());
            start = output.last_evaluated_key;
            if count >= most {
                return Ok(true);
            }
            if start.is_none() {
                return Ok(false);
            }
        }
    }

    fn query(&self, topic: String, now: Now) -> QueryFluentBuilder {
        let (condition, filter) = ("#topic = :topic", "#expiresAt > :now");
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(condition)
            .filter_expression(filter)
            .set_expression_attribute_names(names(&[condition, filter]))
            .expression_attribute_values(":topic", s(topic))
            .expression_attribute_values(":now", n(now.seconds()))
    }

    /// Writes or deletes rows until DynamoDB has acknowledged every one.
    async fn batch(&self, mut rows: Vec<WriteRequest>) -> Result<(), DatabaseError> {
        let mut pauses = UNPROCESSED.take(REPEATS);
        loop {
            let attempts = Attempts::default();
            let write = self
                .client
                .batch_write_item()
                .request_items(&self.table, rows);
            let sent = write
                .customize()
                .interceptor(attempts.recorder::<BatchWriteItemError>())
                .send()
                .await;
            let output = sent.map_err(|error| DatabaseError::new(&error, &attempts))?;
            rows = output
                .unprocessed_items
                .and_then(|mut tables| tables.remove(&self.table))
                .unwrap_or_default();
            if rows.is_empty() {
                return Ok(());
            }
            let Some(pause) = pauses.next() else {
                let left = format!("{} rows were left unprocessed", rows.len());
                return Err(DatabaseError::Throttled(left));
            };
            sleep(pause).await;
        }
    }
}

fn delete(topic: String, id: &str) -> WriteRequest {
    let key = Row::from([
        (TOPIC.to_owned(), s(topic)),
        (CONNECTION_ID.to_owned(), s(id)),
    ]);
    let delete = DeleteRequest::builder()
        .set_key(Some(key))
        .build()
        .expect("the key is set");
    WriteRequest::builder().delete_request(delete).build()
}
