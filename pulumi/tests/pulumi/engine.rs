use crate::thing::{Journal, Thing, ThingArgs, changes, thing};
use pulumi::{
    Component, Context, ResourceOptions, Value,
    engine::{Engine, Operation, Outcome, State},
};
use std::sync::{Arc, Mutex};

/// Runs a program for a second time with what the first one left.
async fn run<P>(journal: &Journal, state: State, program: P) -> Outcome
where
    P: FnOnce(&Context) + Send + 'static,
{
    let engine = Engine::new("p", "s")
        .provider("test:", journal.clone())
        .state(state);
    engine.run(declaring(program)).await.unwrap()
}

fn declaring(
    program: impl FnOnce(&Context) + Send + 'static,
) -> impl FnOnce(&Context) -> anyhow::Result<()> + Send + 'static {
    |ctx| {
        program(ctx);
        Ok(())
    }
}

#[tokio::test]
async fn what_is_declared_is_created_and_what_is_unchanged_stays() {
    let journal = Journal::default();
    let program = |ctx: &Context| {
        let a = thing(ctx, "a", "t");
        Thing::new(
            ctx,
            "b",
            ThingArgs::new().title(&a.arn),
            ResourceOptions::new(),
        );
    };
    let first = run(&journal, State::default(), program).await;
    assert_eq!(
        changes(&first),
        [(Operation::Create, "a"), (Operation::Create, "b")]
    );
    let second = run(&journal, first.state.clone(), program).await;
    assert_eq!(changes(&second), []);
    assert_eq!(second.state, first.state);
    assert_eq!(journal.entries(), ["create a", "create b"]);
}

#[tokio::test]
async fn a_changed_input_updates_its_resource_and_no_other() {
    let journal = Journal::default();
    let program = |title: &'static str| {
        move |ctx: &Context| {
            thing(ctx, "a", title);
            thing(ctx, "b", "same");
        }
    };
    let first = run(&journal, State::default(), program("old")).await;
    let second = run(&journal, first.state, program("new")).await;
    assert_eq!(changes(&second), [(Operation::Update, "a")]);
    let a = second
        .state
        .resources
        .iter()
        .find(|r| r.name == "a")
        .unwrap();
    assert_eq!(a.inputs["title"], Value::from("new"));
}

#[tokio::test]
async fn a_removed_input_updates_as_well() {
    let journal = Journal::default();
    let first = run(&journal, State::default(), |ctx| {
        thing(ctx, "a", "t");
    });
    let first = first.await;
    let second = run(&journal, first.state, |ctx| {
        Thing::new(ctx, "a", ThingArgs::new(), ResourceOptions::new());
    });
    assert_eq!(changes(&second.await), [(Operation::Update, "a")]);
}

#[tokio::test]
async fn a_replaced_resource_is_created_anew_before_the_old_one_is_deleted() {
    let journal = Journal::default();
    let program = |size: i64| {
        move |ctx: &Context| {
            let a = Thing::new(
                ctx,
                "a",
                ThingArgs::new().size(size),
                ResourceOptions::new(),
            );
            Thing::new(
                ctx,
                "b",
                ThingArgs::new().title(&a.id),
                ResourceOptions::new(),
            );
        }
    };
    let first = run(&journal, State::default(), program(1)).await;
    let second = run(&journal, first.state, program(2)).await;
    assert_eq!(
        changes(&second),
        [
            (Operation::Replace, "a"),
            (Operation::Update, "b"),
            (Operation::Delete, "a")
        ]
    );
    assert_eq!(journal.entries()[2..], ["create a", "update b", "delete a"]);
    assert!(
        second
            .state
            .resources
            .iter()
            .all(|resource| !resource.pending_delete)
    );
}

#[tokio::test]
async fn what_is_no_longer_declared_is_deleted_after_all_that_depends_on_it() {
    let journal = Journal::default();
    let first = run(&journal, State::default(), |ctx| {
        let group = Component::new(ctx, "test:index:Group", "g", ResourceOptions::new());
        let a = Thing::new(
            ctx,
            "a",
            ThingArgs::new(),
            ResourceOptions::new().parent(&group),
        );
        let b = Thing::new(
            ctx,
            "b",
            ThingArgs::new().title(&a.arn),
            ResourceOptions::new(),
        );
        let z = Thing::new(
            ctx,
            "z",
            ThingArgs::new(),
            ResourceOptions::new().depends_on(&b),
        );
        Thing::new(
            ctx,
            "c",
            ThingArgs::new(),
            ResourceOptions::new().parent(&z),
        );
        thing(ctx, "kept", "t");
    });
    let first = first.await;
    let created = journal.entries().len();
    let second = run(&journal, first.state, |ctx| {
        thing(ctx, "kept", "t");
    });
    let second = second.await;
    assert_eq!(
        journal.entries()[created..],
        ["delete c", "delete z", "delete b", "delete a"]
    );
    let left: Vec<_> = second
        .state
        .resources
        .iter()
        .map(|r| r.name.as_str())
        .collect();
    assert_eq!(left.len(), 2, "the stack and what is kept: {left:?}");
}

