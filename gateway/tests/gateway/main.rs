//! The gateway from outside, through real sockets. One file per behaviour.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod authorizers;
mod bad_input;
mod callers;
mod clients;
mod connections;
mod departures;
mod events;
mod fixture;
mod frames;
mod handshake;
mod http;
mod replies;
mod routes;
mod rules;
mod shutdown;
mod stuffed;
mod throttles;
mod time_limits;
