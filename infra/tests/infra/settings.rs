//! What a stack's file may set, and what it gets for a value that it may not.

use super::declarations::{mocks, program};
use infra::settings::Settings;
use pulumi::{Context, testing::Mocks};
use serde_json::Value;
use std::sync::{Arc, Mutex};

/// The settings that a program reads under mocks.
pub fn read(mocks: Mocks) -> Result<Settings, String> {
    let read = Arc::new(Mutex::new(None));
    let seen = read.clone();
    let program = move |ctx: &Context| {
        *seen.lock().unwrap() = Some(Settings::read(ctx.config())?);
        Ok(())
    };
    mocks
        .try_declare(program)
        .map_err(|failed| failed.to_string())?;
    Ok(read.lock().unwrap().take().unwrap())
}

/// A value as a stack's file has it.
pub fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn a_stack_that_sets_nothing_has_the_defaults() {
    let declared = Settings::declarations().into_iter();
    let given = declared.fold(Mocks::new(), |mocks, setting| {
        mocks.config(&setting.key, text(&setting.default))
    });
    assert_eq!(read(Mocks::new()).unwrap(), read(given).unwrap());
}

#[test]
fn each_value_that_a_setting_cannot_have_is_told_with_what_it_may_be() {
    let cases = [
        (
            "stage",
            "a b",
            "it must be 1 to 128 letters, digits, `-` and `_`",
        ),
        ("stage", "", "it must be 1 to 128 letters"),
        ("statuses", "[]", "must be 1 to 50 statuses"),
        (
            "statuses",
            "[\"todo\",\"todo\"]",
            "must not hold `todo` twice",
        ),
        ("statuses", "todo", "it must be a list"),
        (
            "allowedOrigins",
            "[\"board.example.com\"]",
            "must be a list of origins",
        ),
        (
            "connectionsPerBoard",
            "0",
            "it must be a whole number from 1 to 10000",
        ),
        (
            "handlerMemory",
            "64",
            "it must be a whole number from 128 to 10240",
        ),
        (
            "handlerMemory",
            "much",
            "it must be a whole number from 128 to 10240",
        ),
        (
            "handlerTimeout",
            "29",
            "it must be a whole number from 1 to 28",
        ),
        (
            "handlerArchitecture",
            "x86",
            "it must be one of x86_64, arm64",
        ),
        ("logLevel", " ", "it must be a level"),
        ("logLevel", "warning", "it must be a level"),
        ("logLevel", "info,handler=loud", "it must be a level"),
        ("logRetentionDays", "8", "it must be one of [1, 3, 5"),
        (
            "throttleRate",
            "0",
            "it must be a whole number from 1 to 10000",
        ),
        (
            "throttleBurst",
            "5001",
            "it must be a whole number from 1 to 5000",
        ),
        ("dataProtection", "yes", "it must be true or false"),
        (
            "reservedConcurrency",
            "0",
            "it must be a whole number from 1 to 100000, or -1 for no reservation",
        ),
        ("routeThrottles", "[\"createItem\"]", "ROUTE=RATE/BURST"),
        (
            "routeThrottles",
            "[\"createItem=50\"]",
            "which `createItem=50` is not",
        ),
        ("routeThrottles", "[\"createItem=0/5\"]", "from 1 to 10000"),
        (
            "routeThrottles",
            "[\"createItem=5/5001\"]",
            "from 1 to 5000",
        ),
        (
            "routeThrottles",
            "[\"create=5/5\"]",
            "the routes are $connect, $disconnect, test",
        ),
        (
            "routeThrottles",
            "[\"test=5/5\",\"test=6/6\"]",
            "it must not name the route `test` twice",
        ),
        ("alarmEmail", "board", "one e-mail address"),
        (
            "alarmEmail",
            "a@example.com, b@example.com",
            "one e-mail address",
        ),
        (
            "alarmMessagesPerHour",
            "0",
            "it must be a whole number from 1",
        ),
        ("tags", "[\"team\"]", "each entry must be KEY=VALUE"),
        (
            "tags",
            r#"["a=", "b=", "c=", "d=", "e=", "f=", "g=", "h=", "i="]"#,
            "it must be at most 8 tags",
        ),
        ("tags", "[\"aws:team=board\"]", "does not begin with `aws:`"),
        (
            "tags",
            "[\"team=a\",\"team=b\"]",
            "it must not have the key `team` twice",
        ),
        (
            "tags",
            "[\"Team=a\",\"team=b\"]",
            "it must not have both keys `Team` and `team`, which IAM takes for one",
        ),
        (
            "tags",
            "[\"ÄRA=a\",\"ära=b\"]",
            "it must not have both keys `ÄRA` and `ära`",
        ),
        (
            "tags",
            "[\"Project=x\"]",
            "it must not have the key `Project`, which IAM takes for the program's own `project`",
        ),
        (
            "tags",
            "[\"STACK=x\"]",
            "which IAM takes for the program's own `stack`",
        ),
    ];
    for (key, value, may_be) in cases {
        let error = read(Mocks::new().config(key, value)).unwrap_err();
        assert!(
            error.contains(&format!("`project:{key}` is `{value}`")),
            "{error}"
        );
        assert!(error.contains(may_be), "{key}: {error}");
        assert!(error.contains("Pulumi.stack.yaml"), "{error}");
    }
}

