//! An open WebSocket: frames in, frames out, and its end.
//!
//! One task per connection reads and writes, both at once; nothing is allocated per message but the message.

use crate::{bounds, close_reason::CloseReason, connection::Outgoing, limits, live::Live, message};
use bytes::Bytes;
use futures_util::{SinkExt, StreamExt};
use std::{
    future::poll_fn,
    pin::pin,
    sync::Arc,
    task::{Context, Poll},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::OwnedSemaphorePermit,
    time::Instant,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Message, Utf8Bytes,
        protocol::{Role, WebSocketConfig},
    },
};

/// What one read takes from the socket, and all that an idle connection holds for it.
const READ_BUFFER: usize = 4 * 1024;

/// A message on its way out, and the pongs before it.
const WRITE_BUFFER: usize = limits::MESSAGE_BYTES + 64 * 1024;

/// Serves a client from its 101 to its end. `read_ahead` is what it sent right behind its handshake.
pub(crate) async fn run(stream: TcpStream, read_ahead: Bytes, mut live: Live) {
    let config = WebSocketConfig::default()
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(0)
        .max_write_buffer_size(WRITE_BUFFER)
        .max_message_size(Some(limits::MESSAGE_BYTES))
        .max_frame_size(Some(limits::FRAME_BYTES));
    let stream =
        WebSocketStream::from_partially_read(stream, read_ahead.into(), Role::Server, Some(config))
            .await;
    let mut socket = Socket {
        stream,
        leaving: None,
        broken: false,
    };

    let end = converse(&mut socket, &mut live).await;
    let (End::ByClient(close_reason) | End::ByGateway(close_reason)) = &end;
    live.leave(close_reason.clone());
    let clock = live.stage.clock.clone();
    // From here on only the peer is served, not the stage: no more than courtesy.
    drop(live);
    clock
        .timeout(bounds::CLOSE_HANDSHAKE, socket.close(end))
        .await;
}

/// Who ended a connection, and how.
enum End {
    ByClient(CloseReason),
    ByGateway(CloseReason),
}

/// Reads and writes until there is a reason to end.
async fn converse(socket: &mut Socket, live: &mut Live) -> End {
    let Live {
        stage,
        connection,
        outbox,
        ..
    } = live;
    let clock = &stage.clock;
    let mut ending = pin!(stage.ending.cancelled());
    // A message that waits until fewer are under way. Nothing is read meanwhile.
    let mut waiting: Option<Utf8Bytes> = None;
    let mut write_by: Option<Instant> = None;

    let mut wake = connection.expires();
    let mut timer = pin!(clock.sleep_until(wake));

    loop {
        tokio::select! {
            heard = poll_fn(|cx| socket.poll(cx, waiting.is_none())) => match heard {
                Heard::Text(text) => {
                    connection.touch(clock);
                    waiting = Some(text);
                }
                Heard::Control => {}
                Heard::Written => write_by = None,
                Heard::End(end) => return end,
            },

            admission = connection.admit(waiting.as_ref().map_or(0, |text| text.len())), if waiting.is_some() => {
                if let Some(text) = waiting.take() {
                    let task = {
                        let (stage, connection) = (Arc::clone(stage), Arc::clone(connection));
                        async move {
                            let _admission = admission;
                            message::handle(&stage, &connection, text).await;
                        }
                    };
                    stage.tasks.spawn(task);
                }
            },

            Some(outgoing) = outbox.recv(), if !socket.is_writing() => match outgoing {
                Outgoing::Frame(text, room) => {
                    connection.touch(clock);
                    if socket.write(text, room).is_err() {
                        return End::ByGateway(CloseReason::LOST);
                    }
                    let by = clock.instant() + bounds::WRITE;
                    write_by = Some(by);
                    if by < wake {
                        wake = by;
                        timer.set(clock.sleep_until(wake));
                    }
                }
                Outgoing::Close(close_reason) => return End::ByGateway(close_reason),
            },

            () = &mut timer => {
                // A frame that has left is not late, even if the clock jumped before this loop saw it leave.
                match poll_fn(|cx| Poll::Ready(socket.poll(cx, false))).await {
                    Poll::Ready(Heard::Written) => write_by = None,
                    Poll::Ready(Heard::End(end)) => return end,
                    Poll::Ready(Heard::Text(_) | Heard::Control) | Poll::Pending => {}
                }
                let now = clock.instant();
                if write_by.is_some_and(|by| now >= by) {
                    return End::ByGateway(CloseReason::LOST);
                }
                if now >= connection.expires() {
                    return End::ByGateway(CloseReason::GOING_AWAY);
                }
                wake = write_by.map_or(connection.expires(), |by| by.min(connection.expires()));
                timer.set(clock.sleep_until(wake));
            }

            () = &mut ending => return End::ByGateway(CloseReason::GOING_AWAY),
        }
    }
}

