//! Reads of the items table: strongly consistent, by page, within a number of bytes.

use std::sync::atomic::Ordering::Relaxed;

use aws_sdk_dynamodb::operation::query::builders::QueryFluentBuilder;
use protocol::actions::scan_entire_table::Page;
use protocol::item::DynamodbItem;
use protocol::{BoardId, Format, Item, ItemId, StartKey, WireItem};
use tokio::time::Instant;

use super::Items;
use super::row::{State, Stored, key};
use crate::attempts::Attempts;
use crate::clients::until;
use crate::errors::DatabaseError;
use crate::tables::expression::names;
use crate::tables::query;
use crate::tables::row::{self, Row, s};

/// Rows that the first read of a sandbox asks for when the number of items is not limited. Most boards need no second read; few
/// rows are read for nothing when titles are long. From then on, items are taken to be as long as those that were read last.
const FIRST_READ: usize = 250;
/// Rows that the second read asks for, at least, doubled with each further one: a board with many tombstones is not read
/// row by row.
const FURTHER_READ: usize = 100;
/// The rows of one board.
const OF_BOARD: &str = "#boardId = :board";

/// How much of a board to return.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PageOf<'a> {
    /// The page starts after that item.
    pub(crate) after: Option<&'a ItemId>,
    /// Items, at most.
    pub(crate) items: Option<usize>,
    /// Bytes of all items in that format, separators included, at most.
    pub(crate) bytes: usize,
    /// The format of the items.
    pub(crate) format: Format,
}

impl Items {
    /// Reads one page of a board.
    pub(crate) async fn page(
        &self,
        board: &BoardId,
        wanted: PageOf<'_>,
    ) -> Result<Page, DatabaseError> {
        let attempts = Attempts::default();
        let mut page = Filling {
            wanted,
            items: Vec::new(),
            bytes: 0,
            last: None,
            usual_item: self.usual_item.load(Relaxed),
        };
        let shown = shown(wanted.format);
        let mut least = 1;
        let mut start = wanted.after.map(|item_id| key(board, item_id));
        let is_last = 'reading: loop {
            let query = self
                .query(board, OF_BOARD, shown.as_deref())
                .limit(page.rows_to_read(least))
                .set_exclusive_start_key(start);
            let output = query::send(query, &attempts, None).await?;
            for row in output.items.unwrap_or_default() {
                if let State::Live(item) = Stored::try_from(row)?.state
                    && !page.take(item)
                {
                    break 'reading false;
                }
            }
            start = output.last_evaluated_key;
            if start.is_none() {
                break true;
            }
            least = (2 * least).max(FURTHER_READ);
        };
        let count = page.items.len();
        if let Some(mean) = page.bytes.checked_div(count) {
            self.usual_item.store(mean, Relaxed);
        }
        Ok(Page {
            metadata: attempts.metadata(),
            count,
            scanned_count: count,
            items: page.items,
            last_evaluated_key: page.last.filter(|_| !is_last).map(StartKey::after),
        })
    }

    /// Reads a whole board, unless its items take more than so many bytes in every format.
    pub(crate) async fn board(
        &self,
        board: &BoardId,
        bytes: usize,
    ) -> Result<Option<Vec<Item>>, DatabaseError> {
        let attempts = Attempts::default();
        let (mut items, mut size) = (Vec::new(), 0);
        let mut start: Option<Row> = None;
        loop {
            let query = self
                .query(board, OF_BOARD, None)
                .set_exclusive_start_key(start);
            let output = query::send(query, &attempts, None).await?;
            for row in output.items.unwrap_or_default() {
                if let State::Live(item) = Stored::try_from(row)?.state {
                    size += item.item_id.len() + item.title.len() + item.status.len();
                    if size > bytes {
                        return Ok(None);
                    }
                    items.push(item);
                }
            }
            start = output.last_evaluated_key;
            if start.is_none() {
                return Ok(Some(items));
            }
        }
    }

    /// Reads what stands under an item's key, if anything does, until then.
    pub(super) async fn row(
        &self,
        board: &BoardId,
        item_id: &ItemId,
        end: Instant,
        attempts: &Attempts,
    ) -> Result<Option<Stored>, DatabaseError> {
        let query = self
            .query(board, &format!("{OF_BOARD} AND #itemId = :item"), None)
            .expression_attribute_values(":item", s(item_id.as_str()));
        let output = query::send(query, attempts, Some(until(end))).await?;
        let row = output.items.and_then(|rows| rows.into_iter().next());
        row.map(Stored::try_from).transpose()
    }

    fn query(&self, board: &BoardId, condition: &str, shown: Option<&str>) -> QueryFluentBuilder {
        self.client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression(condition)
            .set_projection_expression(shown.map(str::to_owned))
            .set_expression_attribute_names(names(&[condition, shown.unwrap_or_default()]))
            .expression_attribute_values(":board", s(board.as_str()))
    }
}

/// The attributes to ask for, where that is less than all.
fn shown(format: Format) -> Option<String> {
    match format {
        // All but two short attributes.
        Format::Json => None,
        // Units are billed for whole rows, but less than half of their bytes have to be sent and read.
        Format::Dynamodb => {
            let shown = row::names::<DynamodbItem>().iter();
            let names: Vec<_> = shown
                .chain(&["deletedAt"])
                .map(|name| format!("#{name}"))
                .collect();
            Some(names.join(", "))
        }
    }
}

/// A page while it is being filled.
struct Filling<'a> {
    wanted: PageOf<'a>,
    items: Vec<WireItem>,
    bytes: usize,
    last: Option<ItemId>,
    usual_item: usize,
}

impl Filling<'_> {
    /// How many rows to ask for: what is probably missing, and one more, which tells whether there is a next page.
    fn rows_to_read(&self, least: usize) -> i32 {
        let (taken, PageOf { items, bytes, .. }) = (self.items.len(), self.wanted);
        let by_size = match taken {
            0 => bytes.checked_div(self.usual_item).unwrap_or(FIRST_READ),
            _ => (bytes - self.bytes) * taken / self.bytes.max(1),
        };
        let missing = items.map_or(by_size, |items| by_size.min(items - taken)) + 1;
        i32::try_from(missing.max(least)).unwrap_or(i32::MAX)
    }

    /// Takes the item, if the page has room for it.
    fn take(&mut self, item: Item) -> bool {
        let wanted = self.wanted;
        if wanted.items.is_some_and(|most| self.items.len() >= most) {
            return false;
        }
        let Ok(item_id) = ItemId::try_from(item.item_id.clone()) else {
            tracing::error!("an item's id is longer than 128 characters; the item is left out");
            return true;
        };
        let item = WireItem::new(item, wanted.format);
        let bytes = protocol::encoded_len(&item) + 1;
        if self.bytes + bytes > wanted.bytes {
            if self.items.is_empty() {
                tracing::error!(%item_id, "an item does not fit in a message; it is left out");
                self.last = Some(item_id);
                return true;
            }
            return false;
        }
        self.bytes += bytes;
        self.items.push(item);
        self.last = Some(item_id);
        true
    }
}
