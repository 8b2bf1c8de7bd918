//! Protections, each of which can be taken away from outside: by a layer that changes what the handler asks of the database or gets to
//! hear, by faults, or by clients that leave a rule out. The handler itself is always the one that is deployed.

use super::replica::Rules;
use bytes::Bytes;
use futures_util::future::BoxFuture;
use http::{HeaderValue, Response};
use local::{
    dynamodb::{Call, TARGET},
    road::{Answer, Layer, Next},
};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Duration,
};

/// A protection that is switched off.
pub struct Switch {
    pub protection: &'static str,
    pub layer: Option<Arc<dyn Layer<Call>>>,
    /// Under these faults its absence must show.
    pub faults: &'static [&'static str],
    pub rules: Rules,
    /// How a violation begins by which its absence is seen; whatever else goes wrong may have other reasons.
    pub seen_as: &'static str,
}

/// What is refused for good is not tried again, so that runs are quick.
const PEERS_FAIL: &[&str] = &["post=denied@20%", "delete=error"];
const EVENTS_OVERTAKE: &[&str] = &["post=slow:60ms@40%", "Query=slow:20ms@40%"];

/// Somebody missed a change, and did not learn of it.
const GAP: &str = "without a scan client";

/// Every protection, switched off by itself.
pub fn all() -> Vec<Switch> {
    let off = |protection, seen_as, faults, layer: Arc<dyn Layer<Call>>| Switch {
        protection,
        layer: Some(layer),
        faults,
        rules: Rules::ALL,
        seen_as,
    };
    let faulty = |protection, seen_as, faults| Switch {
        protection,
        layer: None,
        faults,
        rules: Rules::ALL,
        seen_as,
    };
    let careless = |protection, rules| Switch {
        protection,
        layer: None,
        faults: EVENTS_OVERTAKE,
        rules,
        seen_as: GAP,
    };
    let rules = Rules::ALL;
    vec![
        faulty(
            "what is acknowledged is stored",
            "a reply tells of a version that was not stored",
            &["PutItem=ignored@30%"],
        ),
        off(
            "items are read as they are",
            "a page has what is not there, or no longer",
            &["reads=stale:400ms"],
            on(|call, next| consistent_reads(is_of_items(&call), call, next)),
        ),
        off(
            "peers are listed as they are",
            GAP,
            &["reads=stale:2s"],
            on(|call, next| consistent_reads(lists_peers(&call), call, next)),
        ),
        off(
            "writes are conditional",
            "an impossible change",
            &[],
            on(conditions),
        ),
        off(
            "a deletion leaves a tombstone",
            "the table does not have what was written",
            &[],
            on(tombstones),
        ),
        off("a version grows", "an impossible change", &[], on(versions)),
        off(
            "a write knows itself again",
            GAP,
            &["writes=lost@30%"],
            on(own_request),
        ),
        off(
            "a repeat undoes nothing",
            "a change that nobody asked for",
            &[],
            on(no_repeats),
        ),
        off(
            "a connection is accepted when its rows are written",
            GAP,
            &[],
            on(rows_first),
        ),
        off(
            "peers are listed after the write",
            GAP,
            &[],
            Remembering::on("board/"),
        ),
        off("every page of peers is read", GAP, &[], on(every_peer)),
        faulty(
            "who missed something is closed",
            GAP,
            &["post=denied@20%", "delete=ignored"],
        ),
        off(
            "who cannot be closed loses its rows",
            GAP,
            PEERS_FAIL,
            on(rows_deleted),
        ),
        off(
            "a heartbeat looks at the row",
            GAP,
            PEERS_FAIL,
            Remembering::on("connection/"),
        ),
        careless(
            "clients scan when the socket is open",
            Rules {
                scan_when_open: false,
                ..rules
            },
        ),
        Switch {
            seen_as: "after a scan client",
            ..careless(
                "clients read every page",
                Rules {
                    every_page: false,
                    ..rules
                },
            )
        },
        Switch {
            faults: &["Query=slow:150ms"],
            ..careless(
                "clients apply events while they scan",
                Rules {
                    events_meanwhile: false,
                    ..rules
                },
            )
        },
        careless(
            "clients apply higher versions only",
            Rules {
                higher_version: false,
                ..rules
            },
        ),
        Switch {
            faults: &["post=slow:400ms@50%"],
            ..careless(
                "clients remember deleted items",
                Rules {
                    remember_deleted: false,
                    ..rules
                },
            )
        },
        careless(
            "clients scan after a reconnect",
            Rules {
                scan_again: false,
                ..rules
            },
        ),
    ]
}

