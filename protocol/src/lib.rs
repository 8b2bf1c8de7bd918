//! What goes over the wire of the task board, and the names that the program and the handler share.
//!
//! - [`names`]: environment variables, table attributes, route keys
//! - [`limits`]: sizes and counts, with their sources
//! - [`values`], [`status`]: what a client gives in a request's fields, valid by construction
//! - [`item`]: an item as it is stored, and as each format shows it, alone or with the whole board
//! - [`origin`]: the pages that may connect
//! - [`connection`]: what a client chooses when it connects, and how it is refused
//! - [`actions`]: what can be asked for, one file per action, and their one list
//! - [`request`]: a text frame becomes a typed request, or an error that names the field
//! - [`reply`]: what is sent back
//! - [`error`], [`error_reply`]: the error codes, and their envelope
//! - [`gateway_frame`]: what API Gateway sends by itself
//!
//! There is no I/O here: a frame's text goes in, a value comes out, and the other way round.
//!
//! With the feature `contract` the types of the wire have JSON Schemas, of which this crate's tests make
//! `docs/asyncapi.yaml` and the page's TypeScript types. A part of a schema that is marked `x-format` is
//! there in that format, always, and not in the other.

pub mod actions;
mod blank;
pub mod connection;
pub mod error;
pub mod error_reply;
mod fields;
pub mod gateway_frame;
pub mod item;
pub mod limits;
mod list;
mod metadata;
mod named;
pub mod names;
pub mod origin;
pub mod reply;
pub mod request;
pub mod status;
mod text;
pub mod values;
mod wire;

pub use actions::{Action, Delta, Reply, Request};
pub use connection::{BoardId, Connecting, Events, Format, Refusal, RefusalCode};
pub use error::{ErrorBody, ErrorCode};
pub use error_reply::ErrorReply;
pub use gateway_frame::{GatewayFault, GatewayFrame};
pub use item::{Item, Snapshot, WireItem};
pub use metadata::Metadata;
pub use origin::Origins;
pub use reply::ReplyFrame;
pub use request::Decoded;
pub use status::{Status, Statuses};
pub use values::{ClientToken, ItemId, PageLimit, RequestId, StartKey, Title};

/// Why a value is not one of its type: what it must be, in words for the person who sent it.
///
/// The words continue the name of the field: "title" + "must be 1 to 1,000 characters".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Invalid(pub(crate) String);

impl Invalid {
    pub(crate) fn new(must_be: impl Into<String>) -> Self {
        Self(must_be.into())
    }
}

/// The JSON text of a value of this crate, such as a frame.
#[must_use]
pub fn encode(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("these types have string keys only and write to memory")
}

/// The length of what [`encode`] makes, without making it.
#[must_use]
pub fn encoded_len(value: &impl serde::Serialize) -> usize {
    struct Length(usize);

    impl std::io::Write for Length {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    let mut length = Length(0);
    serde_json::to_writer(&mut length, value)
        .expect("these types have string keys only and counting does not fail");
    length.0
}
