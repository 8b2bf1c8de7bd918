//! What a change looks like to each kind of connection, encoded once per kind.

use protocol::{Delta, Events, Format, Item, Snapshot, WireItem, limits};

use crate::connections_api::Frame;
use crate::tables::connections::Connection;

/// The frames of one change. There is one only for the kinds of connection that it goes to, by its format.
#[derive(Debug, Default)]
pub(crate) struct Frames {
    deltas: [Option<Frame>; 2],
    snapshots: [Option<Frame>; 2],
}

impl Frames {
    /// Encodes the change for those peers. `board` is the board as it now is, if somebody wants it and it is not too large.
    pub(crate) fn new(
        event: impl Fn(Format) -> Delta,
        peers: &[Connection],
        board: Option<&[Item]>,
    ) -> Self {
        let mut frames = Self::default();
        for format in Format::ALL {
            let mut events = peers
                .iter()
                .filter(|peer| peer.format == format)
                .map(|peer| peer.events);
            if events.any(|events| events == Events::Snapshot) {
                frames.snapshots[format as usize] = board.and_then(|items| snapshot(items, format));
            }
            if peers.iter().any(|peer| peer.format == format) {
                frames.deltas[format as usize] = delta(&event(format));
            }
        }
        frames
    }

    /// The frame that goes to that peer, which is one of those that the frames were made for.
    pub(super) fn of(&self, peer: &Connection) -> Option<&Frame> {
        let delta = &self.deltas[peer.format as usize];
        let snapshot = &self.snapshots[peer.format as usize];
        match peer.events {
            Events::Delta => delta.as_ref(),
            // A board that does not fit in one message sends the change instead.
            Events::Snapshot => snapshot.as_ref().or(delta.as_ref()),
        }
    }
}

/// An item that no message can hold, made by hand or by an older program, is on no page either.
fn delta(event: &Delta) -> Option<Frame> {
    let text = Some(protocol::encode(event)).filter(|text| text.len() <= limits::MESSAGE_BYTES);
    if text.is_none() {
        tracing::error!("an item does not fit in a message: nobody is told of its change");
    }
    text.map(Frame::new)
}

fn snapshot(items: &[Item], format: Format) -> Option<Frame> {
    let items = items
        .iter()
        .map(|item| WireItem::new(item.clone(), format))
        .collect();
    let text = Some(protocol::encode(&Snapshot { items }));
    text.filter(|text| text.len() <= limits::MESSAGE_BYTES)
        .map(Frame::new)
}