type Pass = fn(Call, Next<Call>) -> BoxFuture<'static, Answer>;

struct Function(Pass);

impl Layer<Call> for Function {
    fn pass(&self, call: Call, next: Next<Call>) -> BoxFuture<'_, Answer> {
        (self.0)(call, next)
    }
}

fn on(pass: Pass) -> Arc<dyn Layer<Call>> {
    Arc::new(Function(pass))
}

fn is(call: &Call, operation: &str) -> bool {
    call.operation() == Some(operation)
}

/// The topic that a query of the connections is for, unless it only counts them.
fn topic(call: &Call) -> Option<&str> {
    let input = call.input();
    let counts = input["Select"] == "COUNT";
    input["ExpressionAttributeValues"][":topic"]["S"]
        .as_str()
        .filter(|_| !counts)
}

fn changed(mut call: Call, change: impl FnOnce(&mut Value)) -> Call {
    let mut input = call.input().clone();
    change(&mut input);
    call.set_input(input);
    call
}

fn changed_answer(answer: Response<Bytes>, change: impl FnOnce(&mut Value)) -> Response<Bytes> {
    let (mut head, body) = answer.into_parts();
    let mut body: Value = serde_json::from_slice(&body).unwrap_or_default();
    change(&mut body);
    head.headers.remove("x-amz-crc32");
    Response::from_parts(head, body.to_string().into())
}

fn nothing() -> Response<Bytes> {
    Response::new(Bytes::from_static(b"{}"))
}

fn is_of_items(call: &Call) -> bool {
    let table = call.input()["TableName"].as_str();
    table.is_some_and(|table| table.starts_with("itemsTable"))
}

fn lists_peers(call: &Call) -> bool {
    topic(call).is_some_and(|topic| topic.starts_with("board/"))
}

fn consistent_reads(off: bool, call: Call, next: Next<Call>) -> BoxFuture<'static, Answer> {
    Box::pin(next.run(changed(call, |input| {
        if off {
            input.as_object_mut().unwrap().remove("ConsistentRead");
        }
    })))
}

fn conditions(call: Call, next: Next<Call>) -> BoxFuture<'static, Answer> {
    Box::pin(next.run(changed(call, |input| {
        if let Some(condition) = input["ConditionExpression"].as_str() {
            // All of its names must still be used.
            let always = "attribute_exists(#itemId) OR attribute_not_exists(#itemId)";
            input["ConditionExpression"] = format!("({condition}) OR {always}").into();
        }
    })))
}

fn tombstones(call: Call, next: Next<Call>) -> BoxFuture<'static, Answer> {
    Box::pin(async move {
        let deletes = !call.input()["ExpressionAttributeValues"][":expires"].is_null();
        let mut row = call.clone();
        let answer = next.clone().run(call).await?;
        if deletes && answer.status().is_success() {
            let target = HeaderValue::from_static("DynamoDB_20120810.DeleteItem");
            row.head.headers.insert(TARGET, target);
            let row = changed(row, |input| {
                *input = json!({"TableName": input["TableName"], "Key": input["Key"]});
            });
            next.run(row).await?;
        }
        Ok(answer)
    })
}

