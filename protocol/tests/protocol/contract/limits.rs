//! What a client needs while it runs, as TypeScript constants.

use protocol::names::defaults;
use protocol::{Action, limits};

pub(crate) fn text() -> String {
    format!(
        r#"
/** Sizes and counts. Characters are Unicode code points. */
export const limits = {{
  /** The largest message, either way, in bytes. */
  messageBytes: {message_bytes},
  /** The longest that a connection lives, in seconds. */
  connectionSeconds: {connection_seconds},
  /** Characters of a board's id, at most. */
  boardIdChars: {board_id_chars},
  /** Characters of an item's id, at most. */
  itemIdChars: {item_id_chars},
  /** Characters of a title after trimming, at most. */
  titleChars: {title_chars},
  /** Characters of a `requestId`, at most. */
  requestIdChars: {request_id_chars},
  /** Characters of a `clientToken`, at least. */
  clientTokenMinChars: {client_token_min_chars},
  /** Characters of a `clientToken`, at most. */
  clientTokenMaxChars: {client_token_max_chars},
  /** Items that a page may be limited to, at most. */
  pageItems: {page_items},
}} as const;

/** The actions that a request may have. */
export const actions = {actions:?} as const satisfies readonly Request["action"][];

/** The statuses of a stack that sets no others, in the order of the board's columns. */
export const defaultStatuses = {statuses:?} as const;
"#,
        message_bytes = limits::MESSAGE_BYTES,
        connection_seconds = limits::CONNECTION_SECONDS,
        board_id_chars = limits::BOARD_ID_CHARS,
        item_id_chars = limits::ITEM_ID_CHARS,
        title_chars = limits::TITLE_CHARS,
        request_id_chars = limits::REQUEST_ID_CHARS,
        client_token_min_chars = limits::CLIENT_TOKEN_CHARS.start(),
        client_token_max_chars = limits::CLIENT_TOKEN_CHARS.end(),
        page_items = limits::PAGE_ITEMS.end(),
        actions = Action::ALL.map(Action::as_str),
        statuses = defaults::STATUSES,
    )
}
