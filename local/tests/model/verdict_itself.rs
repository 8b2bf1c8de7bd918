//! The verdict, on histories written by hand: what it must accept, and what it must not.

use super::{
    history::{Commit, Happened, Heard, Moment, Request},
    replica::{Replica, Rules},
    verdict::{Latest, Verdict, compare, compare_rows},
};
use serde_json::{Value, json};

const ITEM: &str = "tea";

fn asked(asked: Value, between: (Moment, Moment), reply: Option<Value>) -> Request {
    Request {
        asked,
        between,
        reply,
    }
}

fn create() -> Value {
    json!({"action": "createItem", "title": "tea", "status": "todo"})
}

fn update(expected_version: Option<u64>) -> Value {
    let mut update = json!({"action": "updateStatus", "itemId": ITEM, "status": "done"});
    if let Some(version) = expected_version {
        update["expectedVersion"] = version.into();
    }
    update
}

fn item(version: u64, status: &str) -> Value {
    json!({"itemId": ITEM, "version": version, "title": "tea", "status": status})
}

fn created() -> Request {
    let reply = json!({"message": "Item created", "item": item(1, "todo")});
    asked(create(), (0, 3), Some(reply))
}

fn refused(code: &str) -> Option<Value> {
    Some(json!({"error": {"code": code}}))
}

fn commit(version: u64, status: &str, between: (Moment, Moment)) -> Commit {
    Commit {
        item: ITEM.to_owned(),
        version,
        state: Some(("tea".to_owned(), status.to_owned())),
        between,
    }
}

fn violations(requests: Vec<Request>, commits: Vec<Commit>) -> Vec<String> {
    Verdict::of(Happened {
        requests,
        commits,
        events: vec![],
    })
    .violations
}

/// What is wrong when a client hears of this at a moment.
fn wrong_with_event(event: Value, at: Moment) -> Vec<String> {
    let update = asked(update(None), (4, 8), refused("Unavailable"));
    Verdict::of(Happened {
        requests: vec![created(), update],
        commits: vec![commit(1, "todo", (1, 2)), commit(2, "done", (6, 7))],
        events: vec![Heard {
            client: 0,
            event,
            at,
        }],
    })
    .violations
}

#[test]
fn two_changes_of_which_nobody_was_told_may_have_been_made_in_either_order() {
    let commits = vec![
        commit(1, "todo", (1, 2)),
        commit(2, "done", (6, 7)),
        commit(3, "done", (8, 9)),
    ];
    // The one that could have made either change has given up first; it made the later one.
    let any = asked(update(None), (4, 10), refused("Unavailable"));
    let second = asked(update(Some(1)), (5, 11), None);
    for requests in [
        vec![created(), any.clone(), second.clone()],
        vec![created(), second, any],
    ] {
        let violations = violations(requests, commits.clone());
        assert!(violations.is_empty(), "{violations:#?}");
    }
}

#[test]
fn a_request_that_makes_its_change_twice_is_seen() {
    let commits = vec![
        commit(1, "todo", (1, 2)),
        commit(2, "done", (6, 7)),
        commit(3, "done", (8, 9)),
    ];
    for requests in [
        vec![created(), asked(update(None), (4, 10), None)],
        vec![
            created(),
            asked(update(None), (4, 10), None),
            asked(update(Some(1)), (5, 11), refused("Throttled")),
        ],
    ] {
        let violations = violations(requests, commits.clone());
        assert_eq!(violations.len(), 1, "{violations:#?}");
        assert!(violations[0].starts_with("a change that nobody asked for"));
        assert!(violations[0].contains("updateStatus"), "says who asked");
    }
}

#[test]
fn a_change_from_before_it_was_asked_for_is_seen() {
    let violations = violations(
        vec![created(), asked(update(None), (8, 9), None)],
        vec![commit(1, "todo", (1, 2)), commit(2, "done", (5, 6))],
    );
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert!(violations[0].starts_with("a change that nobody asked for"));
}

/// A create with a token, until then, is told of the second version, which is made between 5 and 6.
fn told_of_a_later_version(until: Moment) -> Vec<String> {
    let mut create = create();
    create["clientToken"] = "token".into();
    let reply = json!({"message": "Item created", "item": item(2, "done")});
    let updated = json!({"response": {"Attributes": item(2, "done")}});
    violations(
        vec![
            asked(create, (0, until), Some(reply)),
            asked(update(None), (3, 8), Some(updated)),
        ],
        vec![commit(1, "todo", (1, 2)), commit(2, "done", (5, 6))],
    )
}

#[test]
fn a_repeatable_create_that_is_told_of_a_later_version_may_have_made_the_first() {
    let violations = told_of_a_later_version(9);
    assert!(violations.is_empty(), "{violations:#?}");
}

#[test]
fn an_event_tells_of_a_change_that_was_made_before() {
    let created =
        |version, status| json!({"message": "Item created", "item": item(version, status)});
    let updated =
        |status| json!({"message": "Item updated", "response": {"Attributes": item(2, status)}});
    for (event, at, problem) in [
        (created(1, "todo"), 3, None),
        (updated("done"), 7, None),
        (updated("done"), 5, Some("a change that is made later")),
        (updated("todo"), 9, Some("what was not stored")),
        (created(3, "todo"), 9, Some("a version that was not stored")),
        (
            json!({"message": "Item deleted", "item": {"itemId": ITEM, "version": 2}}),
            9,
            Some("what was not stored"),
        ),
        (json!({}), 9, Some("a version that was not stored")),
    ] {
        let violations = wrong_with_event(event.clone(), at);
        assert_eq!(
            violations.len(),
            usize::from(problem.is_some()),
            "{event}: {violations:#?}"
        );
        if let Some(problem) = problem {
            assert!(violations[0].starts_with(&format!("an event tells of {problem}")));
        }
    }
}

#[test]
fn a_reply_from_before_its_change_is_seen() {
    let violations = told_of_a_later_version(4);
    assert_eq!(violations.len(), 1, "{violations:#?}");
    assert!(violations[0].starts_with("a reply tells of a change that is made later"));
}

#[test]
fn an_item_that_only_a_client_has_is_seen() {
    let mut has = Replica::default();
    has.take(&item(1, "todo"), Rules::ALL);
    for announced_only in [false, true] {
        let wrong = compare("after a scan", 0, &has, &[], announced_only);
        assert_eq!(wrong.len(), 1, "{wrong:#?}");
        assert!(wrong[0].contains("never stored"));
    }
}

#[test]
fn a_row_that_is_not_what_was_written_last_is_seen() {
    let row = |version: &str, status: &str| json!({"itemId": {"S": ITEM}, "version": {"N": version}, "title": {"S": "tea"}, "status": {"S": status}});
    let deleted = json!({"itemId": {"S": ITEM}, "version": {"N": "2"}, "deletedAt": {"S": "now"}});
    let latest = [Latest {
        item: ITEM.to_owned(),
        version: 2,
        state: Some(("tea".to_owned(), "done".to_owned())),
        announced: true,
    }];
    assert!(compare_rows(&[row("2", "done")], &latest).is_empty());
    for (rows, wrong) in [
        (vec![], 1),
        (vec![row("1", "done")], 2),
        (vec![row("2", "todo")], 2),
        (vec![deleted], 2),
    ] {
        assert_eq!(compare_rows(&rows, &latest).len(), wrong, "{rows:?}");
    }
}
