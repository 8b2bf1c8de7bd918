//! API Gateway's WebSocket front door, by itself.
//!
//! In goes a table of routes ([`Api`]), out come events for whatever stands behind the routes ([`Integration`]). The
//! crate knows nothing of Lambda, of databases or of how the API was declared, nor of signatures, roles and faults: it asks a
//! [`CallGuard`] what becomes of a call of `@connections`.
//!
//! The floors, bottom to top. A module imports from floors below its own and, within a floor, only from the left.
//!
//! | floor | modules | what they hold |
//! |---|---|---|
//! | foundations | `clock`, `ids`, `bounds`, `throttle`, `limits`, `pattern`, `policy` | time, ids, our own bounds, a token bucket, API Gateway's limits, policies with their `*` and `?` |
//! | words | `selection`, `integration`, `request`, `close_reason`, `refusal` | how a message names its route, an integration and its answer, a client's headers and query, close codes, errors |
//! | declared | `authorizer`, `api`, `quota`, `call_guard`, `fallback` | the API with its authorizer and routes, the account's quota, the two hooks |
//! | shared | `connection`, `event`, `stage` | open connections, their events, what every task shares |
//! | steps | `verdict`, `authorization`, `live`, `message`, `management` | an authorizer's answer, a connection's life, a message's way, calls of `@connections` |
//! | sockets | `upgrade`, `handshake`, `session`, `head`, `door`, `server` | HTTP, WebSockets, listening and shutting down |
//!
//! ```no_run
//! # use std::{collections::BTreeMap, sync::Arc};
//! # use gateway::{Api, Clock, Gateway, IntegrationError, Route, RouteSelection};
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let bound = gateway::bind("127.0.0.1:0").await?;
//! let echo = |_event: bytes::Bytes| async { Ok::<_, IntegrationError>(r#"{"statusCode":200,"body":"hello"}"#.into()) };
//! let api = Api {
//!     id: "abcd123456".into(),
//!     domain_name: bound.address().to_string(),
//!     execution_arn: "arn:aws:execute-api:eu-north-1:000000000000:abcd123456".into(),
//!     stage: "production".into(),
//!     authorizer: None,
//!     route_selection: "$request.body.action".parse::<RouteSelection>()?,
//!     routes: BTreeMap::from([("$default".into(), Route::two_way(Arc::new(echo)))]),
//! };
//! let running = Gateway::new(api).with_clock(Clock::new()).serve(bound);
//! running.shutdown(std::time::Duration::from_secs(5)).await;
//! # Ok(())
//! # }
//! ```

mod api;
mod authorization;
mod authorizer;
mod bounds;
mod call_guard;
mod clock;
mod close_reason;
mod connection;
mod door;
mod event;
mod fallback;
mod handshake;
mod head;
mod ids;
mod integration;
pub mod limits;
mod live;
mod management;
mod message;
mod pattern;
pub mod policy;
mod quota;
mod refusal;
mod request;
mod selection;
mod server;
mod session;
mod stage;
mod throttle;
mod upgrade;
mod verdict;

pub use api::{Api, Route};
pub use authorizer::{Authorizer, IdentitySource, InvalidIdentitySource};
pub use call_guard::{Call, CallGuard, Passage, Rejection};
pub use clock::Clock;
pub use fallback::Fallback;
pub use integration::{Integration, IntegrationError, IntegrationTimeout, InvalidTimeout};
pub use quota::AccountQuota;
pub use selection::{InvalidSelection, RouteSelection};
pub use server::{Bound, Gateway, Running, bind};
pub use throttle::Throttle;
