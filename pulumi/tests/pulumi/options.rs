//! Options of resources: what goes over the wire, and what an engine makes of it.

use crate::thing::{Journal, Part, Thing, ThingArgs, changes, thing};
use pulumi::{
    Component, Context, CustomTimeouts, Output, ResourceOptions, Value,
    engine::{Engine, Failed, Operation, Options, Outcome, State, Timeouts},
    testing::Mocks,
};
use std::time::Duration;

async fn try_run<P>(journal: &Journal, state: State, program: P) -> Result<Outcome, Failed>
where
    P: FnOnce(&Context) + Send + 'static,
{
    let engine = Engine::new("p", "s")
        .provider("test:", journal.clone())
        .state(state);
    let program = |ctx: &Context| {
        program(ctx);
        Ok(())
    };
    engine.run(program).await
}

async fn run<P>(journal: &Journal, state: State, program: P) -> Outcome
where
    P: FnOnce(&Context) + Send + 'static,
{
    try_run(journal, state, program).await.unwrap()
}

#[test]
fn options_go_over_the_wire_as_the_program_gives_them() {
    let declared = Mocks::new().declare(|ctx| {
        let (thing, part) = (ThingArgs::properties(), Part::properties());
        let options = ResourceOptions::new()
            .retain_on_delete(true)
            .delete_before_replace(false)
            .custom_timeouts(
                CustomTimeouts::new()
                    .create(Duration::from_secs(90))
                    .delete(Duration::from_millis(1500)),
            )
            .ignore_changes(thing.part.then(part.weight))
            .ignore_changes(thing.parts.each().then(Part::properties().label))
            .replace_on_changes(thing.labels.key("a.b"))
            .replace_on_changes(thing.tags.at(0))
            .additional_secret_output(Thing::outputs().arn);
        Thing::new(ctx, "a", ThingArgs::new(), options);
        Ok(())
    });
    assert_eq!(
        declared.resource(Thing::TYPE, "a").options,
        Options {
            retain_on_delete: Some(true),
            delete_before_replace: Some(false),
            ignore_changes: vec!["part.weight".into(), "parts[*].label".into()],
            replace_on_changes: vec![r#"labels["a.b"]"#.into(), "tags[0]".into()],
            additional_secret_outputs: vec!["arn".into()],
            custom_timeouts: Some(Timeouts {
                create: "90s".into(),
                update: String::new(),
                delete: "1500ms".into(),
            }),
            former_urns: Vec::new(),
        }
    );
}

#[test]
fn what_the_program_does_not_say_does_not_go_over_the_wire() {
    let declared = Mocks::new().declare(|ctx| {
        thing(ctx, "a", "t");
        Ok(())
    });
    let options = &declared.resource(Thing::TYPE, "a").options;
    assert_eq!(options, &Options::default());
}

#[tokio::test]
async fn a_property_whose_changes_are_ignored_stays_as_it_was() {
    let journal = Journal::default();
    let program = |title: &'static str, label: &'static str, tags: &'static [&'static str]| {
        move |ctx: &Context| {
            let properties = ThingArgs::properties();
            let options = ResourceOptions::new()
                .ignore_changes(properties.title)
                .ignore_changes(properties.labels.key("k"))
                .ignore_changes(properties.tags);
            let args = ThingArgs::new()
                .title(title)
                .labels([("k", label)])
                .tags(tags.to_vec());
            Thing::new(ctx, "a", args, options);
        }
    };
    let first = run(&journal, State::default(), program("old", "old", &["a"])).await;
    let second = run(&journal, first.state.clone(), program("new", "new", &[])).await;
    assert_eq!(changes(&second), []);
    assert_eq!(second.state, first.state);
}