#[test]
fn an_origin_that_no_browser_sends_is_told_with_the_one_that_they_do() {
    for (origin, canonical) in [
        ("https://board.example.com/", "https://board.example.com"),
        ("https://board.example.com:443", "https://board.example.com"),
        ("http://localhost:80", "http://localhost"),
        ("https://a.example:00443", "https://a.example"),
        ("https://a.example:", "https://a.example"),
        ("http://a.example:08080", "http://a.example:8080"),
        ("HTTPS://A.Example", "https://a.example"),
        (" https://a.example", "https://a.example"),
        ("https://a.example/board?x=1#y", "https://a.example"),
        ("https://me:secret@a.example", "https://a.example"),
        ("https:a.example", "https://a.example"),
        ("https:\\\\a.example", "https://a.example"),
        ("https://münchen.example", "https://xn--mnchen-3ya.example"),
        (
            "https://XN--MNCHEN-3YA.example",
            "https://xn--mnchen-3ya.example",
        ),
        ("https://a%2Eexample", "https://a.example"),
        ("https://faß.example", "https://xn--fa-hia.example"),
        ("http://[0:0:0:0:0:0:0:1]:3000", "http://[::1]:3000"),
        ("http://[FE80::1]", "http://[fe80::1]"),
        ("http://[::ffff:192.0.2.1]", "http://[::ffff:c000:201]"),
        ("http://127.1:3000", "http://127.0.0.1:3000"),
        ("http://0x7f.0.0.1", "http://127.0.0.1"),
        ("board.example.com", "https://board.example.com"),
        ("wss://board.example.com", "https://board.example.com"),
        ("ws://localhost:3000", "http://localhost:3000"),
        ("chrome-extension://abcdef/", "chrome-extension://abcdef"),
        ("Capacitor://LocalHost", "capacitor://localhost"),
        ("file:///home/me/board.html", "null"),
        ("file://", "null"),
        ("NULL", "null"),
    ] {
        let list = serde_json::json!(["https://other.example", origin]).to_string();
        let error = read(Mocks::new().config("allowedOrigins", &*list)).unwrap_err();
        let told = format!("which `{origin}` is not: browsers send `{canonical}`");
        assert!(error.contains(&told), "{origin}: {error}");
        let list = serde_json::json!([canonical]).to_string();
        assert!(
            read(Mocks::new().config("allowedOrigins", list)).is_ok(),
            "{canonical}"
        );
    }
}

