//! Runs that leave something out: they go on after a failure, or work on some resources only.

use crate::thing::{Journal, TestProvider, TestProviderArgs, Thing, ThingArgs, changes, thing};
use pulumi::{
    Component, Context, Output, ResourceOptions, Value,
    engine::{Engine, Failed, Operation, Severity, State},
};
use pulumi_gestalt_proto::pulumi::pulumirpc::{
    self as rpc, RegisterResourceRequest, resource_monitor_client::ResourceMonitorClient,
};
use std::collections::BTreeSet;

fn engine(journal: &Journal, state: State) -> Engine {
    Engine::new("p", "s")
        .provider("test:", journal.clone())
        .state(state)
}

fn errors(failed: &Failed) -> Vec<&str> {
    let said = failed.diagnostics.iter();
    let errors = said.filter(|said| said.severity == Severity::Error);
    errors.map(|said| said.message.as_str()).collect()
}

/// `b` is made of `a`, which cannot be created; `d` is by itself.
fn with_a_failure(ctx: &Context) -> anyhow::Result<()> {
    let a = thing(ctx, "a", "cursed");
    let title = a
        .arn
        .map(|arn: String| -> String { panic!("it was called with {arn}") });
    let b = Thing::new(
        ctx,
        "b",
        ThingArgs::new().title(title),
        ResourceOptions::new(),
    );
    let after = ResourceOptions::new().depends_on(&b);
    Thing::new(ctx, "c", ThingArgs::new(), after);
    thing(ctx, "d", "t");
    ctx.export("b", &b.arn);
    Ok(())
}

#[tokio::test]
async fn a_run_that_goes_on_creates_all_that_does_not_need_what_failed() {
    let journal = Journal::default();
    let run = engine(&journal, State::default()).continue_on_error(true);
    let failed = run.run(with_a_failure).await.unwrap_err();
    assert_eq!(journal.entries(), ["create d"]);
    assert_eq!(
        errors(&failed),
        ["test:index/thing:Thing `a`: property `title`: no luck with this one"]
    );
    // What depends on the failure is registered all the same, with unknown inputs.
    let registered = |name: &str| failed.registrations.iter().find(|r| r.name == name);
    assert_eq!(registered("b").unwrap().inputs["title"], Value::Unknown);
    assert!(registered("c").is_some());
}

#[tokio::test]
async fn a_run_that_went_on_after_a_failure_deletes_nothing() {
    let journal = Journal::default();
    let first = engine(&journal, State::default()).run(|ctx| {
        thing(ctx, "gone", "t");
        Ok(())
    });
    let state = first.await.unwrap().state;
    let run = engine(&journal, state).continue_on_error(true);
    let failed = run.run(with_a_failure).await.unwrap_err();
    assert!(failed.state.resources.iter().any(|r| r.name == "gone"));
    assert_eq!(journal.entries(), ["create gone", "create d"]);
}

#[tokio::test]
async fn a_program_hears_of_each_resource_whether_it_succeeded_failed_or_was_skipped() {
    let run = engine(&Journal::default(), State::default()).continue_on_error(true);
    let failed = run.run_with(|request| async move {
        let address = format!("http://{}", request.monitor_address);
        let mut monitor = ResourceMonitorClient::connect(address).await.unwrap();
        let mut results = Vec::new();
        for (name, title, dependencies) in [
            ("a", "cursed", vec![]),
            (
                "b",
                "t",
                vec!["urn:pulumi:s::p::test:index/thing:Thing::a".to_owned()],
            ),
            ("c", "t", vec![]),
        ] {
            let title = prost_types::value::Kind::StringValue(title.into());
            let title = prost_types::Value { kind: Some(title) };
            let request = RegisterResourceRequest {
                r#type: Thing::TYPE.into(),
                name: name.into(),
                custom: true,
                dependencies,
                object: Some(prost_types::Struct {
                    fields: [("title".to_owned(), title)].into(),
                }),
                supports_result_reporting: true,
                ..Default::default()
            };
            let response = monitor.register_resource(request).await.unwrap();
            results.push(response.into_inner().result());
        }
        let expected = [rpc::Result::Fail, rpc::Result::Skip, rpc::Result::Success];
        assert_eq!(results, expected);
        Ok(())
    });
    assert_eq!(errors(&failed.await.unwrap_err()).len(), 1);
}

