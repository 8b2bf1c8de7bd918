//! The routes: a connection's beginning and end, its messages, and the messages that ask for nothing.

pub(crate) mod connect;
pub(crate) mod disconnect;
pub(crate) mod message;
