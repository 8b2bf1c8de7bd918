//! `scanEntireTable`: reads the board, page by page.

use serde::Serialize;

use super::spec::Spec;
use crate::fields::request;
use crate::wire::wire;
use crate::{Metadata, PageLimit, StartKey, WireItem};

pub(super) const SPEC: Spec = Spec::read("Failed to scan items").throttled(50, 500);

request! {
    /// `scanEntireTable`: reads the board, page by page.
    ScanEntireTable = "scanEntireTable" {
        /// Items of the page, at most; without it, as many as fit in 120 KB.
        limit("limit"): Option<PageLimit>,
        /// Where the page starts; at the board's beginning without it.
        exclusive_start_key("exclusiveStartKey"): Option<StartKey>,
    }
}

wire! {
    /// To `scanEntireTable`: one page of the board.
    Reply {
        "message": "Items scanned",
        /// The page.
        response: Page,
    }
}

/// `response` of `scanEntireTable`: one page of the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub struct Page {
    /// What the SDK saw; where a page took several reads, their sum.
    #[serde(rename = "$metadata")]
    pub metadata: Metadata,
    /// Items returned.
    pub count: usize,
    /// The items, in no order that means anything.
    pub items: Vec<WireItem>,
    /// The same as `Count`.
    pub scanned_count: usize,
    /// Where the next page starts; absent when there is no other item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_evaluated_key: Option<StartKey>,
}
