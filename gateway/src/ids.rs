//! The ids that the gateway gives out.

use base64::{Engine, engine::general_purpose::URL_SAFE};
use std::{
    fmt,
    time::{SystemTime, UNIX_EPOCH},
};

/// The bytes of an id: in URL-safe Base64 they are 16 characters, the last of them `=`.
const BYTES: usize = 11;

/// A connection's id: 16 characters of URL-safe Base64 that end in `=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ConnectionId([u8; BYTES]);

impl ConnectionId {
    pub(crate) fn random() -> Self {
        Self(random())
    }

    /// Reads what a caller of `@connections` wrote. `Ok(None)` is a well-formed id that this gateway did not issue.
    pub(crate) fn parse(text: &str) -> Result<Option<Self>, base64::DecodeError> {
        Ok(URL_SAFE.decode(text)?.try_into().ok().map(Self))
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE.encode(self.0))
    }
}

/// A request's id, also a message's: they look like connection ids.
pub(crate) fn request_id() -> String {
    URL_SAFE.encode(random::<BYTES>())
}

/// An `X-Amzn-Trace-Id`: version, epoch seconds, 96 random bits.
/// <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader>
pub(crate) fn trace_id(at: SystemTime) -> String {
    let seconds = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let random: String = random::<12>()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("Root=1-{seconds:08x}-{random}")
}

fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the operating system has a source of random bytes");
    bytes
}
