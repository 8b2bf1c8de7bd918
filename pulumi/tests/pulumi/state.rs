use crate::thing::{Journal, Thing, ThingArgs, thing};
use pulumi::{
    Archive, Component, Context, Output, ResourceOptions,
    engine::{Engine, Operation, State},
};

fn program(ctx: &Context) -> anyhow::Result<()> {
    let group = Component::new(ctx, "test:index:Group", "g", ResourceOptions::new());
    let a = Thing::new(
        ctx,
        "a",
        ThingArgs::new()
            .title(Output::known("hunter2".to_owned()).secret())
            .size(3)
            .code(Archive::file("handler.zip")),
        ResourceOptions::new().parent(&group).protect(true),
    );
    let tags = [&a.id, &a.arn];
    Thing::new(
        ctx,
        "b",
        ThingArgs::new().tags(tags),
        ResourceOptions::new(),
    );
    thing(ctx, "c", "t");
    group.register_outputs([("id", &a.id)]);
    Ok(())
}

#[tokio::test]
async fn a_state_that_went_through_json_is_the_same_state() {
    let engine = || Engine::new("p", "s").provider("test:", Journal::default());
    let first = engine().run(program).await.unwrap();
    let text = serde_json::to_string_pretty(&first.state).unwrap();
    let read: State = serde_json::from_str(&text).unwrap();
    assert_eq!(read, first.state);

    let second = engine().state(read).run(program).await.unwrap();
    let untouched = second
        .steps
        .iter()
        .all(|step| step.operation == Operation::Same);
    assert!(untouched, "{:?}", second.steps);
}

#[tokio::test]
async fn the_state_knows_all_that_a_later_run_needs() {
    let engine = Engine::new("p", "s").provider("test:", Journal::default());
    let state = engine.run(program).await.unwrap().state;
    let find = |name: &str| state.resources.iter().find(|r| r.name == name).unwrap();
    let (group, a, b) = (find("g"), find("a"), find("b"));
    assert!(a.inputs["title"].contains_secret() && a.outputs["title"].contains_secret());
    assert!(a.protect && !b.protect);
    assert_eq!(a.parent.as_ref(), Some(&group.urn));
    assert!(b.dependencies.contains(&a.urn));
    assert!(b.property_dependencies["tags"].contains(&a.urn));
    assert_eq!(group.outputs["id"].as_str(), Some(a.id.as_str()));
    assert_eq!(state.get(&a.urn), Some(a));
}
