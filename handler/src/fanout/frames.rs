//! What a change looks like to each kind of connection, encoded once per kind.

use protocol::{Delta, Events, Format, Item, Snapshot, WireItem, limits};

use crate::connections_api::Frame;
use crate::tables::connections::Connection;

/// The frames of one change, by the format and the events of those that each is for.
#[derive(Debug, Default)]
pub(crate) struct Frames([[Option<Frame>; Events::ALL.len()]; Format::ALL.len()]);

impl Frames {
    /// Encodes the change for those peers. `board` is the board as it now is, if somebody wants it and it is not too large.
    pub(crate) fn new(
        event: impl Fn(Format) -> Delta,
        peers: &[Connection],
        board: Option<&[Item]>,
    ) -> Self {
        let mut frames = Self::default();
        let of_format = |format| Events::ALL.map(|events| (format, events));
        for (format, events) in Format::ALL.into_iter().flat_map(of_format) {
            let is_of_kind = |peer: &Connection| peer.format == format && peer.events == events;
            if peers.iter().any(is_of_kind) {
                let board = board.filter(|_| events == Events::Snapshot);
                let drawn = board.and_then(|items| snapshot(items, format));
                // A board that does not fit in one message sends the change instead.
                let frame = drawn.or_else(|| delta(&event(format)));
                frames.0[format as usize][events as usize] = frame;
            }
        }
        frames
    }

    /// The frame that goes to that peer, which is one of those that the frames were made for.
    pub(super) fn of(&self, peer: &Connection) -> Option<&Frame> {
        self.0[peer.format as usize][peer.events as usize].as_ref()
    }
}

/// An item that no message can hold, made by hand or by an older program, is on no page either.
fn delta(event: &Delta) -> Option<Frame> {
    let frame = frame(event);
    if frame.is_none() {
        tracing::error!("an item does not fit in a message: nobody is told of its change");
    }
    frame
}

fn snapshot(items: &[Item], format: Format) -> Option<Frame> {
    let shown = |item: &Item| WireItem::new(item.clone(), format);
    let items = items.iter().map(shown).collect();
    frame(&Snapshot { items })
}

/// The frame, if a message can hold it.
fn frame(content: &impl serde::Serialize) -> Option<Frame> {
    let text = protocol::encode(content);
    (text.len() <= limits::MESSAGE_BYTES).then(|| Frame::new(text))
}