#[test]
fn what_cannot_be_an_origin_is_told() {
    for origin in [
        "",
        " ",
        "https://",
        "https://*.example.com",
        "https://*",
        "*://a.example",
        "*.example.com",
        "https://a.example:65536",
        "https://a.example:port",
        "https://a b.example",
        "https://a,b.example",
        "https://a<b.example",
        "https://256.256.256.256",
        "http://[::1",
        "http://[::g]",
        "http://::1",
        "/board",
        "**",
    ] {
        let list = serde_json::json!([origin]).to_string();
        let error = read(Mocks::new().config("allowedOrigins", list)).unwrap_err();
        let told = format!(
            "must be a list of origins such as `https://board.example.com`, or `*`, which `{origin}` is not"
        );
        assert!(error.contains(&told), "{origin}: {error}");
        assert!(!error.contains("browsers send"), "{origin}: {error}");
    }
}

#[test]
fn an_origin_as_browsers_send_it_is_taken() {
    let origins = [
        "*",
        "null",
        "https://board.example.com",
        "https://board.example.com:8443",
        "https://board.example.com.",
        "http://localhost:3000",
        "http://127.0.0.1:3001",
        "http://[::1]:3001",
        "https://xn--mnchen-3ya.de",
        "https://my_board.example.com",
        "https://example.com:80",
        "http://example.com:443",
        "chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb",
        "moz-extension://5d3a1b1e-0000-4000-8000-000000000000",
        "capacitor://localhost",
    ];
    let list = serde_json::json!(origins).to_string();
    let settings = read(Mocks::new().config("allowedOrigins", list)).unwrap();
    assert_eq!(settings.allowed_origins.to_string(), origins.join(","));
}

#[test]
fn an_environment_that_lambda_would_refuse_is_told_with_what_takes_the_most_before_anything_is_registered()
 {
    let statuses = |count: usize, chars: usize, character: &str| {
        let names = (10..10 + count).map(|n| format!("{n}{}", character.repeat(chars - 2)));
        serde_json::json!(names.collect::<Vec<_>>()).to_string()
    };
    let origins = |count: usize| {
        let origins = (0..count).map(|n| format!("https://board-{n:03}.of.some.team.example.com"));
        serde_json::json!(origins.collect::<Vec<_>>()).to_string()
    };
    let filter = vec!["handler::some::module=debug"; 60].join(",");
    let statuses_most = "`statuses`";
    for (given, told) in [
        (
            vec![
                ("statuses", statuses(50, 64, "x")),
                ("allowedOrigins", origins(30)),
            ],
            vec!["4096 bytes", "`statuses` (", "`allowedOrigins` ("],
        ),
        // Bytes, not characters.
        (
            vec![("statuses", statuses(50, 50, "ü"))],
            vec![statuses_most],
        ),
        (
            vec![("statuses", statuses(50, 30, "漢"))],
            vec![statuses_most],
        ),
        (
            vec![("allowedOrigins", origins(100))],
            vec!["`allowedOrigins`"],
        ),
        (
            vec![("logLevel", filter), ("statuses", statuses(50, 50, "x"))],
            vec!["`statuses`", "`logLevel`"],
        ),
    ] {
        let given = given
            .iter()
            .fold(mocks(), |mocks, (key, value)| mocks.config(key, &**value));
        let failed = given.try_declare(program).unwrap_err();
        let error = failed.to_string();
        let mut rest = error.as_str();
        for part in told {
            let at = rest
                .find(part)
                .unwrap_or_else(|| panic!("`{part}` in {error}"));
            rest = &rest[at..];
        }
        assert!(
            failed.registrations.iter().all(|r| r.parent.is_none()),
            "only the stack itself"
        );
    }
    let fits = mocks().config("statuses", statuses(50, 64, "x"));
    assert!(fits.try_declare(program).is_ok());
}

