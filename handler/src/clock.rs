//! The time of an event, which is the gateway's, not this machine's.

use std::fmt;
use std::time::Duration;

use time::OffsetDateTime;
use time::format_description::FormatItem;
use time::macros::format_description;

const ISO_8601: &[FormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:3]Z");

/// A moment in epoch milliseconds: `requestTimeEpoch` of the event that is being handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Now(pub(crate) u64);

impl Now {
    /// The moment in epoch seconds, the unit of TTL attributes.
    pub(crate) fn seconds(self) -> u64 {
        self.0 / 1_000
    }

    /// The time since a moment in epoch milliseconds; none if that is yet to come.
    pub(crate) fn since(self, moment: u64) -> Duration {
        Duration::from_millis(self.0.saturating_sub(moment))
    }
}

impl fmt::Display for Now {
    /// ISO 8601, UTC, milliseconds.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let moment = OffsetDateTime::from_unix_timestamp_nanos(i128::from(self.0) * 1_000_000);
        let text = moment.ok().and_then(|moment| moment.format(ISO_8601).ok());
        // Only a moment after the year 9999 has no such text.
        f.write_str(text.as_deref().unwrap_or("9999-12-31T23:59:59.999Z"))
    }
}
