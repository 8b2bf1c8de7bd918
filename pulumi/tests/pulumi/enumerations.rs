use pulumi::{
    Context, Output, ResourceOptions,
    input::Open,
    testing::{Declared, Mocks},
};
use serde_json::json;

pulumi::enumeration! {
    /// What something is made of.
    pub enum Material {
        Wood = "wood",
        SheetMetal = "sheet-metal",
    }
}

pulumi::arguments! {
    /// Arguments of [`Chair`].
    pub struct ChairArgs {
        required {
            legs: Material = "legs",
        }
        optional {
            seat: Open<Material> = "seat",
            others: Vec<Open<Material>> = "others",
        }
    }
}

pulumi::resource! {
    /// A chair.
    pub struct Chair("test:index/chair:Chair", ChairArgs) {}
version: "1.2.3",
}

fn declare(args: impl FnOnce(&Context) -> ChairArgs + Send + 'static) -> Declared {
    Mocks::new().declare(|ctx| {
        Chair::new(ctx, "a", args(ctx), ResourceOptions::new());
        Ok(())
    })
}

#[test]
fn a_value_of_an_enumeration_is_its_text_on_the_wire() {
    let declared = declare(|_| ChairArgs::new(Material::SheetMetal).seat(Material::Wood));
    assert_eq!(
        declared.resource(Chair::TYPE, "a").inputs_json(),
        json!({"legs": "sheet-metal", "seat": "wood"})
    );
}

#[test]
fn an_open_enumeration_takes_values_that_are_not_listed() {
    let declared = declare(|_| {
        let straw = Output::known("straw".to_owned());
        let args = ChairArgs::new("wood".parse::<Material>().unwrap()).seat("velvet");
        args.others([
            Material::Wood.into(),
            straw.into(),
            pulumi::Input::from("paper"),
        ])
    });
    assert_eq!(
        declared.resource(Chair::TYPE, "a").inputs_json(),
        json!({"legs": "wood", "seat": "velvet", "others": ["wood", "straw", "paper"]})
    );
}

#[test]
fn a_text_that_is_no_value_is_told_with_those_that_there_are() {
    let error = "stone".parse::<Material>().unwrap_err();
    assert_eq!(error.to_string(), "`stone` is not one of wood, sheet-metal");
}
