//! Least privilege, proved both ways: everything that the handler does is allowed, and everything that it is allowed it does.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod drive;
mod findings;
mod privilege;
mod stack;
mod table;
mod trail;
