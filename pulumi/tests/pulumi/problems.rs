//! What goes wrong in a program, and how it is told.

use crate::thing::{Journal, Thing, ThingArgs, thing};
use anyhow::Context as _;
use pulumi::{
    ResourceOptions, RunRequest,
    engine::{Engine, Failed, Severity},
    testing::Mocks,
};
use serde_json::json;

fn errors(failed: &Failed) -> Vec<(Option<&str>, &str)> {
    let said = failed
        .diagnostics
        .iter()
        .filter(|said| said.severity == Severity::Error);
    said.map(|said| (said.urn.as_deref(), said.message.as_str()))
        .collect()
}

#[test]
fn an_error_of_the_program_is_one_diagnostic_with_its_causes() {
    let failed = Mocks::new()
        .try_declare(|_| Err(anyhow::anyhow!("no such file")).context("cannot read the artifact"))
        .unwrap_err();
    assert_eq!(
        errors(&failed),
        [(None, "cannot read the artifact: no such file")]
    );
}

#[test]
fn a_panic_of_the_program_is_a_diagnostic_with_its_place() {
    let failed = Mocks::new()
        .try_declare(|_| panic!("out of {}", "luck"))
        .unwrap_err();
    let text = failed.to_string();
    assert!(
        text.starts_with("the program panicked at pulumi/tests/pulumi/problems.rs:"),
        "{text}"
    );
    assert!(text.ends_with(": out of luck"), "{text}");
}

#[test]
fn a_panic_in_a_mapping_is_a_diagnostic_with_its_place() {
    let failed = Mocks::new()
        .try_declare(|ctx| {
            let title = thing(ctx, "a", "t")
                .id
                .map(|_: String| -> String { panic!("oh") });
            Thing::new(
                ctx,
                "b",
                ThingArgs::new().title(title),
                ResourceOptions::new(),
            );
            Ok(())
        })
        .unwrap_err();
    let errors = errors(&failed);
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert!(
        errors[0].1.contains("problems.rs:") && errors[0].1.ends_with(": oh"),
        "{errors:?}"
    );
}

#[test]
fn an_output_of_another_type_is_an_error_that_names_resource_and_property() {
    let failed = Mocks::new()
        .outputs(Thing::TYPE, json!({"size": "large"}))
        .try_declare(|ctx| {
            ctx.export("size", thing(ctx, "a", "t").size.map(|size| size + 1));
            Ok(())
        })
        .unwrap_err();
    assert_eq!(
        errors(&failed),
        [(
            Some("urn:pulumi:stack::project::test:index/thing:Thing::a"),
            "test:index/thing:Thing `a`: the provider gave an output `size` that is not as its type says: \
             invalid type: string \"large\", expected i64",
        )]
    );
}

#[test]
fn an_output_that_nobody_needs_is_not_an_error() {
    Mocks::new()
        .outputs(Thing::TYPE, json!({"size": "large"}))
        .declare(|ctx| {
            thing(ctx, "a", "t");
            Ok(())
        });
}

#[test]
fn what_fails_for_one_cause_is_told_once() {
    let failed = Mocks::new()
        .try_declare(|ctx| {
            let broken = thing(ctx, "a", "t")
                .id
                .try_map(|_| -> anyhow::Result<String> { anyhow::bail!("broken") });
            for name in ["b", "c"] {
                let child = Thing::new(
                    ctx,
                    name,
                    ThingArgs::new().title(&broken),
                    ResourceOptions::new(),
                );
                ctx.export(name, &child.id);
            }
            Ok(())
        })
        .unwrap_err();
    assert_eq!(errors(&failed), [(None, "broken")]);
}

#[tokio::test]
async fn everything_downstream_of_a_failed_registration_ends_quietly() {
    let engine = Engine::new("p", "s").provider("test:", Journal::default());
    let failed = engine
        .run(|ctx| {
            let cursed = thing(ctx, "a", "cursed");
            let next = Thing::new(
                ctx,
                "b",
                ThingArgs::new().title(&cursed.id),
                ResourceOptions::new(),
            );
            Thing::new(
                ctx,
                "c",
                ThingArgs::new().title(&next.arn),
                ResourceOptions::new(),
            );
            ctx.export("arn", &next.arn);
            Ok(())
        })
        .await
        .unwrap_err();
    assert_eq!(
        errors(&failed),
        [(
            Some("urn:pulumi:s::p::test:index/thing:Thing::a"),
            "test:index/thing:Thing `a`: property `title`: no luck with this one",
        )]
    );
}

#[tokio::test]
async fn a_name_that_is_used_twice_is_told_by_the_program() {
    let engine = Engine::new("p", "s").provider("test:", Journal::default());
    let failed = engine
        .run(|ctx| {
            thing(ctx, "a", "one");
            thing(ctx, "a", "two");
            Ok(())
        })
        .await
        .unwrap_err();
    assert_eq!(
        failed.to_string(),
        "test:index/thing:Thing `a`: the URN urn:pulumi:s::p::test:index/thing:Thing::a is registered twice: choose another name"
    );
}

#[tokio::test]
async fn an_engine_that_cannot_be_reached_is_an_error_that_names_its_address() {
    // Nobody listens there. A port that was free a moment ago may be another test's by now.
    let address = "127.0.0.1:1";
    let request = RunRequest {
        monitor_address: address.to_owned(),
        ..RunRequest::default()
    };
    let error = pulumi::run(|_| Ok(()), request).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "cannot reach the Pulumi engine at {address}: this is a Pulumi program, which the Pulumi CLI runs: \
             `pulumi preview` or `pulumi up` in the folder of its Pulumi.yaml"
        )
    );
    assert!(!error.is_reported());
}

#[test]
fn messages_of_the_program_reach_the_log_in_order() {
    let declared = Mocks::new().declare(|ctx| {
        ctx.log().info("one");
        ctx.log().warn("two");
        ctx.log().status("three");
        Ok(())
    });
    let said: Vec<_> = declared.diagnostics().iter().collect();
    let said: Vec<_> = said
        .iter()
        .map(|d| (d.severity, d.message.as_str(), d.ephemeral))
        .collect();
    assert_eq!(
        said,
        [
            (Severity::Info, "one", false),
            (Severity::Warning, "two", false),
            (Severity::Info, "three", true)
        ]
    );
}

#[test]
fn a_program_may_leave_its_context_behind() {
    let kept = std::sync::Arc::new(std::sync::Mutex::new(None));
    let place = kept.clone();
    Mocks::new().declare(move |ctx| {
        *place.lock().unwrap() = Some(ctx.clone());
        Ok(())
    });
    assert_eq!(kept.lock().unwrap().as_ref().unwrap().stack(), "stack");
}
