//! One event at a time: picks the route, minds the deadline, writes the log line.

use std::time::{Instant, SystemTime};

use protocol::{Action, Decoded, ErrorReply, Failure, ReplyFrame, Request};

use crate::caller::Caller;
use crate::clients::Clients;
use crate::clock::Now;
use crate::config::Config;
use crate::deadline::Deadline;
use crate::errors::RequestError;
use crate::event::{Event, EventType, Response};
use crate::fanout::Fanout;
use crate::routes::{self, Done};
use crate::tables::connections::Connections;
use crate::tables::items::Items;

/// The function: its settings, its tables, its connections. One per process.
#[derive(Debug)]
pub struct Handler {
    pub(crate) config: Config,
    pub(crate) items: Items,
    pub(crate) connections: Connections,
    pub(crate) fanout: Fanout,
}

/// How an event ended, for its log line.
struct Ended {
    response: Response,
    outcome: String,
}

impl Handler {
    /// A handler with those settings and clients.
    #[must_use]
    pub fn new(config: Config, clients: Clients) -> Self {
        Self {
            items: Items::new(clients.dynamodb.clone(), config.items_table.clone()),
            connections: Connections::new(clients.dynamodb, config.users_table.clone()),
            fanout: Fanout::new(clients.connections),
            config,
        }
    }

    /// Handles an event of an invocation that Lambda stops at `stopped_at`. Nothing is under way when it returns.
    pub async fn handle(&self, event: Event, stopped_at: SystemTime) -> Response {
        let started = Instant::now();
        let deadline = Deadline::before(stopped_at);
        let context = &event.request_context;
        let now = Now(context.request_time_epoch);
        let ended = match context.event_type {
            EventType::Connect => self.connect(&event, now, deadline).await,
            EventType::Disconnect => self.disconnect(&event, now, deadline).await,
            EventType::Message => self.message(&event, now, deadline).await,
        };
        tracing::info!(
            request_id = context.request_id,
            connection_id = context.connection_id,
            route = context.route_key,
            outcome = ended.outcome,
            status = ended.response.status_code,
            duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX),
            "handled"
        );
        ended.response
    }

    async fn connect(&self, event: &Event, now: Now, deadline: Deadline) -> Ended {
        let Err(refusal) = routes::connect::run(self, event, now, deadline).await else {
            return Ended {
                response: Response::silent(),
                outcome: "ok".to_owned(),
            };
        };
        let response = Response {
            status_code: refusal.status(),
            body: Some(refusal.encode()),
        };
        Ended {
            response,
            outcome: format!("{:?}", refusal.code()),
        }
    }

    async fn disconnect(&self, event: &Event, now: Now, deadline: Deadline) -> Ended {
        let route = tokio::time::timeout_at(
            deadline.instant(),
            routes::disconnect::run(self, event, now, deadline),
        );
        let failure = match route.await {
            Ok(Ok(())) => None,
            Ok(Err(error)) => Some(error.to_string()),
            Err(_) => Some("the function's time was over".to_owned()),
        };
        let outcome = if failure.is_some() {
            "RowsLeftBehind"
        } else {
            "ok"
        };
        if let Some(error) = failure {
            let connection_id = &event.request_context.connection_id;
            tracing::warn!(
                error,
                connection_id,
                "rows of a connection that has ended stay behind until they expire"
            );
        }
        Ended {
            response: Response::silent(),
            outcome: outcome.to_owned(),
        }
    }

    async fn message(&self, event: &Event, now: Now, deadline: Deadline) -> Ended {
        let context = &event.request_context;
        let text = event.text();
        // What is not a request is answered without any work for the database.
        let Some(action) = Action::of_route(&context.route_key) else {
            return Ended::error(&routes::default::run(&text));
        };
        let decoded = match Request::decode(action, &text, &self.config.statuses) {
            Ok(decoded) => decoded,
            Err(error) => return Ended::error(&error),
        };
        let request_id = decoded.request_id.clone();
        let failed = |error: &RequestError| {
            if let Some(cause) = error.cause() {
                tracing::error!(
                    cause,
                    request_id = context.request_id,
                    route = context.route_key,
                    "the request failed"
                );
            }
            ErrorReply {
                message: Failure::from(action),
                error: error.body(),
                request_id: request_id.clone(),
            }
        };
        let id = context.connection_id.as_str();
        let found =
            tokio::time::timeout_at(deadline.instant(), self.connections.get(id, now)).await;
        let connection = match found {
            Ok(Ok(Some(connection))) => connection,
            Ok(Ok(None)) => {
                let error = failed(&RequestError::NoConnection);
                self.dismiss(id, None, &error.encode(), deadline).await;
                return Ended {
                    response: Response::silent(),
                    outcome: "NoConnection".to_owned(),
                };
            }
            Ok(Err(error)) => return Ended::error(&failed(&error.into())),
            Err(_) => return Ended::error(&failed(&RequestError::OutOfTime)),
        };
        let caller = Caller {
            connection,
            request_id: &context.request_id,
            stage: &context.stage,
            now,
            deadline,
        };
        let route = tokio::time::timeout_at(deadline.instant(), self.route(&caller, decoded)).await;
        let done = match route.unwrap_or(Err(RequestError::OutOfTime)) {
            Ok(done) => done,
            Err(error) => return Ended::error(&failed(&error)),
        };
        let frame = ReplyFrame {
            reply: done.reply,
            request_id: request_id.clone(),
        }
        .encode(caller.connection.format());
        if done.listed {
            return Ended {
                response: Response::frame(frame),
                outcome: "ok".to_owned(),
            };
        }
        self.dismiss(id, Some(&caller.connection), &frame, deadline)
            .await;
        Ended {
            response: Response::silent(),
            outcome: "ConnectionLost".to_owned(),
        }
    }

    async fn route(&self, caller: &Caller<'_>, decoded: Decoded) -> Result<Done, RequestError> {
        // A change that nobody could be told of any more is not begun.
        let changes = !matches!(decoded.request, Request::Test | Request::ScanEntireTable(_));
        if changes && caller.deadline.write() <= tokio::time::Instant::now() {
            return Err(RequestError::OutOfTime);
        }
        match decoded.request {
            Request::Test => routes::test::run(self, caller).await,
            Request::ScanEntireTable(request) => {
                routes::scan_entire_table::run(self, caller, &request, decoded.request_id.as_ref())
                    .await
            }
            Request::CreateItem(request) => routes::create_item::run(self, caller, request).await,
            Request::UpdateStatus(request) => {
                routes::update_status::run(self, caller, request).await
            }
            Request::DeleteItem(request) => routes::delete_item::run(self, caller, request).await,
        }
    }
}

impl Ended {
    fn error(reply: &ErrorReply) -> Self {
        Self {
            response: Response::frame(reply.encode()),
            outcome: format!("{:?}", reply.error.code),
        }
    }
}
