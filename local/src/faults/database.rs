//! Faults of DynamoDB.

use super::{
    Faults,
    fault::{DatabaseFault, Effect},
    stale::Copy,
};
use crate::{
    dynamodb::{Call, Tables, refuse},
    road::{Answer, Dropped, Layer, Next},
};
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderMap, Response, StatusCode};
use serde_json::{Value, json};
use std::{future::pending, time::Duration};

/// The layer at which calls of DynamoDB meet faults.
pub struct DatabaseFaults {
    faults: Faults,
    copy: Copy,
}

impl DatabaseFaults {
    /// A layer with those faults, in front of the embedded database with these tables, or of another one.
    pub fn new(faults: Faults, tables: Option<Tables>) -> Self {
        Self {
            copy: Copy::of(tables, faults.0.clock.clone()),
            faults,
        }
    }

    async fn inject(&self, fault: DatabaseFault, call: Call, next: Next<Call>) -> Answer {
        let headers = call.head.headers.clone();
        match fault {
            DatabaseFault::Throttle => Ok(refuse(
                StatusCode::BAD_REQUEST,
                "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded",
            )),
            DatabaseFault::Error => Ok(refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServerError",
                "The request could not be completed due to an internal server error",
            )),
            DatabaseFault::Denied => Ok(refuse(
                StatusCode::BAD_REQUEST,
                "AccessDeniedException",
                "A fault denies this call",
            )),
            DatabaseFault::Reset => Err(Dropped),
            DatabaseFault::Lost => {
                self.forward(call, next).await?;
                Err(Dropped)
            }
            DatabaseFault::Ignored => Ok(Response::new(Bytes::from_static(b"{}"))),
            DatabaseFault::Hang => pending().await,
            DatabaseFault::Silent => {
                self.forward(call, next).await?;
                pending().await
            }
            DatabaseFault::Slow(span) => {
                self.faults.0.clock.sleep(span).await;
                self.forward(call, next).await
            }
            DatabaseFault::Stale(span) => self.copy.read(call, next, span).await,
            DatabaseFault::Unprocessed => self.leave_the_last(call, next).await,
            DatabaseFault::KillBefore => {
                self.faults.kill(&headers);
                Err(Dropped)
            }
            DatabaseFault::KillDuring => {
                let answer = self.forward(call, next).await;
                self.faults.kill(&headers);
                answer.and(Err(Dropped))
            }
            DatabaseFault::KillAfter => {
                let answer = self.forward(call, next).await;
                self.kill_soon(headers);
                answer
            }
            DatabaseFault::Freeze(span) => {
                self.faults.freeze(&headers, span);
                self.forward(call, next).await
            }
        }
    }

    async fn forward(&self, call: Call, next: Next<Call>) -> Answer {
        self.copy.follow(call, next).await
    }

    /// Lets the answer get a head start. Whether it arrives first is as open as with a real crash.
    fn kill_soon(&self, headers: HeaderMap) {
        let faults = self.faults.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(2)).await;
            faults.kill(&headers);
        });
    }

    /// Does a batch but for its last row, as DynamoDB may when it is busy.
    async fn leave_the_last(&self, mut call: Call, next: Next<Call>) -> Answer {
        let mut input = call.input().clone();
        let left = input["RequestItems"].as_object_mut().and_then(|tables| {
            let (name, rows) = tables
                .iter_mut()
                .find(|(_, rows)| rows.as_array().is_some_and(|rows| rows.len() > 1))?;
            Some(json!({ name: [rows.as_array_mut()?.pop()?] }))
        });
        let Some(left) = left else {
            return self.forward(call, next).await;
        };
        call.set_input(input);
        let answer = self.forward(call, next).await?;
        let (mut head, body) = answer.into_parts();
        let mut body: Value = serde_json::from_slice(&body).unwrap_or_default();
        body["UnprocessedItems"] = left;
        head.headers.remove(http::header::CONTENT_LENGTH);
        head.headers.remove("x-amz-crc32");
        Ok(Response::from_parts(head, Bytes::from(body.to_string())))
    }
}

impl Layer<Call> for DatabaseFaults {
    fn pass(&self, call: Call, next: Next<Call>) -> BoxFuture<'_, Answer> {
        Box::pin(async move {
            let operation = call.operation().unwrap_or_default();
            let consistent = call.input()["ConsistentRead"] == true;
            let met = self.faults.meet(|effect| {
                let Effect::Database(operations, kind) = effect else {
                    return None;
                };
                let concerned = operations.include(operation)
                    && match kind {
                        DatabaseFault::Stale(_) => !consistent,
                        DatabaseFault::Unprocessed => operation == "BatchWriteItem",
                        // Those whose answers say nothing.
                        DatabaseFault::Ignored => {
                            ["PutItem", "DeleteItem", "BatchWriteItem"].contains(&operation)
                        }
                        _ => true,
                    };
                concerned.then_some(kind)
            });
            match met {
                Some(fault) => self.inject(fault, call, next).await,
                None => self.forward(call, next).await,
            }
        })
    }
}
