use crate::thing::{Journal, Thing, ThingArgs, thing};
use pulumi::{Context, ResourceOptions, Value, engine::Engine};

fn program(ctx: &Context) -> anyhow::Result<()> {
    let a = thing(ctx, "a", "t");
    let b = ThingArgs::new().title(&a.arn);
    Thing::new(ctx, "b", b, ResourceOptions::new());
    ctx.export("arn", &a.arn);
    Ok(())
}

#[tokio::test]
async fn what_is_declared_is_created_in_order_and_its_outputs_are_heard() {
    let journal = Journal::default();
    let engine = Engine::new("p", "s").provider("test:", journal.clone());
    let outcome = engine.run(program).await.unwrap();
    assert_eq!(journal.entries(), ["create a", "create b"]);
    let b = outcome.registrations.iter().find(|r| r.name == "b");
    let b = b.unwrap();
    assert_eq!(b.inputs["title"], Value::from("arn:a"));
    assert_eq!(
        (b.id.as_str(), &b.outputs["arn"]),
        ("id:b", &Value::from("arn:b"))
    );
    assert_eq!(outcome.exports["arn"], Value::from("arn:a"));
}

#[tokio::test]
async fn a_preview_checks_inputs_and_creates_nothing() {
    let journal = Journal::default();
    let engine = || Engine::new("p", "s").provider("test:", journal.clone());
    let outcome = engine().dry_run(true).run(program).await.unwrap();
    assert_eq!(outcome.exports["arn"], Value::Unknown);
    let wrong = engine().dry_run(true).run(|ctx| {
        thing(ctx, "a", "wrong");
        Ok(())
    });
    let failed = wrong.await.unwrap_err().to_string();
    assert!(failed.contains("must not be wrong"), "{failed}");
    assert_eq!(journal.entries(), [] as [&str; 0]);
}