#[tokio::test]
async fn destroy_deletes_everything() {
    let journal = Journal::default();
    let first = run(&journal, State::default(), |ctx| {
        let a = thing(ctx, "a", "t");
        Thing::new(
            ctx,
            "b",
            ThingArgs::new().title(&a.arn),
            ResourceOptions::new(),
        );
    });
    let state = first.await.state;
    let engine = Engine::new("p", "s")
        .provider("test:", journal.clone())
        .state(state);
    let outcome = engine.destroy().await.unwrap();
    assert_eq!(outcome.state, State::default());
    assert_eq!(journal.entries()[2..], ["delete b", "delete a"]);
}

#[tokio::test]
async fn a_preview_does_nothing_and_leaves_the_state_as_it_was() {
    let journal = Journal::default();
    let first = run(&journal, State::default(), |ctx| {
        thing(ctx, "a", "old");
        thing(ctx, "gone", "t");
    });
    let first = first.await;
    let before = journal.entries();
    let engine = Engine::new("p", "s").provider("test:", journal.clone());
    let preview = engine
        .state(first.state.clone())
        .dry_run(true)
        .run(declaring(|ctx| {
            let a = thing(ctx, "a", "new");
            let title = a.arn.map(|arn| arn + "!");
            Thing::new(
                ctx,
                "b",
                ThingArgs::new().title(title),
                ResourceOptions::new(),
            );
            let c = thing(ctx, "c", "t");
            ctx.export("c", &c.arn);
        }));
    let preview = preview.await.unwrap();
    assert_eq!(
        {
            let mut changes = changes(&preview);
            changes.sort_by_key(|(_, name)| *name);
            changes
        },
        [
            (Operation::Update, "a"),
            (Operation::Create, "b"),
            (Operation::Create, "c"),
            (Operation::Delete, "gone"),
        ]
    );
    assert_eq!(preview.state, first.state);
    assert_eq!(journal.entries(), before);
    assert_eq!(preview.exports["c"], Value::Unknown);
    // What is there already is known in a preview too.
    let b = preview
        .registrations
        .iter()
        .find(|r| r.name == "b")
        .unwrap();
    assert_eq!(b.inputs["title"], Value::from("arn:a!"));
}

#[tokio::test]
async fn a_refresh_reads_what_there_is_and_creates_anew_what_is_gone() {
    let journal = Journal::default();
    let program = |ctx: &Context| {
        thing(ctx, "a", "fleeting");
        thing(ctx, "b", "t");
    };
    let first = run(&journal, State::default(), program).await;
    let engine = Engine::new("p", "s").provider("test:", journal.clone());
    let second = engine
        .state(first.state)
        .refresh(true)
        .run(declaring(program));
    let second = second.await.unwrap();
    assert_eq!(changes(&second), [(Operation::Create, "a")]);
    assert_eq!(second.state.resources.len(), 3);
    let mut entries = journal.entries()[2..].to_vec();
    entries.sort();
    assert_eq!(entries, ["create a", "read a", "read b"]);
}

#[tokio::test]
async fn a_refresh_does_not_delete_what_is_gone_already() {
    let journal = Journal::default();
    let first = run(&journal, State::default(), |ctx| {
        thing(ctx, "a", "fleeting");
    });
    let state = first.await.state;
    let engine = Engine::new("p", "s").provider("test:", journal.clone());
    let second = engine
        .state(state)
        .refresh(true)
        .run(declaring(|_| ()))
        .await
        .unwrap();
    assert_eq!(journal.entries(), ["create a", "read a"]);
    assert_eq!(second.state.resources.len(), 1);
}

#[tokio::test]
async fn the_state_is_offered_after_every_change() {
    let sizes = Arc::new(Mutex::new(Vec::new()));
    let seen = sizes.clone();
    let engine = Engine::new("p", "s")
        .provider("test:", Journal::default())
        .on_checkpoint(move |state| seen.lock().unwrap().push(state.resources.len()));
    engine
        .run(declaring(|ctx| {
            let a = thing(ctx, "a", "t");
            Thing::new(
                ctx,
                "b",
                ThingArgs::new().title(&a.id),
                ResourceOptions::new(),
            );
        }))
        .await
        .unwrap();
    let sizes = sizes.lock().unwrap();
    assert_eq!(sizes[..3], [1, 2, 3]);
}
