//! The gate: every call of a sandbox to DynamoDB passes through here, as a chain of layers, before the database sees it.
//!
//! - [`call`]: a call as layers see it: who makes it, which operation, which input
//! - [`layer`]: what a [`Layer`] is, and the chain that they make
//! - [`identify`]: the first layer, which tells who signed the call, and refuses it if nobody did
//! - [`authorize`]: the second, which refuses what the caller's role does not allow (`accesses`: what a call asks for)
//! - [`database`]: what is behind the last layer, any endpoint that speaks DynamoDB's HTTP interface
//! - `server`: sockets and HTTP; `sign`: a new signature for what goes on to somebody else's database
//!
//! A layer may answer itself, wait, change the call or the answer, or drop the connection before or after the call is forwarded:
//!
//! ```
//! use local::gate::{Answer, Call, Dropped, Layer, Next};
//! use futures_util::future::BoxFuture;
//!
//! /// Every write is done, and no writer hears of it.
//! struct LostAnswers;
//!
//! impl Layer for LostAnswers {
//!     fn pass(&self, call: Call, next: Next) -> BoxFuture<'_, Answer> {
//!         Box::pin(async move {
//!             let lost = call.operation() == Some("PutItem");
//!             let answer = next.run(call).await?;
//!             if lost { Err(Dropped) } else { Ok(answer) }
//!         })
//!     }
//! }
//! ```

mod accesses;
pub mod authorize;
pub mod call;
pub mod database;
pub mod identify;
pub mod layer;
mod server;
pub mod sign;

pub use self::{
    call::{Answer, Call, Dropped, refuse},
    layer::{Layer, Next},
    server::Gate,
};
