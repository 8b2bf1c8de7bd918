//! What answers where API Gateway has nothing.

use bytes::Bytes;
use http::{Response, request};

/// Something that answers where API Gateway would say 403: a page at `/`, say.
///
/// Closures are fallbacks too. It is asked for GET and HEAD outside the stage only; a HEAD's body is not sent.
pub trait Fallback: Send + Sync {
    /// The response, or none if it has nothing for this path either.
    fn respond(&self, request: &request::Parts) -> Option<Response<Bytes>>;
}

impl<F> Fallback for F
where
    F: Fn(&request::Parts) -> Option<Response<Bytes>> + Send + Sync,
{
    fn respond(&self, request: &request::Parts) -> Option<Response<Bytes>> {
        self(request)
    }
}
