//! Faults of DynamoDB.

use super::{Faults, What, stale::Copy};
use crate::{
    dynamodb::Tables,
    gate::{Answer, Call, Dropped, Layer, Next, refuse},
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
    /// A layer with those faults, in front of a database with these tables.
    pub fn new(faults: Faults, tables: Tables) -> Self {
        Self {
            copy: Copy::of(tables, faults.0.clock.clone()),
            faults,
        }
    }

    async fn befall(&self, what: What, call: Call, next: Next) -> Answer {
        let headers = call.head.headers.clone();
        match what {
            What::Throttle => Ok(refuse(
                StatusCode::BAD_REQUEST,
                "ProvisionedThroughputExceededException",
                "The level of configured provisioned throughput for the table was exceeded",
            )),
            What::Error => Ok(refuse(
                StatusCode::INTERNAL_SERVER_ERROR,
                "InternalServerError",
                "The request could not be completed due to an internal server error",
            )),
            What::Denied => Ok(refuse(
                StatusCode::BAD_REQUEST,
                "AccessDeniedException",
                "A fault denies this call",
            )),
            What::Reset => Err(Dropped),
            What::Lost => {
                self.forward(call, next).await?;
                Err(Dropped)
            }
            What::Ignored => Ok(Response::new(Bytes::from_static(b"{}"))),
            What::Hang => pending().await,
            What::Silent => {
                self.forward(call, next).await?;
                pending().await
            }
            What::Slow(span) => {
                self.faults.0.clock.sleep(span).await;
                self.forward(call, next).await
            }
            What::Stale(span) => self.copy.read(call, next, span).await,
            What::Unprocessed => self.leave_the_last(call, next).await,
            What::KillBefore => {
                self.faults.kill(&headers);
                Err(Dropped)
            }
            What::KillDuring => {
                let answer = self.forward(call, next).await;
                self.faults.kill(&headers);
                answer.and(Err(Dropped))
            }
            What::KillAfter => {
                let answer = self.forward(call, next).await;
                self.kill_soon(headers);
                answer
            }
            What::Freeze(span) => {
                self.faults.freeze(&headers, span);
                self.forward(call, next).await
            }
            // The grammar keeps these to `@connections`; whoever builds them otherwise gets no fault.
            What::Gone | What::Young(_) => self.forward(call, next).await,
        }
    }

    async fn forward(&self, call: Call, next: Next) -> Answer {
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
    async fn leave_the_last(&self, mut call: Call, next: Next) -> Answer {
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

impl Layer for DatabaseFaults {
    fn pass(&self, call: Call, next: Next) -> BoxFuture<'_, Answer> {
        Box::pin(async move {
            let operation = call.operation().unwrap_or_default();
            let consistent = call.input()["ConsistentRead"] == true;
            let met = self.faults.meet(|fault| {
                fault.target.is_operation(operation)
                    && match fault.what {
                        What::Stale(_) => !consistent,
                        What::Unprocessed => operation == "BatchWriteItem",
                        // Those whose answers say nothing.
                        What::Ignored => {
                            ["PutItem", "DeleteItem", "BatchWriteItem"].contains(&operation)
                        }
                        _ => true,
                    }
            });
            match met {
                Some(what) => self.befall(what, call, next).await,
                None => self.forward(call, next).await,
            }
        })
    }
}
