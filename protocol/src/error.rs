//! Errors: a code for the program at the other end, a detail for its author.

use serde::Serialize;

use crate::named::named;

named! {
    /// The error codes.
    ErrorCode {
        /// Not JSON, or not an object. Nothing was changed.
        InvalidJson = "InvalidJson",
        /// No such action, none, or not a string. Nothing was changed.
        UnknownAction = "UnknownAction",
        /// A field that must be given is not. Nothing was changed.
        MissingField = "MissingField",
        /// A field is not what it must be. Nothing was changed.
        InvalidField = "InvalidField",
        /// No item with that id on this board. Nothing was changed.
        ItemNotFound = "ItemNotFound",
        /// `expectedVersion` is not the item's. Nothing was changed.
        VersionConflict = "VersionConflict",
        /// The database refused every attempt. Nothing was changed.
        Throttled = "Throttled",
        /// The database did not answer. Whether anything was changed is unknown.
        Unavailable = "Unavailable",
        /// Our fault; details in the log only. Whether anything was changed is unknown.
        Internal = "Internal",
    }
}

/// What went wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "contract", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ErrorBody {
    /// The kind, for programs.
    pub code: ErrorCode,
    /// The field that is to blame, where one is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The explanation, for people.
    pub detail: String,
    /// The version that the item has, with `VersionConflict`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current_version: Option<u64>,
}

impl ErrorBody {
    /// An error without a field.
    #[must_use]
    pub fn new(code: ErrorCode, detail: impl Into<String>) -> Self {
        Self {
            code,
            field: None,
            detail: detail.into(),
            current_version: None,
        }
    }

    /// An error of one field; `must_be` continues its name.
    #[must_use]
    pub fn of_field(code: ErrorCode, field: &str, must_be: impl std::fmt::Display) -> Self {
        Self {
            code,
            field: Some(field.to_owned()),
            detail: format!("{field} {must_be}"),
            current_version: None,
        }
    }

    /// `ItemNotFound`
    #[must_use]
    pub fn item_not_found() -> Self {
        Self::new(
            ErrorCode::ItemNotFound,
            "there is no item with this id on this board",
        )
    }

    /// `VersionConflict`
    #[must_use]
    pub fn version_conflict(current_version: u64) -> Self {
        Self {
            current_version: Some(current_version),
            ..Self::new(
                ErrorCode::VersionConflict,
                "the item has been changed: it has another version",
            )
        }
    }

    /// `Throttled`
    #[must_use]
    pub fn throttled() -> Self {
        Self::new(
            ErrorCode::Throttled,
            "the database is busy and nothing was changed: try again later",
        )
    }

    /// `Unavailable`
    #[must_use]
    pub fn unavailable() -> Self {
        Self::new(
            ErrorCode::Unavailable,
            "the database did not answer: repeat the request or scan the board",
        )
    }

    /// `Internal`
    #[must_use]
    pub fn internal() -> Self {
        Self::new(
            ErrorCode::Internal,
            "something went wrong on our side: repeat the request or scan the board",
        )
    }
}