#[tokio::test]
async fn a_property_that_is_not_ignored_changes_beside_one_that_is() {
    let journal = Journal::default();
    let program = |title: &'static str, weight: f64| {
        move |ctx: &Context| {
            let weight_of_part = ThingArgs::properties().part.then(Part::properties().weight);
            let options = ResourceOptions::new().ignore_changes(weight_of_part);
            let part = Part::new(title).weight(weight);
            Thing::new(ctx, "a", ThingArgs::new().part(part), options);
        }
    };
    let first = run(&journal, State::default(), program("old", 1.0)).await;
    let second = run(&journal, first.state, program("new", 2.0)).await;
    assert_eq!(changes(&second), [(Operation::Update, "a")]);
    let a = second.state.resources.iter().find(|r| r.name == "a");
    let part = a.unwrap().inputs["part"].to_json();
    assert_eq!(part, serde_json::json!({"label": "new", "weight": 1}));
}

#[tokio::test]
async fn what_is_ignored_stays_as_it_was_in_a_replacement_too() {
    let journal = Journal::default();
    let program = |title: &'static str, size: i64| {
        move |ctx: &Context| {
            let options = ResourceOptions::new().ignore_changes(ThingArgs::properties().title);
            let args = ThingArgs::new().title(title).size(size);
            Thing::new(ctx, "a", args, options);
        }
    };
    let first = run(&journal, State::default(), program("old", 1)).await;
    let second = run(&journal, first.state, program("new", 2)).await;
    assert_eq!(changes(&second)[0], (Operation::Replace, "a"));
    let a = second.state.resources.iter().find(|r| r.name == "a");
    assert_eq!(a.unwrap().inputs["title"], Value::from("old"));
}

#[tokio::test]
async fn a_property_that_replaces_on_changes_does() {
    let journal = Journal::default();
    let program = |title: &'static str, label: &'static str| {
        move |ctx: &Context| {
            let labels = ThingArgs::properties().labels;
            let options = ResourceOptions::new().replace_on_changes(labels.key("k"));
            let args = ThingArgs::new().title(title).labels([("k", label)]);
            Thing::new(ctx, "a", args, options);
        }
    };
    let first = run(&journal, State::default(), program("old", "old")).await;
    let second = run(&journal, first.state, program("new", "old")).await;
    assert_eq!(changes(&second), [(Operation::Update, "a")]);
    let third = run(&journal, second.state, program("new", "new")).await;
    assert_eq!(
        changes(&third),
        [(Operation::Replace, "a"), (Operation::Delete, "a")]
    );
}

#[tokio::test]
async fn a_retained_resource_is_forgotten_and_not_deleted() {
    let journal = Journal::default();
    let first = run(&journal, State::default(), |ctx| {
        let retaining = ResourceOptions::new().retain_on_delete(true);
        let group = Component::new(ctx, "test:index:Group", "g", retaining);
        let below = || ResourceOptions::new().parent(&group);
        Thing::new(ctx, "inherits", ThingArgs::new(), below());
        let deleted = below().retain_on_delete(false);
        Thing::new(ctx, "deleted", ThingArgs::new(), deleted);
    });
    let state = first.await.state;
    let second = run(&journal, state, |_| ()).await;
    let mut done = changes(&second);
    done.sort_by_key(|(_, name)| *name);
    assert_eq!(
        done,
        [
            (Operation::Delete, "deleted"),
            (Operation::Retain, "g"),
            (Operation::Retain, "inherits")
        ]
    );
    assert_eq!(journal.entries()[2..], ["delete deleted"]);
    assert_eq!(second.state.resources.len(), 1, "the stack is left");
}

#[tokio::test]
async fn a_retained_resource_that_is_replaced_is_left_behind() {
    let journal = Journal::default();
    let program = |size: i64| {
        move |ctx: &Context| {
            let options = ResourceOptions::new().retain_on_delete(true);
            Thing::new(ctx, "a", ThingArgs::new().size(size), options);
        }
    };
    let first = run(&journal, State::default(), program(1)).await;
    let second = run(&journal, first.state, program(2)).await;
    assert_eq!(
        changes(&second),
        [(Operation::Replace, "a"), (Operation::Retain, "a")]
    );
    assert_eq!(journal.entries(), ["create a", "create a"]);
    assert_eq!(second.state.resources.len(), 2);
}

