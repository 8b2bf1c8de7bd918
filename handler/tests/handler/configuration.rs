//! The function's environment.

use std::collections::HashMap;

use handler::Config;
use protocol::Origins;

fn environment(changes: &[(&str, &str)]) -> Result<Config, String> {
    let mut variables: HashMap<&str, &str> = HashMap::from([
        ("ITEMS_TABLE", "items"),
        ("USERS_TABLE", "users"),
        (
            "CONNECTIONS_ENDPOINT",
            "https://abc123.execute-api.eu-north-1.amazonaws.com/production/",
        ),
        ("AWS_LAMBDA_FUNCTION_NAME", "board"),
        ("AWS_REGION", "eu-north-1"),
    ]);
    variables.extend(changes.iter().copied());
    Config::read(|name| variables.get(name).map(|value| (*value).to_owned()))
        .map_err(|error| error.to_string())
}

#[test]
fn what_is_not_declared_has_its_default() {
    let config = environment(&[]).unwrap();
    assert_eq!(config.statuses.to_string(), "todo,inprogress,done");
    assert_eq!(config.allowed_origins, Origins::default());
    assert_eq!(config.connections_per_board, 200);
    assert_eq!(
        config.connections_endpoint,
        "https://abc123.execute-api.eu-north-1.amazonaws.com/production"
    );
}

#[test]
fn every_setting_is_read() {
    let config = environment(&[
        ("BOARD_STATUSES", "now, later"),
        (
            "ALLOWED_ORIGINS",
            "https://a.example, http://localhost:3000",
        ),
        ("CONNECTIONS_PER_BOARD", "7"),
        ("CONNECTIONS_ENDPOINT", "http://127.0.0.1:3001/production"),
    ])
    .unwrap();
    assert_eq!(config.statuses.to_string(), "now,later");
    assert!(config.allowed_origins.allow("http://localhost:3000"));
    assert!(!config.allowed_origins.allow("http://localhost"));
    assert_eq!(config.connections_per_board, 7);
    let anywhere = environment(&[("ALLOWED_ORIGINS", "https://a.example,*")]).unwrap();
    assert!(anywhere.allowed_origins.allow("https://b.example"));
}

#[test]
fn all_problems_are_reported_at_once() {
    let error = environment(&[
        ("ITEMS_TABLE", ""),
        ("USERS_TABLE", ""),
        ("CONNECTIONS_ENDPOINT", "wss://abc/production"),
        ("BOARD_STATUSES", "todo,todo"),
        ("ALLOWED_ORIGINS", "example.com"),
        ("CONNECTIONS_PER_BOARD", "many"),
        ("AWS_REGION", ""),
    ])
    .unwrap_err();
    for named in [
        "ITEMS_TABLE",
        "USERS_TABLE",
        "CONNECTIONS_ENDPOINT",
        "wss://abc/production",
        "BOARD_STATUSES",
        "`todo` twice",
        "ALLOWED_ORIGINS",
        "example.com",
        "CONNECTIONS_PER_BOARD",
        "`many`",
        "1 to 10000",
        "AWS_REGION",
    ] {
        assert!(error.contains(named), "{named} is not in: {error}");
    }
}

#[test]
fn an_endpoint_without_a_stage_is_none() {
    for endpoint in [
        "https://abc.example",
        "https://abc.example/",
        "/production",
        "abc",
        "https://abc/p?x=1",
    ] {
        assert!(
            environment(&[("CONNECTIONS_ENDPOINT", endpoint)]).is_err(),
            "{endpoint}"
        );
    }
}