fn versions(call: Call, next: Next<Call>) -> BoxFuture<'static, Answer> {
    Box::pin(next.run(changed(call, |input| {
        if let Some(one) = input.pointer_mut("/ExpressionAttributeValues/:one") {
            *one = json!({"N": "0"});
        }
    })))
}

fn own_request(call: Call, next: Next<Call>) -> BoxFuture<'static, Answer> {
    Box::pin(async move {
        let answer = next.run(call).await?;
        Ok(changed_answer(answer, |answer| {
            if let Some(row) = answer.get_mut("Item").and_then(Value::as_object_mut) {
                row.remove("lastRequest");
            }
            let rows = answer.get_mut("Items").and_then(Value::as_array_mut);
            for row in rows.into_iter().flatten() {
                row.as_object_mut().unwrap().remove("lastRequest");
            }
        }))
    })
}

fn no_repeats(call: Call, next: Next<Call>) -> BoxFuture<'static, Answer> {
    Box::pin(async move {
        if is(&call, "UpdateItem") {
            next.clone().run(call.clone()).await?;
        }
        next.run(call).await
    })
}

/// The board's row comes late. Without its own row a connection would be closed at once, again and again until the board is full.
fn rows_first(call: Call, next: Next<Call>) -> BoxFuture<'static, Answer> {
    Box::pin(async move {
        if !(is(&call, "BatchWriteItem") && call.input().to_string().contains("PutRequest")) {
            return next.run(call).await;
        }
        let only = |of_board: bool| {
            changed(call.clone(), |input| {
                let tables = input["RequestItems"].as_object_mut().unwrap();
                for rows in tables.values_mut() {
                    rows.as_array_mut().unwrap().retain(|row| {
                        let topic = row["PutRequest"]["Item"]["topic"]["S"].as_str();
                        topic.unwrap().starts_with("board/") == of_board
                    });
                }
            })
        };
        let (own, late) = (only(false), only(true));
        let later = next.clone();
        tokio::spawn(async move {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let _ = later.run(late).await;
        });
        next.run(own).await
    })
}

fn every_peer(call: Call, next: Next<Call>) -> BoxFuture<'static, Answer> {
    Box::pin(async move {
        if !lists_peers(&call) {
            return next.run(call).await;
        }
        let call = changed(call, |input| input["Limit"] = 2.into());
        let answer = next.run(call).await?;
        Ok(changed_answer(answer, |answer| {
            answer.as_object_mut().unwrap().remove("LastEvaluatedKey");
        }))
    })
}

fn rows_deleted(call: Call, next: Next<Call>) -> BoxFuture<'static, Answer> {
    Box::pin(async move {
        if is(&call, "BatchWriteItem") && call.input().to_string().contains("DeleteRequest") {
            return Ok(nothing());
        }
        next.run(call).await
    })
}

/// Answers a query for a topic as it was answered the last time that there was something.
struct Remembering {
    topics: &'static str,
    answers: Mutex<HashMap<String, Response<Bytes>>>,
}

impl Remembering {
    fn on(topics: &'static str) -> Arc<dyn Layer<Call>> {
        Arc::new(Self {
            topics,
            answers: Mutex::default(),
        })
    }
}

impl Layer<Call> for Remembering {
    fn pass(&self, call: Call, next: Next<Call>) -> BoxFuture<'_, Answer> {
        Box::pin(async move {
            let topic = topic(&call).filter(|topic| topic.starts_with(self.topics));
            let Some(topic) = topic.map(str::to_owned) else {
                return next.run(call).await;
            };
            let answer = next.run(call).await?;
            let found: Value = serde_json::from_slice(answer.body()).unwrap_or_default();
            let mut answers = self.answers.lock().unwrap();
            let former = answers.get(&topic).cloned();
            if found["Count"].as_u64() > Some(0) {
                answers.insert(topic, answer.clone());
            }
            Ok(former.unwrap_or(answer))
        })
    }
}
