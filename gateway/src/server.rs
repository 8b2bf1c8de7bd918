//! Binding, serving, shutting down.

use crate::{
    api::Api,
    call_guard::CallGuard,
    clock::Clock,
    connection::Registry,
    door,
    fallback::Fallback,
    handshake::Peer,
    quota::{AccountQuota, Throttles},
    stage::Stage,
};
use std::{io, net::SocketAddr, sync::Arc, time::Duration};
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// Takes an address, so that its port is known before there is an API to serve. Port 0 is any free one.
///
/// Clients that connect before [`Gateway::serve`] wait.
///
/// # Errors
/// The address is in use, or not this machine's.
pub async fn bind(address: impl ToSocketAddrs) -> io::Result<Bound> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    Ok(Bound { listener, address })
}

/// An address that is taken, but not yet served.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
}

impl Bound {
    /// The address, with its real port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

/// A gateway that is ready to serve one API.
pub struct Gateway {
    api: Api,
    clock: Clock,
    fallback: Option<Arc<dyn Fallback>>,
    call_guard: Option<Arc<dyn CallGuard>>,
    account: AccountQuota,
}

impl Gateway {
    /// A gateway for an API, by the machine's clock.
    #[must_use]
    pub fn new(api: Api) -> Self {
        Self {
            api,
            clock: Clock::new(),
            fallback: None,
            call_guard: None,
            account: AccountQuota::default(),
        }
    }

    /// Uses another clock.
    #[must_use]
    pub fn with_clock(self, clock: Clock) -> Self {
        Self { clock, ..self }
    }

    /// Adds a fallback for GET and HEAD outside the stage, where API Gateway would say 403.
    #[must_use]
    pub fn with_fallback(self, fallback: Arc<dyn Fallback>) -> Self {
        Self {
            fallback: Some(fallback),
            ..self
        }
    }

    /// Asks `call_guard` about every call of `@connections`.
    #[must_use]
    pub fn with_call_guard(self, call_guard: Arc<dyn CallGuard>) -> Self {
        Self {
            call_guard: Some(call_guard),
            ..self
        }
    }

    /// Applies this account's quota in place of the default one.
    #[must_use]
    pub fn with_account_quota(self, account: AccountQuota) -> Self {
        Self { account, ..self }
    }

    /// Serves until [`Running::shutdown`], or until what it returns is dropped.
    ///
    /// # Panics
    /// Outside a tokio runtime.
    #[must_use = "the gateway ends when this is dropped"]
    pub fn serve(self, bound: Bound) -> Running {
        let stage = Arc::new(Stage {
            throttles: Throttles::new(&self.api, self.account, &self.clock),
            api: self.api,
            clock: self.clock,
            fallback: self.fallback,
            call_guard: self.call_guard,
            connections: Registry::default(),
            tasks: TaskTracker::new(),
            ending: CancellationToken::new(),
        });
        stage
            .tasks
            .spawn(accept(Arc::clone(&stage), bound.listener));
        Running {
            stage,
            address: bound.address,
        }
    }
}

/// A gateway that serves.
#[must_use = "the gateway ends when this is dropped"]
pub struct Running {
    stage: Arc<Stage>,
    address: SocketAddr,
}

impl Running {
    /// Where it serves.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many connections exist for `@connections`.
    #[must_use]
    pub fn connections(&self) -> usize {
        self.stage.connections.len()
    }

    /// Stops listening, closes every client with 1001, runs their `$disconnect`, and lets invocations finish.
    ///
    /// Waits for all of it, but no longer than `within` (real time). Returns how many tasks had not ended by then:
    /// handlers that take long, or clients that do not close their sockets.
    pub async fn shutdown(self, within: Duration) -> usize {
        let left = self.stage.end(within).await;
        if left > 0 {
            tracing::warn!(
                tasks = left,
                ?within,
                "the gateway was shut down before everything had ended"
            );
        }
        left
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stage.ending.cancel();
    }
}

async fn accept(stage: Arc<Stage>, listener: TcpListener) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = stage.ending.cancelled() => return,
        };
        match accepted {
            Ok((stream, address)) => match prepare(&stream) {
                Ok(port) => {
                    let peer = Peer { address, port };
                    stage
                        .tasks
                        .spawn(door::serve(Arc::clone(&stage), stream, peer));
                }
                Err(error) => {
                    tracing::debug!(%error, %address, "a client left before it was served");
                }
            },
            Err(error) => {
                // Mostly a lack of file descriptors: others must end before one more can begin.
                tracing::warn!(%error, "no connection could be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// Frames are small and each is awaited by someone. Returns the port that was called.
fn prepare(stream: &TcpStream) -> io::Result<u16> {
    stream.set_nodelay(true)?;
    Ok(stream.local_addr()?.port())
}
