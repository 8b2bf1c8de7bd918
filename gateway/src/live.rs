//! A connection between its accepted `$connect` and its `$disconnect`.

use crate::{
    close_reason::CloseReason,
    connection::{Connection, Outgoing},
    event::{self, RequestInfo},
    stage::Stage,
};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Exists for `@connections` while it lives, and runs `$disconnect` exactly once when it ends, in whatever way.
pub(crate) struct Live {
    pub(crate) stage: Arc<Stage>,
    pub(crate) connection: Arc<Connection>,
    pub(crate) outbox: mpsc::UnboundedReceiver<Outgoing>,
    left: bool,
}

impl Live {
    /// Called once `$connect` has said yes.
    pub(crate) fn begin(
        stage: &Arc<Stage>,
        connection: Connection,
        outbox: mpsc::UnboundedReceiver<Outgoing>,
    ) -> Self {
        let connection = Arc::new(connection);
        stage.connections.insert(&connection);
        Self {
            stage: Arc::clone(stage),
            connection,
            outbox,
            left: false,
        }
    }

    /// The end: the connection is gone for everybody, then `$disconnect` runs, without anyone waiting for it.
    pub(crate) fn leave(&mut self, close_reason: CloseReason) {
        if std::mem::replace(&mut self.left, true) {
            return;
        }
        self.stage.connections.remove(self.connection.id);
        self.connection.end();
        tracing::debug!(
            connection_id = %self.connection.id,
            code = close_reason.code,
            reason = %close_reason.reason,
            "disconnected"
        );
        let (stage, connection) = (Arc::clone(&self.stage), Arc::clone(&self.connection));
        self.stage
            .tasks
            .spawn(async move { run_disconnect(&stage, &connection, &close_reason).await });
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.leave(CloseReason::LOST);
    }
}

/// Best effort: the invocation has logged a failure, and no client is left to be told.
async fn run_disconnect(stage: &Stage, connection: &Connection, close_reason: &CloseReason) {
    if let Some(route) = stage.api.routes.get("$disconnect") {
        let info = RequestInfo::now(&stage.clock);
        let event = event::disconnect(&stage.api, connection, &info, close_reason);
        let _ = stage
            .invoke(&route.integration, route.timeout, &info.id, event)
            .await;
    }
}
