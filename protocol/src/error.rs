//! Errors: a code for the program at the other end, a detail for its author.

use crate::named::named;
use crate::wire::wire;

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

wire! {
    /// What went wrong.
    ErrorBody {
        /// The kind, for programs.
        code: ErrorCode,
        /// The field that is to blame, where one is.
        #[serde(skip_serializing_if = "Option::is_none")]
        field: Option<String>,
        /// The explanation, for people.
        detail: String,
        /// The version that the item has, with `VersionConflict`.
        #[serde(skip_serializing_if = "Option::is_none")]
        current_version: Option<u64>,
    }
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
            field: Some(field.to_owned()),
            ..Self::new(code, format!("{field} {must_be}"))
        }
    }
}
