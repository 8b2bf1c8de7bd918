//! What a stack costs: the sums, and the table that the deploy page shows of them.

use infra::cost::{Cost, Usage};
use std::{fmt::Write as _, fs, path::Path};

/// Whether two amounts are the same to a tenth of a cent in a hundred dollars.
fn close(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-5 * other.abs().max(1e-9)
}

/// One user alone, for one day, who does nothing but what a test says.
fn idle() -> Usage {
    Usage {
        users_of_a_board: 1,
        days: 1,
        hours: 0.0,
        handshakes: 0.0,
        changes: 0.0,
        ..Usage::of(1)
    }
}

#[test]
fn nobody_connected_costs_nothing() {
    assert_eq!(idle().cost().total(), 0.0);
    assert_eq!(Usage::of(0).cost().total(), 0.0);
}

#[test]
fn a_change_is_a_request_a_reply_and_an_event_for_each_other_connection() {
    let million = Usage {
        changes: 1e6,
        users_of_a_board: 10,
        ..idle()
    };
    let cost = million.cost();
    assert_eq!(cost.messages, 11e6);
    assert!(close(cost.api_gateway, 11.00), "{cost:?}");
    // A write of the item, and a read of the board's connections.
    assert!(close(cost.dynamodb, 0.625 + 0.125), "{cost:?}");
    // 50 ms of a quarter of a gigabyte, and the invocation.
    assert!(
        close(cost.lambda, 0.20 + 12_500.0 * 0.000_016_666_7),
        "{cost:?}"
    );
}

#[test]
fn a_connection_costs_its_minutes_and_its_heartbeats() {
    let month = Usage {
        hours: 1e6 / 60.0,
        ..idle()
    };
    let cost = month.cost();
    assert!(close(cost.connection_minutes, 1e6), "{cost:?}");
    assert!(
        close(cost.messages, 4e6),
        "two heartbeats a minute: {cost:?}"
    );
    assert!(close(cost.api_gateway, 0.25 + 4.00), "{cost:?}");
    assert!(close(cost.dynamodb, 2.0 * 0.125), "{cost:?}");
}

#[test]
fn a_handshake_writes_and_deletes_two_rows_and_is_followed_by_a_scan() {
    let million = Usage {
        handshakes: 1e6,
        board_kb: 40.0,
        ..idle()
    };
    let cost = million.cost();
    assert_eq!(cost.messages, 3e6, "a request, and 40 KB are two messages");
    assert!(close(cost.dynamodb, 4.0 * 0.625 + 11.0 * 0.125), "{cost:?}");
    assert!(
        close(cost.lambda, 3.0 * 0.20 + 7_500.0 * 0.000_016_666_7),
        "{cost:?}"
    );
}

#[test]
fn a_message_is_billed_by_each_32_kilobytes_begun() {
    for (board_kb, messages) in [(32.0, 1.0), (33.0, 2.0), (64.0, 2.0), (65.0, 3.0)] {
        let scan = Usage {
            handshakes: 1.0,
            board_kb,
            ..idle()
        };
        assert_eq!(scan.cost().messages - 1.0, messages, "{board_kb} KB");
    }
}

#[test]
fn the_deploy_page_shows_what_is_computed() {
    let mut table = String::from(
        "| users | messages | connection-minutes | API Gateway | Lambda | DynamoDB | together |\n\
         |---:|---:|---:|---:|---:|---:|---:|\n",
    );
    for users in [10, 1_000, 100_000] {
        let cost = Usage::of(users).cost();
        let Cost {
            messages,
            connection_minutes,
            api_gateway,
            lambda,
            dynamodb,
        } = cost;
        writeln!(
            table,
            "| {} | {} | {} | ${api_gateway:.2} | ${lambda:.2} | ${dynamodb:.2} | **${:.2}** |",
            grouped(f64::from(users)),
            grouped(messages),
            grouped(connection_minutes),
            cost.total(),
        )
        .unwrap();
    }
    let page = Path::new(infra::PROJECT).join("docs/deploy.md");
    let page = fs::read_to_string(page).unwrap();
    assert!(
        page.contains(&table),
        "docs/deploy.md should have this table:\n{table}"
    );
}

/// A whole number with commas between groups of three digits.
fn grouped(number: f64) -> String {
    let digits = format!("{number:.0}");
    let first = (digits.len() - 1) % 3 + 1;
    let (head, tail) = digits.split_at(first);
    let groups = tail
        .as_bytes()
        .chunks(3)
        .map(|group| std::str::from_utf8(group).unwrap());
    [head]
        .into_iter()
        .chain(groups)
        .collect::<Vec<_>>()
        .join(",")
}