/// A WebSocket that can be read and written at once from one task.
struct Socket {
    stream: WebSocketStream<TcpStream>,
    /// The frame that is being written keeps its room until it has left.
    leaving: Option<OwnedSemaphorePermit>,
    /// What the peer sends can no longer be told into frames.
    broken: bool,
}

/// What came of polling a socket.
enum Heard {
    Text(Utf8Bytes),
    /// A ping, which is answered already, or a pong.
    Control,
    /// The frame has left.
    Written,
    End(End),
}

impl Socket {
    fn is_writing(&self) -> bool {
        self.leaving.is_some()
    }

    /// Begins to write; [`Socket::poll`] goes on with it. The frame before must have left.
    fn write(&mut self, text: Utf8Bytes, room: OwnedSemaphorePermit) -> Result<(), ()> {
        self.leaving = Some(room);
        // An error is a lost socket, or pongs that the peer asks for but does not read.
        self.stream
            .start_send_unpin(Message::Text(text))
            .map_err(drop)
    }

    fn poll(&mut self, cx: &mut Context<'_>, reading: bool) -> Poll<Heard> {
        if self.is_writing() {
            match self.stream.poll_flush_unpin(cx) {
                Poll::Ready(Ok(())) => {
                    self.leaving = None;
                    return Poll::Ready(Heard::Written);
                }
                // Reading tells why, which may be a close frame that has come before.
                Poll::Ready(Err(_)) if reading => {}
                Poll::Ready(Err(_)) => {
                    return Poll::Ready(Heard::End(End::ByGateway(CloseReason::LOST)));
                }
                Poll::Pending => {}
            }
        }
        if !reading {
            return Poll::Pending;
        }
        self.stream.poll_next_unpin(cx).map(|read| match read {
            Some(Ok(Message::Text(text))) => Heard::Text(text),
            Some(Ok(Message::Binary(_))) => Heard::End(End::ByGateway(CloseReason::BINARY)),
            Some(Ok(Message::Close(frame))) => {
                Heard::End(End::ByClient(CloseReason::by_client(frame)))
            }
            Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => Heard::Control,
            Some(Err(error)) => {
                self.broken = true;
                Heard::End(End::ByGateway(CloseReason::by_error(&error)))
            }
            None => Heard::End(End::ByGateway(CloseReason::LOST)),
        })
    }

    /// Says goodbye as RFC 6455, section 7, has it, and waits for the peer to be done.
    async fn close(mut self, end: End) {
        if let End::ByGateway(close_reason) = end {
            let Some(frame) = close_reason.frame() else {
                return;
            };
            if self.stream.send(Message::Close(Some(frame))).await.is_err() {
                return;
            }
        }
        // Up to the peer's close frame, or, where the peer closed first, until ours has left.
        let mut understood = !self.broken;
        while let Some(read) = self.stream.next().await {
            understood &= read.is_ok();
        }
        let stream = self.stream.get_mut();
        if stream.shutdown().await.is_err() || understood {
            return;
        }
        // A socket that is closed with unread input resets, and the peer might never see the close frame.
        let mut discarded = [0; 1024];
        while stream.read(&mut discarded).await.is_ok_and(|read| read > 0) {}
    }
}
