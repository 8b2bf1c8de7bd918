//! Resources that are renamed or moved, and are still the same.

use crate::thing::{Journal, Thing, ThingArgs, changes, thing};
use pulumi::{
    Alias, Component, Context, ResourceOptions,
    engine::{Engine, State},
};

/// Runs one program and then another, in which all is as it was but for the names. Gives the names that are known at the end.
async fn renamed(
    before: impl FnOnce(&Context) + Send + 'static,
    after: impl FnOnce(&Context) + Send + 'static,
) -> Vec<String> {
    let journal = Journal::default();
    let engine = |state| {
        Engine::new("p", "s")
            .provider("test:", journal.clone())
            .state(state)
    };
    let declaring = |ctx: &Context| {
        before(ctx);
        Ok(())
    };
    let first = engine(State::default()).run(declaring).await.unwrap();
    let entries = journal.entries();
    let declaring = |ctx: &Context| {
        after(ctx);
        Ok(())
    };
    let second = engine(first.state).run(declaring).await.unwrap();
    assert_eq!(changes(&second), []);
    assert_eq!(journal.entries(), entries, "nothing is done");
    let known = second.state.resources.iter().map(|known| {
        let urn = known.urn.splitn(3, "::").nth(2).unwrap();
        urn.to_owned()
    });
    let mut known: Vec<_> = known.filter(|path| path.starts_with("test:")).collect();
    known.sort();
    known
}

/// A thing, and another that is made of it.
fn pair(ctx: &Context, name: &str, options: ResourceOptions) {
    let first = Thing::new(ctx, name, ThingArgs::new(), options);
    let second = ThingArgs::new().title(&first.arn);
    Thing::new(ctx, "second", second, ResourceOptions::new());
}

#[tokio::test]
async fn a_resource_is_recognised_by_the_name_or_the_urn_that_it_had() {
    for alias in [
        Alias::named("old"),
        Alias::urn("urn:pulumi:s::p::test:index/thing:Thing::old"),
        Alias::child_of_stack().name("old"),
        Alias::named("old").stack("s").project("p"),
    ] {
        let known = renamed(
            |ctx| pair(ctx, "old", ResourceOptions::new()),
            |ctx| pair(ctx, "new", ResourceOptions::new().alias(alias)),
        );
        assert_eq!(
            known.await,
            [
                "test:index/thing:Thing::new",
                "test:index/thing:Thing::second"
            ]
        );
    }
}

fn group(ctx: &Context, r#type: &str, name: &str, options: ResourceOptions) -> Component {
    Component::new(ctx, r#type, name, options)
}

#[tokio::test]
async fn a_resource_that_moves_into_a_component_is_recognised() {
    let known = renamed(
        |ctx| {
            group(ctx, "test:index:Group", "g", ResourceOptions::new());
            thing(ctx, "a", "t");
        },
        |ctx| {
            let group = group(ctx, "test:index:Group", "g", ResourceOptions::new());
            let moved = ResourceOptions::new().parent(&group);
            let moved = moved.alias(Alias::child_of_stack());
            Thing::new(ctx, "a", ThingArgs::new().title("t"), moved);
        },
    );
    assert_eq!(
        known.await,
        [
            "test:index:Group$test:index/thing:Thing::a",
            "test:index:Group::g"
        ]
    );
}

#[tokio::test]
async fn a_resource_that_moves_from_one_component_to_another_is_recognised() {
    let program = |to_other: bool| {
        move |ctx: &Context| {
            let one = group(ctx, "test:index:One", "one", ResourceOptions::new());
            let other = group(ctx, "test:index:Other", "other", ResourceOptions::new());
            let options = match to_other {
                false => ResourceOptions::new().parent(&one),
                true => ResourceOptions::new()
                    .parent(&other)
                    .alias(Alias::child_of(&one)),
            };
            Thing::new(ctx, "a", ThingArgs::new(), options);
        }
    };
    let known = renamed(program(false), program(true)).await;
    assert_eq!(known[1], "test:index:Other$test:index/thing:Thing::a");
}

#[tokio::test]
async fn what_is_below_a_component_that_is_renamed_is_recognised_too() {
    fn children(ctx: &Context, group: &Component, name: &str) {
        let below = || ResourceOptions::new().parent(group);
        // One is named after the component, as is usual; the other is not.
        Thing::new(ctx, &format!("{name}-a"), ThingArgs::new(), below());
        let inner = Component::new(ctx, "test:index:Inner", "inner", below());
        let inner = ResourceOptions::new().parent(&inner);
        Thing::new(ctx, "b", ThingArgs::new(), inner);
    }
    let known = renamed(
        |ctx| {
            let group = group(ctx, "test:index:Old", "old", ResourceOptions::new());
            children(ctx, &group, "old");
        },
        |ctx| {
            let alias = Alias::named("old").r#type("test:index:Old");
            let options = ResourceOptions::new().alias(alias);
            let group = group(ctx, "test:index:New", "new", options);
            children(ctx, &group, "new");
        },
    );
    assert_eq!(
        known.await,
        [
            "test:index:New$test:index/thing:Thing::new-a",
            "test:index:New$test:index:Inner$test:index/thing:Thing::b",
            "test:index:New$test:index:Inner::inner",
            "test:index:New::new",
        ]
    );
}
