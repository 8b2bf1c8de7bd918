//! Peers that only take up room.

use super::process::LaptopProcess;
use serde_json::json;
use testkit::client::within;
use tokio::{io::AsyncWriteExt, net::TcpStream};
use tokio_tungstenite::{MaybeTlsStream, connect_async};

/// Of each kind. A usual user may have 1,024 descriptors.
const PEERS: usize = 60;

/// What all of them together may cost the laptop. The bodies alone that they send are four times as much.
const ROOM_KB: u64 = 60 * 1024;

/// Resident memory of a process in KB.
fn memory(pid: i32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:"));
    let kilobytes = line.unwrap().split_whitespace().nth(1);
    kilobytes.unwrap().parse().unwrap()
}

#[tokio::test]
async fn peers_that_begin_and_never_end_take_little_room_and_others_do_not_notice() {
    let laptop = LaptopProcess::in_memory();
    let address = laptop.url().split('/').nth(2).unwrap().to_owned();
    let mut bystander = laptop.connect("?format=json").await;
    bystander.ask(json!({"action": "test"})).await;
    let before = memory(laptop.pid());

    let silent = String::new();
    let half_a_head = format!("GET /production?{}", "x".repeat(15 * 1024));
    let post = "POST /production/@connections/AAAAAAAAAAAAAAA%3D HTTP/1.1";
    let half_a_body = format!(
        "{post}\r\nHost: {address}\r\nContent-Length: 1000000000\r\n\r\n{}",
        "x".repeat(4 * 1024 * 1024)
    );
    let mut peers = Vec::new();
    for beginning in [&silent, &half_a_head, &half_a_body] {
        for _ in 0..PEERS {
            let mut peer = TcpStream::connect(&address).await.unwrap();
            within(peer.write_all(beginning.as_bytes()), "a write")
                .await
                .unwrap();
            peers.push(peer);
        }
    }
    // A masked frame of 32,000 bytes, of which the last never comes; and a fragment that no other follows.
    for first in [0x81, 0x01] {
        let mut frame = vec![first, 0x80 | 126];
        frame.extend(32_000_u16.to_be_bytes());
        frame.extend([0; 4]);
        frame.extend(vec![b'x'; 32_000 - usize::from(first == 0x81)]);
        for _ in 0..PEERS {
            let url = format!("{}?board=crowd-{first}", laptop.url());
            let (socket, _) = within(connect_async(url), "a handshake").await.unwrap();
            let MaybeTlsStream::Plain(mut peer) = socket.into_inner() else {
                panic!("the laptop has no TLS");
            };
            within(peer.write_all(&frame), "a write").await.unwrap();
            peers.push(peer);
        }
    }

    let reply = bystander.ask(json!({"action": "test"})).await;
    assert_eq!(reply["message"], "Hello from Lambda!", "{reply}");
    let mut newcomer = laptop.connect("?format=json").await;
    newcomer.ask(json!({"action": "test"})).await;
    let grown = memory(laptop.pid()).saturating_sub(before);
    assert!(
        grown < ROOM_KB,
        "{} peers take {grown} KB of room",
        peers.len()
    );
}

#[tokio::test]
async fn a_laptop_has_room_for_more_clients_than_its_shell_gives_it_descriptors() {
    let laptop = LaptopProcess::start_after("ulimit -Sn 128", &["--in-memory"]);
    let mut crowd = Vec::new();
    for _ in 0..150 {
        crowd.push(laptop.connect("?board=crowd").await);
    }
    let mut newcomer = laptop.connect("?format=json").await;
    newcomer.ask(json!({"action": "test"})).await;
}
