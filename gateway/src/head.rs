//! A request's headers as the client spelled them.
//!
//! Handlers see header names in the client's case, but hyper's are in lower case, and what it remembers of the
//! original (`preserve_header_case`) is not open to a server. So the bytes that hyper reads are recorded up to the end
//! of each head, and the names are read once more from there.

use crate::bounds;
use http::{HeaderMap, request};
use std::{
    collections::BTreeMap,
    io,
    pin::Pin,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    task::{Context, Poll, ready},
};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// hyper's own default.
const MAX_HEADERS: usize = 100;

/// Headers in the order and the spelling in which they came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Headers(Vec<(String, String)>);

impl Headers {
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value.as_str()))
    }

    pub(crate) fn push(&mut self, name: &str, value: String) {
        self.0.push((name.to_owned(), value));
    }

    pub(crate) fn remove(&mut self, name: &str) {
        self.0.retain(|(key, _)| !key.eq_ignore_ascii_case(name));
    }

    /// Every value of every header, the name spelled as where it stands first.
    pub(crate) fn multi_value(&self) -> BTreeMap<&str, Vec<&str>> {
        let mut all: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, value) in &self.0 {
            let spelled = all
                .keys()
                .copied()
                .find(|key| key.eq_ignore_ascii_case(name))
                .unwrap_or(name);
            all.entry(spelled).or_default().push(value);
        }
        all
    }

    /// hyper's headers, the names in their usual spelling: each word with a capital.
    fn respelled(headers: &HeaderMap) -> Self {
        let capitalized = |name: &str| {
            let words = name.split('-').map(|word| match word.split_at_checked(1) {
                Some((first, rest)) => first.to_ascii_uppercase() + rest,
                None => String::new(),
            });
            words.collect::<Vec<_>>().join("-")
        };
        let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
        Self(
            headers
                .iter()
                .map(|(name, value)| (capitalized(name.as_str()), text(value.as_bytes())))
                .collect(),
        )
    }
}

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
            let text = |value: &[u8]| String::from_utf8_lossy(value).into_owned();
            Headers(
                head.headers
                    .iter()
                    .map(|header| (header.name.to_owned(), text(header.value)))
                    .collect(),
            )
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

    fn record(&self, bytes: &[u8]) {
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

/// A stream whose input is recorded.
#[derive(Debug)]
pub(crate) struct Recorded<S> {
    stream: S,
    transcript: Transcript,
}

impl<S> Recorded<S> {
    pub(crate) fn new(stream: S, transcript: Transcript) -> Self {
        Self { stream, transcript }
    }

    pub(crate) fn into_inner(self) -> S {
        self.stream
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Recorded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        self.transcript.record(&buffer.filled()[before..]);
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Recorded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
