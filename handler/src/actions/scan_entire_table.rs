//! `scanEntireTable`: one page of the board.

use protocol::actions::scan_entire_table::{Reply, ScanEntireTable};
use protocol::{PageLimit, StartKey, limits};

use crate::board::Board;
use crate::caller::Caller;
use crate::done::Done;
use crate::errors::RequestError;
use crate::tables::items::PageOf;

/// What a reply takes besides its items and the client's `requestId`: names, numbers, `$metadata`, and the longest
/// `LastEvaluatedKey`, which is about 1 KB.
const ENVELOPE_BYTES: usize = 2 * 1024;

/// Reads the page and replies with it.
pub(super) async fn run(
    board: &Board,
    caller: &Caller<'_>,
    request: &ScanEntireTable,
) -> Result<Done, RequestError> {
    let whole = if request.limit.is_some() {
        limits::MESSAGE_BYTES
    } else {
        limits::PAGE_BYTES
    };
    let echo = caller
        .echo
        .as_ref()
        .map_or(0, |id| r#","requestId":"#.len() + protocol::encoded_len(id));
    let wanted = PageOf {
        after: request.exclusive_start_key.as_ref().map(StartKey::item_id),
        items: request.limit.map(PageLimit::get),
        bytes: whole - ENVELOPE_BYTES - echo,
        format: caller.connection.format,
    };
    let page = board.items.page(&caller.connection.board, wanted);
    let response = caller.in_time(page).await?;
    Ok(Done::new(Reply { response }, true))
}
