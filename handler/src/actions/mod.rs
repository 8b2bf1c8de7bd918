//! The actions, one file each: what is read or written, what the others are told, the reply.

mod create_item;
mod delete_item;
mod scan_entire_table;
mod test;
mod update_status;

use protocol::Request;

use crate::board::Board;
use crate::caller::Caller;
use crate::done::Done;
use crate::errors::RequestError;

/// Does what the request asks for.
pub(crate) async fn run(
    board: &Board,
    caller: &Caller<'_>,
    request: Request,
) -> Result<Done, RequestError> {
    match request {
        Request::Test(_) => test::run(board, caller).await,
        Request::ScanEntireTable(request) => scan_entire_table::run(board, caller, &request).await,
        Request::CreateItem(request) => create_item::run(board, caller, request).await,
        Request::UpdateStatus(request) => update_status::run(board, caller, &request).await,
        Request::DeleteItem(request) => delete_item::run(board, caller, &request).await,
    }
}
