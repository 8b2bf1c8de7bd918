//! The handler from outside: real event JSON in, real HTTP to an embedded DynamoDB and to an `@connections` endpoint.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod boards;
mod bootstrap;
mod changes;
mod configuration;
mod connecting;
mod database_faults;
mod gaps;
mod heartbeat;
mod logs;
mod order;
mod pages;
mod pauses;
mod peers;
mod refusals;
mod repeats;
mod snapshots;
mod support;
mod time;
mod tombstones;
mod transcripts;
mod unprocessed_rows;
