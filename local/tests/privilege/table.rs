//! `docs/permissions.md`: what the handler's role may do, what needs it, and why.

use super::stack::Uses;
use std::collections::{BTreeMap, BTreeSet};

/// Why there is each grant: the one thing that no test can find out.
const WHY: [(&str, &str, &str); 9] = [
    (
        "dynamodb:PutItem",
        "table/itemsTable",
        "A new item is put if its key is free. Its condition fails on an item or a tombstone with the same `clientToken`, and hands back what is there.",
    ),
    (
        "dynamodb:UpdateItem",
        "table/itemsTable",
        "A change is made if the item is there, in the version expected. A deletion is one too: it leaves a tombstone, so nothing needs `DeleteItem`.",
    ),
    (
        "dynamodb:Query",
        "table/itemsTable",
        "A board is one partition, read page by page, for a client and for a snapshot of it; and one item, where it has to be looked up what became of a change. Nothing needs `Scan` or `GetItem`.",
    ),
    (
        "dynamodb:BatchWriteItem",
        "table/usersTable",
        "A connection is two rows, written together when it begins, and deleted together when it ends or turns out to be gone.",
    ),
    (
        "dynamodb:Query",
        "table/usersTable",
        "Who must hear of a change, how many are connected, and which board a connection is on.",
    ),
    (
        "execute-api:ManageConnections",
        "POST/@connections/{connectionId}",
        "Changes are posted to the others of a board, a snapshot to its sender, too, and the reply to a sender that has lost its rows.",
    ),
    (
        "execute-api:ManageConnections",
        "DELETE/@connections/{connectionId}",
        "Who cannot be told of a change is closed, and so connects and reads the board again. Nothing needs `GET`.",
    ),
    (
        "logs:CreateLogStream",
        "log-group:handler-logs:log-stream:{logStream}",
        "Each sandbox writes to a stream of its own. The group is declared, so nothing needs `CreateLogGroup`.",
    ),
    (
        "logs:PutLogEvents",
        "log-group:handler-logs:log-stream:{logStream}",
        "What a sandbox writes.",
    ),
];

/// What sandboxes write comes at any time.
const ALWAYS: &str = "every event";

/// The document. A use that nobody has a reason for is an error.
pub fn document(uses: &Uses) -> Result<String, String> {
    let mut rows: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
    for (used, routes) in uses.iter().filter(|(used, _)| used.allowed) {
        let key = (used.action.clone(), logical(&used.resource));
        let routes = match used.action.starts_with("logs:") {
            true => &BTreeSet::from([ALWAYS]),
            false => routes,
        };
        rows.entry(key).or_default().extend(routes);
    }
    let mut document = String::from(
        "# What the handler may do

The role of the function `handler` has these grants and no others. Each of them is used, and nothing that the function does lacks one: a test
drives every path of the handler on the laptop, where each call is signed as the role and its policy evaluated, and holds what was used against
what is declared. It fails in both directions, and names the grant that is missing or to be removed. This page is what it found
(`cargo test --package local --test privilege`; with `GOLDEN=rewrite` it is written anew).

Resources are written by their logical names, in ARNs of the stack's region and account. `{…}` is different every time.

| action | on | used by | why |
|---|---|---|---|
",
    );
    for ((action, resource), routes) in &rows {
        let why = WHY
            .iter()
            .find(|(known, on, _)| known == action && resource.ends_with(on));
        let Some((_, _, why)) = why else {
            return Err(format!(
                "{action} on {resource}: say in table.rs why the handler needs it"
            ));
        };
        let routes: Vec<_> = routes
            .iter()
            .map(|route| match *route {
                ALWAYS => ALWAYS.to_owned(),
                route => format!("`{route}`"),
            })
            .collect();
        document += &format!(
            "| `{action}` | `{resource}` | {} | {why} |\n",
            routes.join(", ")
        );
    }
    let found = |(action, on, _): &&(&str, &str, &str)| {
        !rows
            .keys()
            .any(|(used, resource)| used == action && resource.ends_with(on))
    };
    match WHY.iter().find(found) {
        Some((action, on, _)) => Err(format!(
            "{action} on {on}: table.rs says why, and nothing uses it"
        )),
        None => Ok(document),
    }
}

/// A resource's ARN from the service on, without what is made up for each stack.
pub fn logical(arn: &str) -> String {
    let parts: Vec<_> = arn.splitn(6, ':').collect();
    let [_, _, service, _, _, resource] = parts[..] else {
        return arn.to_owned();
    };
    let suffix = |part: &str| {
        let (name, suffix) = part.rsplit_once('-')?;
        let made_up = suffix.len() == 7 && suffix.chars().all(|c| c.is_ascii_hexdigit());
        made_up.then(|| name.to_owned())
    };
    let named = |separator: char, text: &str| -> String {
        let parts = text
            .split(separator)
            .map(|part| suffix(part).unwrap_or_else(|| part.to_owned()));
        parts.collect::<Vec<_>>().join(&separator.to_string())
    };
    match service {
        // The API's id has no logical part.
        "execute-api" => {
            let (_, path) = resource.split_once('/').unwrap_or_default();
            format!("execute-api:{}/{path}", infra::program::API_NAME)
        }
        _ => format!("{service}:{}", named('/', &named(':', resource))),
    }
}