#[test]
fn an_unknown_key_is_told_with_the_nearest_and_with_those_there_are() {
    let error = read(Mocks::new().config("handlerMemmory", "256")).unwrap_err();
    let nearest =
        "`project:handlerMemmory` is not a setting (do you mean `project:handlerMemory`?)";
    assert!(error.contains(nearest), "{error}");
    assert!(error.contains("there are stage, statuses"), "{error}");
}

#[test]
fn a_route_whose_throttle_is_not_set_keeps_its_own() {
    let set = Mocks::new().config("routeThrottles", r#"["createItem=10/20","test=5/9"]"#);
    let throttles = read(set).unwrap().route_throttles;
    let throttles: Vec<_> = throttles
        .iter()
        .map(|(key, throttle)| format!("{key}={}/{}", throttle.rate, throttle.burst))
        .collect();
    let expected = [
        "$connect=50/500",
        "createItem=10/20",
        "updateStatus=50/200",
        "deleteItem=50/200",
        "scanEntireTable=50/500",
        "test=5/9",
    ];
    assert_eq!(throttles, expected);
}

#[test]
fn a_region_of_the_wrong_shape_is_told_and_the_regions_of_all_partitions_are_taken() {
    for region in [
        "eu-north",
        "eu-north-1a",
        "EU-NORTH-1",
        "eu_north_1",
        "Stockholm",
        "",
    ] {
        let error = read(Mocks::new().config("aws:region", region)).unwrap_err();
        let told = format!("`aws:region` is `{region}`: it must be a region of AWS");
        assert!(error.contains(&told), "{error}");
    }
    for region in [
        "eu-north-1",
        "us-gov-west-1",
        "cn-northwest-1",
        "us-iso-east-1",
    ] {
        let settings = read(Mocks::new().config("aws:region", region)).unwrap();
        assert_eq!(settings.provider.region.as_ref().unwrap().as_str(), region);
    }
}

#[test]
fn a_setting_of_the_provider_that_would_not_reach_it_is_an_error() {
    let error = read(Mocks::new().config("aws:regoin", "eu-north-1")).unwrap_err();
    assert!(
        error.contains("`aws:regoin` is not a setting (do you mean `aws:region`?)"),
        "{error}"
    );
    let error = read(Mocks::new().config("aws:defaultTags", "{}")).unwrap_err();
    assert!(
        error.contains("`aws:defaultTags` is not a setting"),
        "{error}"
    );
}

#[test]
fn a_secret_that_cannot_be_used_is_not_shown() {
    let error = read(Mocks::new().secret("alarmEmail", "hunter2")).unwrap_err();
    assert!(
        error.contains("`project:alarmEmail`, which is secret"),
        "{error}"
    );
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn what_a_stack_shows_anyway_is_refused_as_a_secret_without_its_value() {
    for (key, value) in [
        ("handlerMemory", "1337"),
        ("dataProtection", "true"),
        ("stage", "beta"),
        ("aws:region", "eu-west-1"),
    ] {
        let error = read(Mocks::new().secret(key, value)).unwrap_err();
        let told = format!("`{key}` is secret, which it cannot be");
        assert!(error.contains(&told), "{error}");
        assert!(!error.contains(value), "{error}");
    }
}

#[test]
fn all_problems_are_told_at_once_and_nothing_is_registered() {
    let failed = mocks()
        .config("handlerTimeout", "29")
        .secret("throttleRate", "617")
        .config("statuses", "[]")
        .config("colour", "red")
        .config("aws:region", "Stockholm")
        .try_declare(program)
        .unwrap_err();
    let error = failed.to_string();
    for key in [
        "handlerTimeout",
        "throttleRate",
        "statuses",
        "colour",
        "aws:region",
    ] {
        assert!(error.contains(key), "{error}");
    }
    assert_eq!(failed.diagnostics.len(), 1, "{error}");
    assert!(
        failed.registrations.iter().all(|r| r.parent.is_none()),
        "only the stack itself"
    );
}
