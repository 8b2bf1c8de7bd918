//! A copy of the tables that lags behind, as the replicas of DynamoDB do.
//!
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html>

use super::fault::Operations;
use crate::{
    dynamodb::{Call, Database, DynamoDb, Tables},
    road::{Answer, HttpCall, Next, ServiceCall},
};
use anyhow::Context as _;
use bytes::Bytes;
use gateway::Clock;
use http::request::Parts;
use std::{sync::OnceLock, time::Duration};
use tokio::{
    sync::{RwLock, mpsc, watch},
    time::Instant,
};

/// The copy. There is none until something is read from it.
pub(super) struct Copy {
    tables: Option<Tables>,
    clock: Clock,
    lagging: OnceLock<Lagging>,
    /// No write is under way while the copy is made, and one at a time from then on: their order must be clear.
    order: RwLock<()>,
}

/// A copy that repeats each write some time after it was done.
struct Lagging {
    _database: DynamoDb,
    endpoint: Database,
    writes: mpsc::UnboundedSender<Write>,
    lag: watch::Sender<Duration>,
}

struct Write {
    head: Parts,
    body: Bytes,
    done: Instant,
}

impl Copy {
    /// The copy of tables; of none, if they are at an endpoint of their own, where reads are as new as they are.
    pub(super) fn of(tables: Option<Tables>, clock: Clock) -> Self {
        Self {
            tables,
            clock,
            lagging: OnceLock::new(),
            order: RwLock::default(),
        }
    }

    /// Does a call; if it writes, the copy follows.
    pub(super) async fn follow(&self, call: Call, next: Next<Call>) -> Answer {
        let writes = call
            .operation()
            .is_some_and(|name| Operations::Writes.include(name));
        if !writes {
            return next.run(call).await;
        }
        let among_others = self.order.read().await;
        let Some(lagging) = self.lagging.get() else {
            return next.run(call).await;
        };
        drop(among_others);
        let _alone = self.order.write().await;
        let (head, body) = (call.head.clone(), call.body().clone());
        let answer = next.run(call).await;
        let done = self.clock.instant();
        // An error means that the laptop is ending.
        let _ = lagging.writes.send(Write { head, body, done });
        answer
    }

    /// Answers a read as it would have been answered that long ago.
    pub(super) async fn read(&self, call: Call, next: Next<Call>, lag: Duration) -> Answer {
        match self.lagging().await {
            Ok(lagging) => {
                lagging.lag.send_replace(lag);
                lagging.endpoint.forward(call).await
            }
            Err(problem) => {
                tracing::error!(%problem, "the tables cannot be copied: a read is answered from them");
                next.run(call).await
            }
        }
    }

    async fn lagging(&self) -> anyhow::Result<&Lagging> {
        let _alone = self.order.write().await;
        if let Some(lagging) = self.lagging.get() {
            return Ok(lagging);
        }
        let tables = self.tables.as_ref();
        let tables = tables.context("only the embedded database can be copied")?;
        let database = tables.copy().await?;
        let (writes, written) = mpsc::unbounded_channel();
        let (lag, lags) = watch::channel(Duration::ZERO);
        let endpoint = database.client();
        tokio::spawn(repeat(endpoint.clone(), written, lags, self.clock.clone()));
        let lagging = Lagging {
            endpoint,
            _database: database,
            writes,
            lag,
        };
        Ok(self.lagging.get_or_init(|| lagging))
    }
}

/// Repeats writes in their order, each when it is old enough.
async fn repeat(
    replica: Database,
    mut written: mpsc::UnboundedReceiver<Write>,
    lag: watch::Receiver<Duration>,
    clock: Clock,
) {
    while let Some(Write { head, body, done }) = written.recv().await {
        let due = done + *lag.borrow();
        clock.sleep_until(due).await;
        // What failed in the tables fails here too.
        let _ = replica.forward(Call::new(head, body)).await;
    }
}
