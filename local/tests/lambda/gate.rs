//! Where a sandbox comes to and waits, so that a test knows where it is and sees when it is gone.

use crate::fixture::within;
use rustix::process::{Pid, Signal, kill_process, test_kill_process};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    net::{TcpListener, TcpStream},
};

pub struct Gate(TcpListener);

impl Gate {
    pub async fn new() -> Self {
        Self(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    pub fn address(&self) -> String {
        self.0.local_addr().unwrap().to_string()
    }

    /// The next process that comes.
    pub async fn visitor(&self) -> Visitor {
        within(async {
            let (socket, _) = self.0.accept().await.unwrap();
            let mut socket = BufReader::new(socket);
            let mut pid = String::new();
            socket.read_line(&mut pid).await.unwrap();
            Visitor {
                pid: pid.trim().parse().unwrap(),
                socket,
            }
        })
        .await
    }
}

pub struct Visitor {
    pub pid: u32,
    socket: BufReader<TcpStream>,
}

impl Visitor {
    /// Lets it go on.
    pub fn release(self) {}

    /// Returns when its process is gone.
    pub async fn gone(mut self) {
        // Its end may come as a reset.
        let _ = within(self.socket.read_to_end(&mut Vec::new())).await;
    }

    pub fn kill(&self) {
        kill_process(self.process(), Signal::KILL).unwrap();
    }

    pub fn exists(&self) -> bool {
        test_kill_process(self.process()).is_ok()
    }

    fn process(&self) -> Pid {
        Pid::from_raw(self.pid.try_into().unwrap()).unwrap()
    }
}
