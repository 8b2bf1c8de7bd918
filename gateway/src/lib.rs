//! API Gateway's WebSocket front door, by itself.
//!
//! In goes a table of routes ([`Api`]), out come events for whatever stands behind the routes ([`Integration`]). The
//! crate knows nothing of Lambda, of databases or of how the API was declared.
//!
//! | module | what it holds |
//! |---|---|
//! | `api`, `selection`, `integration` | what the caller declares: routes, how one is chosen, what is behind it |
//! | `authorizer` | who may connect, and as whom |
//! | `limits`, `bounds` | API Gateway's numbers, to be held against AWS's page, and our own |
//! | `throttle` | how many requests are taken, by a route and by the account |
//! | `clock` | the time that all of it goes by; tests move it |
//! | `server`, `door`, `head` | sockets, HTTP, and where a request's path leads |
//! | `handshake`, `session`, `message`, `live`, `departure` | a connection's life: `$connect`, frames, messages, `$disconnect` |
//! | `stage`, `connection` | what all of it shares, and what it sees of an open connection |
//! | `management`, `caller`, `interference` | the `@connections` calls, who may make them, and what comes between |
//! | `event`, `ids`, `refusal` | what is handed to integrations, and what is said to clients |
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
mod authorizer;
mod bounds;
mod caller;
mod clock;
mod connection;
mod departure;
mod door;
mod event;
mod handshake;
mod head;
mod ids;
mod integration;
mod interference;
pub mod limits;
mod live;
mod management;
mod message;
mod refusal;
mod selection;
mod server;
mod session;
mod stage;
mod throttle;

pub use api::{Api, IntegrationTimeout, InvalidTimeout, Route};
pub use authorizer::{Authorizer, IdentitySource, InvalidIdentitySource};
pub use caller::{Call, Rejection, Verifier};
pub use clock::Clock;
pub use door::Fallback;
pub use integration::{Integration, IntegrationError};
pub use interference::{Interference, Way};
pub use selection::{InvalidSelection, RouteSelection};
pub use server::{Bound, Gateway, Running, bind};
pub use throttle::{AccountQuota, Throttle};