fn targets(names: &[&str]) -> BTreeSet<String> {
    let urns = names.iter();
    urns.map(|name| format!("urn:pulumi:s::p::test:index/thing:Thing::{name}"))
        .collect()
}

fn three(title: &'static str) -> impl FnOnce(&Context) -> anyhow::Result<()> + Send + 'static {
    move |ctx| {
        let a = thing(ctx, "a", title);
        let arn = a.arn.map(|arn| arn + "!");
        Thing::new(
            ctx,
            "b",
            ThingArgs::new().title(&arn),
            ResourceOptions::new(),
        );
        thing(ctx, "c", title);
        ctx.export("a", &a.arn);
        ctx.export("title", &a.title);
        Ok(())
    }
}

#[tokio::test]
async fn only_targets_are_created_and_the_outputs_of_others_are_unknown() {
    let journal = Journal::default();
    let run = engine(&journal, State::default()).targets(targets(&["c"]));
    let outcome = run.run(three("t")).await.unwrap();
    assert_eq!(changes(&outcome), [(Operation::Create, "c")]);
    // What the program gave is known; what the provider would say is not, and so its export is left out.
    assert_eq!(outcome.exports.keys().collect::<Vec<_>>(), ["title"]);
    let b = outcome.registrations.iter().find(|r| r.name == "b");
    assert_eq!(b.unwrap().inputs["title"], Value::Unknown);
}

#[tokio::test]
async fn what_is_no_target_stays_as_it_was() {
    let journal = Journal::default();
    let first = engine(&journal, State::default()).run(three("old")).await;
    let run = engine(&journal, first.unwrap().state).targets(targets(&["c"]));
    let outcome = run.run(three("new")).await.unwrap();
    assert_eq!(changes(&outcome), [(Operation::Update, "c")]);
    assert_eq!(outcome.exports["a"], Value::from("arn:a"));
    let a = outcome.state.resources.iter().find(|r| r.name == "a");
    assert_eq!(a.unwrap().inputs["title"], Value::from("old"));
}

#[tokio::test]
async fn what_is_no_target_is_not_deleted() {
    let journal = Journal::default();
    let first = engine(&journal, State::default()).run(three("t")).await;
    let run = engine(&journal, first.unwrap().state).targets(targets(&["c"]));
    let outcome = run.run(|_| Ok(())).await.unwrap();
    assert_eq!(changes(&outcome), [(Operation::Delete, "c")]);
}

#[tokio::test]
async fn a_target_that_needs_what_is_not_there_is_an_error_that_names_both() {
    let run = engine(&Journal::default(), State::default()).targets(targets(&["b"]));
    let failed = run.run(three("t")).await.unwrap_err();
    assert_eq!(
        errors(&failed),
        [
            "test:index/thing:Thing `b`: depends on urn:pulumi:s::p::test:index/thing:Thing::a, which does not exist yet and is \
             not among the targets"
        ]
    );
}

#[tokio::test]
async fn components_and_providers_come_along_with_the_targets() {
    let journal = Journal::default();
    let target = "urn:pulumi:s::p::test:index:Group$test:index/thing:Thing::a";
    let run = engine(&journal, State::default()).targets([target.to_owned()].into());
    let outcome = run.run(|ctx| {
        let provider = TestProvider::new(ctx, "p", TestProviderArgs::new(), ResourceOptions::new());
        let options = ResourceOptions::new().provider(&provider);
        let group = Component::new(ctx, "test:index:Group", "g", options);
        let below = ResourceOptions::new().parent(&group);
        let a = Thing::new(ctx, "a", ThingArgs::new(), below);
        group.register_outputs([("a", &a.arn)]);
        let both = Output::join((&a.arn, &a.id));
        ctx.export("both", &both);
        Ok(())
    });
    assert!(outcome.await.unwrap().exports.contains_key("both"));
    assert_eq!(journal.entries(), ["create p", "create a"]);
}
