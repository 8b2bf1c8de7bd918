//! WebSocket clients: many that say nothing, or some that send at a steady rate.

use crate::servers::Server;
use futures_util::{
    SinkExt, StreamExt,
    stream::{SplitSink, SplitStream},
};
use std::{sync::Arc, time::Duration};
use tokio::{
    net::TcpStream,
    sync::Semaphore,
    task::JoinSet,
    time::{Instant, sleep_until},
};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async, tungstenite::Message};

pub type Client = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// How many of them are on one board, which has room for twice as many.
const PER_BOARD: usize = 100;

/// How many handshakes are under way at once.
const AT_ONCE: usize = 16;

/// What every client says.
pub const REQUEST: &str = r#"{"action":"test"}"#;

/// Connects so many clients.
pub async fn connect(server: &Server, count: usize) -> Vec<Client> {
    let permits = Arc::new(Semaphore::new(AT_ONCE));
    let mut connecting = JoinSet::new();
    for number in 0..count {
        let (permits, board) = (Arc::clone(&permits), number / PER_BOARD);
        let url = format!("{}?format=json&board=b{board}", server.url);
        connecting.spawn(async move {
            let _permit = permits.acquire().await.unwrap();
            connect_async(url).await.unwrap().0
        });
    }
    connecting.join_all().await
}

/// Opens so many sockets, and says nothing on them.
pub async fn say_nothing(server: &Server, count: usize) -> Vec<TcpStream> {
    let address = server.url.split('/').nth(2).unwrap();
    let mut sockets = Vec::new();
    for _ in 0..count {
        sockets.push(TcpStream::connect(address).await.unwrap());
    }
    sockets
}

/// What came of sending.
pub struct Latencies {
    /// How long it took until the last message had been sent.
    pub sent_in: Duration,
    pub median: Duration,
    pub p99: Duration,
}

/// Lets all clients together send so many messages a second.
///
/// Each message has its moment, and its time counts from then on, whenever it could be sent: a server that falls behind is
/// not spared the messages that come meanwhile.
pub async fn send(
    clients: Vec<Client>,
    per_second: u32,
    span: Duration,
) -> (Vec<Client>, Latencies) {
    let interval = Duration::from_secs(1) * u32::try_from(clients.len()).unwrap() / per_second;
    let count = u32::try_from(span.as_nanos() / interval.as_nanos()).unwrap();
    let begin = Instant::now() + Duration::from_millis(100);
    let mut sending = JoinSet::new();
    for (number, client) in (0_u32..).zip(clients) {
        // Their moments lie beside each other.
        let first = begin + Duration::from_secs(1) * number / per_second;
        let due = move |message: u32| first + interval * message;
        sending.spawn(async move {
            let (sink, stream) = client.split();
            let receiving = tokio::spawn(receive(stream, count, due));
            let (sink, sent_at) = send_all(sink, count, due).await;
            let (stream, times) = receiving.await.unwrap();
            (sink.reunite(stream).unwrap(), sent_at, times)
        });
    }
    let (mut clients, mut times, mut last_sent) = (Vec::new(), Vec::new(), begin);
    for (client, sent_at, of_one) in sending.join_all().await {
        clients.push(client);
        times.extend(of_one);
        last_sent = last_sent.max(sent_at);
    }
    times.sort();
    let quantile = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let latencies = Latencies {
        sent_in: last_sent - begin,
        median: quantile(0.5),
        p99: quantile(0.99),
    };
    (clients, latencies)
}

async fn send_all(
    mut sink: SplitSink<Client, Message>,
    count: u32,
    due: impl Fn(u32) -> Instant,
) -> (SplitSink<Client, Message>, Instant) {
    for message in 0..count {
        sleep_until(due(message)).await;
        sink.send(Message::text(REQUEST)).await.unwrap();
    }
    (sink, Instant::now())
}

/// Replies may overtake each other, but all are the same: the first that comes counts for the first that was sent.
async fn receive(
    mut stream: SplitStream<Client>,
    count: u32,
    due: impl Fn(u32) -> Instant,
) -> (SplitStream<Client>, Vec<Duration>) {
    let mut times = Vec::new();
    for message in 0..count {
        let reply = stream.next().await.unwrap().unwrap();
        times.push(due(message).elapsed());
        let reply = reply.into_text().unwrap();
        assert!(
            reply == REQUEST || reply.contains("connectionId") && !reply.contains("requestId"),
            "an error frame: {reply}"
        );
    }
    (stream, times)
}
