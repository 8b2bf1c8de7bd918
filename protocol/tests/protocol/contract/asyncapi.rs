//! The contract as an AsyncAPI document. It describes the server, which receives requests and sends events.

use protocol::names::defaults;
use protocol::{Action, Format};
use serde_json::{Map, Value, json};

use super::definitions::reference;
use super::examples::examples;
use super::formats::pascal_case;
use super::schemas::{SCHEMAS, reply_name};

const ABOUT: &str = "\
A kanban board that several people see and change at the same time. A client opens a WebSocket to one board, sends
requests, each a JSON object in a text frame, gets one reply to each, and hears of every change that others make.

A connection chooses its format when it is made. `json` is for new clients. `dynamodb`, the default, is the first
contract and frozen: it writes values as DynamoDB does, and nothing new appears in its items.

[protocol.md](protocol.md) tells what the frames mean together, and the four rules by which a client is always right.";

const CONNECTING: &str = "\
All parameters of the query are optional, and unknown ones are ignored. A handshake is refused with 400 if a parameter \
is wrong or given twice, 403 if the page's origin is not allowed, 429 if the board has all the connections that it may \
have, and 500 if the database does not answer; the body is a `Refusal`.";

const CHANGES: &str = "\
A change that another connection made, with `events=delta`. With `events=snapshot` too, if the board does not fit in one \
message.";

const SNAPSHOTS: &str = "\
The whole board after a change, with `events=snapshot`. It follows the connection's own changes as well, and then comes \
before the reply.";

pub(crate) fn document() -> Value {
    let mut channels = Map::new();
    let mut operations = Map::new();
    let mut messages = Map::new();
    for format in Format::ALL {
        channels.insert(format.as_str().to_owned(), channel(format));
        operations.extend(requests(format));
        operations.extend(events(format));
        for name in messages_of(format) {
            let message = message(&name);
            messages.entry(name).or_insert(message);
        }
        for (name, example) in examples(format) {
            let examples = messages[&SCHEMAS.name(name, format)]["examples"].as_array_mut();
            examples.unwrap().push(json!({"payload": example}));
        }
    }
    json!({
        "asyncapi": "3.1.0",
        "id": "urn:task-board:protocol",
        "info": {
            "title": "Task board",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": {"name": "Apache-2.0", "url": "https://www.apache.org/licenses/LICENSE-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": servers(),
        "channels": channels,
        "operations": operations,
        "components": {"messages": messages, "schemas": SCHEMAS.to_json()},
    })
}

fn servers() -> Value {
    let stage = json!({"description": "The API's stage.", "default": defaults::STAGE});
    json!({
        "cloud": {
            "host": "{api}.execute-api.{region}.amazonaws.com",
            "pathname": "/{stage}",
            "protocol": "wss",
            "description": "API Gateway; the stack's output `websocketUrl` is the whole address.",
            "variables": {
                "api": {"description": "The API's id.", "examples": ["a1b2c3d4e5"]},
                "region": {"description": "The stack's region.", "default": "eu-north-1"},
                "stage": stage,
            },
        },
        "laptop": {
            "host": "127.0.0.1:{port}",
            "pathname": "/{stage}",
            "protocol": "ws",
            "description": "`cargo run`",
            "variables": {
                "port": {"description": "What `--port` says.", "default": "3001"},
                "stage": stage,
            },
        },
    })
}

/// A board in one format: what a client may choose besides it, and every message in either direction.
fn channel(format: Format) -> Value {
    let mut query = SCHEMAS.get("Connecting").unwrap().clone();
    let description = query["properties"]["format"]["description"].take();
    query["properties"]["format"] =
        json!({"description": description, "type": "string", "const": format.as_str()});
    if format != Format::default() {
        query["required"] = json!(["format"]);
    }
    let messages = messages_of(format).into_iter().map(|name| {
        let message = json!({"$ref": format!("#/components/messages/{name}")});
        (name, message)
    });
    json!({
        "address": "/",
        "title": format!("A board, in the format {}", format.as_str()),
        "description": CONNECTING,
        "messages": messages.collect::<Map<_, _>>(),
        "bindings": {"ws": {"method": "GET", "query": query, "bindingVersion": "0.1.0"}},
    })
}

/// The messages of either direction in that format: those of every action, and those that have examples.
fn messages_of(format: Format) -> Vec<String> {
    let mut names = Vec::new();
    for action in Action::ALL {
        names.extend([request_name(action), reply_name(action)]);
    }
    let shown = examples(Format::Json).into_iter();
    names.extend(shown.map(|(name, _)| name.to_owned()));
    let names = names.iter().map(|name| SCHEMAS.name(name, format));
    names.collect()
}

fn request_name(action: Action) -> String {
    pascal_case(action.as_str()) + "Request"
}

fn requests(format: Format) -> Vec<(String, Value)> {
    let operation = |action| {
        let request = request_name(action);
        let reply = reply_name(action);
        let operation = json!({
            "action": "receive",
            "channel": channel_of(format),
            "summary": SCHEMAS.get(&request).unwrap()["description"],
            "messages": messages(format, &[&request]),
            "reply": {
                "channel": channel_of(format),
                "messages": messages(format, &[&reply, "ErrorReply", "GatewayFrame"]),
            },
        });
        (id(action.as_str(), format), operation)
    };
    Action::ALL.map(operation).into()
}

fn events(format: Format) -> [(String, Value); 2] {
    let changes = ["ItemCreatedEvent", "ItemUpdatedEvent", "ItemDeletedEvent"];
    [
        ("change", CHANGES, changes.as_slice()),
        ("snapshot", SNAPSHOTS, &["Snapshot"]),
    ]
    .map(|(name, description, names)| {
        let operation = json!({
            "action": "send",
            "channel": channel_of(format),
            "description": description,
            "messages": messages(format, names),
        });
        (id(name, format), operation)
    })
}

fn id(name: &str, format: Format) -> String {
    match format {
        Format::Json => name.to_owned(),
        Format::Dynamodb => format!("dynamodb-{name}"),
    }
}

fn channel_of(format: Format) -> Value {
    json!({"$ref": format!("#/channels/{}", format.as_str())})
}

fn messages(format: Format, names: &[&str]) -> Vec<Value> {
    let path = |name| {
        let name = SCHEMAS.name(name, format);
        format!("#/channels/{}/messages/{name}", format.as_str())
    };
    names
        .iter()
        .map(|name| json!({"$ref": path(name)}))
        .collect()
}

fn message(name: &str) -> Value {
    let schema = SCHEMAS.get(name).unwrap();
    let mut message = json!({
        "name": name,
        "summary": schema["description"],
        "payload": reference(name),
        "examples": [],
    });
    // The gateway's own id is that of no request.
    if schema["properties"].get("requestId").is_some() && name != "GatewayFrame" {
        message["correlationId"] = json!({"location": "$message.payload#/requestId"});
    }
    message
}