/// `a` is deleted before it is replaced; `b` must be replaced along with it, `c` need not.
fn chain(size: i64) -> impl FnOnce(&Context) + Send + 'static {
    move |ctx| {
        let options = ResourceOptions::new().delete_before_replace(true);
        let a = Thing::new(ctx, "a", ThingArgs::new().size(size), options);
        let count = a.id.map(|id| id.len() as i64);
        let b = ThingArgs::new().size(&count).title("b");
        let b = Thing::new(ctx, "b", b, ResourceOptions::new());
        let c = ThingArgs::new().title(&b.arn);
        Thing::new(ctx, "c", c, ResourceOptions::new());
    }
}

#[tokio::test]
async fn what_is_deleted_before_it_is_replaced_takes_along_what_must_be_replaced_with_it() {
    let journal = Journal::default();
    let first = run(&journal, State::default(), chain(1)).await;
    let second = run(&journal, first.state, chain(2)).await;
    assert_eq!(
        changes(&second),
        [
            (Operation::Delete, "b"),
            (Operation::Delete, "a"),
            (Operation::Replace, "a"),
            (Operation::Replace, "b"),
        ]
    );
    assert_eq!(
        journal.entries()[3..],
        ["delete b", "delete a", "create a", "create b"]
    );
}

#[tokio::test]
async fn a_preview_tells_what_is_deleted_before_and_deletes_nothing() {
    let journal = Journal::default();
    let first = run(&journal, State::default(), chain(1)).await;
    let engine = Engine::new("p", "s").provider("test:", journal.clone());
    let preview = engine.state(first.state.clone()).dry_run(true).run(|ctx| {
        chain(2)(ctx);
        Ok(())
    });
    let preview = preview.await.unwrap();
    assert_eq!(
        changes(&preview)[..3],
        [
            (Operation::Delete, "b"),
            (Operation::Delete, "a"),
            (Operation::Replace, "a")
        ]
    );
    assert_eq!(preview.state, first.state);
    assert_eq!(journal.entries().len(), 3);
}

#[tokio::test]
async fn a_protected_dependent_is_not_deleted_for_a_replacement() {
    let journal = Journal::default();
    let program = |size: i64| {
        move |ctx: &Context| {
            let options = ResourceOptions::new().delete_before_replace(true);
            let a = Thing::new(ctx, "a", ThingArgs::new().size(size), options);
            let b = ThingArgs::new().size(a.id.map(|id| id.len() as i64));
            Thing::new(ctx, "b", b, ResourceOptions::new().protect(true));
        }
    };
    let first = run(&journal, State::default(), program(1)).await;
    let failed = try_run(&journal, first.state, program(2))
        .await
        .unwrap_err();
    assert_eq!(
        failed.to_string(),
        "test:index/thing:Thing `a`: cannot be replaced without deleting test:index/thing:Thing `b`, which is protected: \
         take its protection away first"
    );
    assert_eq!(journal.entries(), ["create a", "create b"]);
}

#[test]
fn an_additional_secret_output_is_a_secret_and_so_is_what_is_made_of_it() {
    let outputs = serde_json::json!({"arn": "arn:hush"});
    let declared = Mocks::new().outputs(Thing::TYPE, outputs).declare(|ctx| {
        let options = ResourceOptions::new().additional_secret_output(Thing::outputs().arn);
        let a = Thing::new(ctx, "a", ThingArgs::new().title("t"), options);
        ctx.export("arn", a.arn.map(|arn: String| arn + "!"));
        ctx.export("both", Output::join((&a.arn, &a.title)));
        ctx.export("title", &a.title);
        Ok(())
    });
    let exports = &declared.0.exports;
    assert_eq!(exports["arn"], Value::from("arn:hush!").into_secret());
    assert!(exports["both"].contains_secret());
    assert!(!exports["title"].contains_secret());
}
