//! What the program and the handler agree on.

use protocol::names::{connections, defaults};
use protocol::{Action, BoardId, Statuses};

#[test]
fn a_list_of_statuses_survives_the_environment() {
    let statuses = Statuses::parse("to do,in progress,done").unwrap();
    assert_eq!(Statuses::parse(&statuses.to_string()), Ok(statuses));
    assert_eq!(
        Statuses::default().to_string(),
        defaults::STATUSES.join(",")
    );
}

#[test]
fn bad_lists_of_statuses_are_refused_with_a_reason() {
    let many = (0..51).map(|n| n.to_string()).collect::<Vec<_>>();
    for (names, reason) in [
        (vec![], "1 to 50"),
        (many, "1 to 50"),
        (vec![String::new()], "empty"),
        (vec!["a".repeat(65)], "at most 64"),
        (vec!["a,b".to_owned()], "commas"),
        (vec![" a".to_owned()], "outer spaces"),
        (vec!["a\u{7}".to_owned()], "control"),
        (
            vec!["a".to_owned(), "b".to_owned(), "a".to_owned()],
            "twice",
        ),
    ] {
        let error = Statuses::try_from(names.clone()).unwrap_err().to_string();
        assert!(error.contains(reason), "{names:?}: {error}");
    }
}

#[test]
fn topics_of_boards_and_connections_never_meet() {
    assert_eq!(
        connections::board_topic(&BoardId::default()),
        "board/default"
    );
    assert_eq!(connections::connection_topic("abc="), "connection/abc=");
}

#[test]
fn every_action_has_a_route_of_its_own() {
    for action in Action::ALL {
        assert_eq!(Action::of_route(action.as_str()), Some(action));
    }
    assert_eq!(Action::of_route("$default"), None);
}
