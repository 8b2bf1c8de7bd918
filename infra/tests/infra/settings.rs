//! What a stack's file may set, and what it gets for a value that it may not.

use super::declarations::{mocks, program};
use infra::settings::Settings;
use pulumi::{Context, testing::Mocks};
use std::sync::{Arc, Mutex};

/// The settings that a program reads under mocks.
pub fn read(mocks: Mocks) -> Result<Settings, String> {
    let read = Arc::new(Mutex::new(None));
    let seen = read.clone();
    let program = move |ctx: &Context| {
        *seen.lock().unwrap() = Some(ctx.config().read::<Settings>()?);
        Ok(())
    };
    mocks
        .try_declare(program)
        .map_err(|failed| failed.to_string())?;
    Ok(read.lock().unwrap().take().unwrap())
}

#[test]
fn a_stack_that_sets_nothing_has_the_defaults() {
    assert_eq!(read(Mocks::new()).unwrap(), Settings::default());
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
            "it must be a list of origins",
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
fn an_unknown_key_is_told_with_those_there_are() {
    let error = read(Mocks::new().config("handlerMemmory", "256")).unwrap_err();
    assert!(
        error.contains("`project:handlerMemmory` is not a setting"),
        "{error}"
    );
    assert!(error.contains("handlerMemory"), "{error}");
}

#[test]
fn all_problems_are_told_at_once_and_nothing_is_registered() {
    let failed = mocks()
        .config("handlerTimeout", "29")
        .config("statuses", "[]")
        .config("colour", "red")
        .try_declare(program)
        .unwrap_err();
    let error = failed.to_string();
    for key in ["handlerTimeout", "statuses", "colour"] {
        assert!(error.contains(key), "{error}");
    }
    assert!(
        failed.registrations.iter().all(|r| r.parent.is_none()),
        "only the stack itself"
    );
}
