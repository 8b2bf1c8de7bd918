//! The road of every call that a sandbox, or whoever sits at the laptop, makes to a service of AWS: signature → policy → layers
//! (among them the faults) → service, in this order, whichever the service is.
//!
//! - [`call`]: what the road has to know of a service's calls
//! - [`checkpoint`]: who signed the call, and whether their policies allow it
//! - [`layer`]: what a [`Layer`] is, and the [`Road`] of checkpoint, layers and service
//! - [`listener`]: sockets and HTTP, for a service whose calls come by themselves; those of `@connections` come from the gateway
//!
//! A layer may answer itself, wait, change the call or the answer, or drop the connection before or after the call is done:
//!
//! ```
//! use futures_util::future::BoxFuture;
//! use local::{dynamodb::Call, road::{Answer, Dropped, Layer, Next}};
//!
//! /// Every write is done, and no writer hears of it.
//! struct LostAnswers;
//!
//! impl Layer<Call> for LostAnswers {
//!     fn pass(&self, call: Call, next: Next<Call>) -> BoxFuture<'_, Answer> {
//!         Box::pin(async move {
//!             let lost = call.operation() == Some("PutItem");
//!             let answer = next.run(call).await?;
//!             if lost { Err(Dropped) } else { Ok(answer) }
//!         })
//!     }
//! }
//! ```

pub mod call;
pub mod checkpoint;
pub mod layer;
pub mod listener;

pub use self::{
    call::{Answer, Dropped, HttpCall, ServiceCall},
    checkpoint::Checkpoint,
    layer::{Layer, Next, Road, Service},
    listener::Listener,
};
