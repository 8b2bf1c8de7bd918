//! Aliases: the URNs that a resource may have had, as they go over the wire.

use crate::thing::{Thing, ThingArgs};
use pulumi::{Alias, Component, ResourceOptions, testing::Mocks};

/// The former URNs of a thing with an alias, below one component, which was below another.
fn former_urns(alias: impl FnOnce(&Component) -> Alias + Send + 'static) -> Vec<String> {
    let declared = Mocks::new().declare(|ctx| {
        let group = |name: &str| {
            let r#type = format!("test:index:{name}");
            Component::new(ctx, &r#type, name, ResourceOptions::new())
        };
        let (now, before) = (group("Now"), group("Before"));
        let options = ResourceOptions::new().parent(&now).alias(alias(&before));
        Thing::new(ctx, "new", ThingArgs::new(), options);
        Ok(())
    });
    let thing = declared.resource(Thing::TYPE, "new");
    thing.options.former_urns.clone()
}

#[test]
fn what_an_alias_does_not_say_is_as_it_is_now() {
    let here = "urn:pulumi:stack::project::test:index:Now$test:index/thing:Thing";
    let named = former_urns(|_| Alias::named("old"));
    assert_eq!(named, [format!("{here}::old")]);
    let typed = former_urns(|_| Alias::typed("test:index/old:Old"));
    assert_eq!(
        typed,
        ["urn:pulumi:stack::project::test:index:Now$test:index/old:Old::new"]
    );
    let elsewhere = former_urns(|_| Alias::named("new").stack("s").project("p"));
    assert_eq!(
        elsewhere,
        ["urn:pulumi:s::p::test:index:Now$test:index/thing:Thing::new"]
    );
}

#[test]
fn an_alias_may_be_a_whole_urn_or_say_where_the_resource_was() {
    let urn = "urn:pulumi:s::p::test:index/thing:Thing::old";
    assert_eq!(former_urns(move |_| Alias::urn(urn)), [urn]);
    let of_stack = former_urns(|_| Alias::child_of_stack().name("old"));
    assert_eq!(
        of_stack,
        ["urn:pulumi:stack::project::test:index/thing:Thing::old"]
    );
    let of_another = former_urns(Alias::child_of);
    assert_eq!(
        of_another,
        ["urn:pulumi:stack::project::test:index:Before$test:index/thing:Thing::new"]
    );
    let gone = "urn:pulumi:stack::project::test:index:Gone::gone";
    assert_eq!(
        former_urns(move |_| Alias::child_of_urn(gone)),
        ["urn:pulumi:stack::project::test:index:Gone$test:index/thing:Thing::new"]
    );
}
