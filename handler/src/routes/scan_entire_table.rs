//! `scanEntireTable`: one page of the board.

use protocol::request::ScanEntireTable;
use protocol::{PageLimit, Reply, RequestId, StartKey, limits, reply};

use super::Done;
use crate::caller::Caller;
use crate::errors::RequestError;
use crate::handler::Handler;
use crate::tables::items::PageOf;

/// What a reply takes besides its items and the client's `requestId`: names, numbers, `$metadata`, and the longest
/// `LastEvaluatedKey`, which is about 1 KB.
const ENVELOPE_BYTES: usize = 2 * 1024;

/// Reads the page and replies with it.
pub(crate) async fn run(
    handler: &Handler,
    caller: &Caller<'_>,
    request: &ScanEntireTable,
    request_id: Option<&RequestId>,
) -> Result<Done, RequestError> {
    let whole = if request.limit.is_some() {
        limits::MESSAGE_BYTES
    } else {
        limits::PAGE_BYTES
    };
    let wanted = PageOf {
        after: request.exclusive_start_key.as_ref().map(StartKey::item_id),
        items: request.limit.map(PageLimit::get),
        bytes: whole - ENVELOPE_BYTES - request_id.map_or(0, RequestId::encoded_len),
        format: caller.connection.format(),
    };
    let page = handler
        .items
        .page(caller.connection.board(), wanted)
        .await?;
    let response = reply::Page {
        metadata: page.metadata,
        count: page.items.len(),
        scanned_count: page.items.len(),
        items: page.items,
        last_evaluated_key: page.next,
    };
    Ok(Done {
        reply: Reply::Scanned { response },
        listed: true,
    })
}
