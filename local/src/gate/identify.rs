//! Who makes a call.

use super::{
    call::{Answer, Call},
    layer::{Layer, Next},
};
use crate::iam::Keys;
use futures_util::future::BoxFuture;
use http::header::AUTHORIZATION;
use std::sync::Arc;

/// The layer that tells who signed a call.
pub struct Identify {
    keys: Arc<Keys>,
}

impl Identify {
    /// A layer that knows these keys.
    pub fn new(keys: Arc<Keys>) -> Self {
        Self { keys }
    }
}

impl Layer for Identify {
    fn pass(&self, mut call: Call, next: Next) -> BoxFuture<'_, Answer> {
        let signed = call.head.headers.get(AUTHORIZATION);
        let key = signed.and_then(|value| {
            value
                .to_str()
                .ok()?
                .split_once("Credential=")?
                .1
                .split('/')
                .next()
        });
        call.principal = key.and_then(|key| self.keys.principal(key));
        Box::pin(next.run(call))
    }
}
