//! The spelling of a request's headers.
//!
//! Handlers see header names in the client's case, but hyper's are in lower case, and what it remembers of the
//! original (`preserve_header_case`) is not open to a server. So the bytes that hyper reads are recorded up to the end
//! of each head, and the names are read once more from there.

use crate::{bounds, request::Headers};
use http::request;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// hyper's own default.
const MAX_HEADERS: usize = 100;

/// What was read since the last request's end. Clones are the same record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Transcript(Arc<Mutex<Vec<u8>>>);

impl Transcript {
    /// Takes the head of the request that hyper has just read from the record.
    ///
    /// Where the record does not show that very request (it can begin in the middle if a client sends a request
    /// before it has the answer to its last one), the names get their usual spelling.
    pub(crate) fn take_head(&self, request: &request::Parts) -> Headers {
        let mut recorded = self.recorded();
        let mut slots = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut head = httparse::Request::new(&mut slots);
        let Ok(httparse::Status::Complete(length)) = head.parse(&recorded) else {
            recorded.clear();
            return Headers::respelled(&request.headers);
        };
        let same = head.method == Some(request.method.as_str())
            && head.headers.len() == request.headers.len();
        let headers = if same {
            let spelled = head.headers.iter();
            Headers::new(spelled.map(|header| (header.name.to_owned(), header.value)))
        } else {
            Headers::respelled(&request.headers)
        };
        recorded.drain(..length);
        headers
    }

    /// Forgets a body that has been read: what comes next is a head.
    pub(crate) fn skip_body(&self) {
        *self.recorded() = Vec::new();
    }

    pub(crate) fn record(&self, bytes: &[u8]) {
        let mut recorded = self.recorded();
        // More than a head is a body, and of no interest.
        if recorded.len() <= bounds::HEAD_BYTES {
            recorded.extend_from_slice(bytes);
        }
    }

    fn recorded(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
