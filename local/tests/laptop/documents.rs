//! `docs/laptop.md` lists what the code knows.

use local::services::{
    self,
    resource_type::{ResourceType, Support},
};
use std::{env, fs};

const PAGE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/laptop.md");
const BEGIN: &str = "<!-- resource types -->\n";
const END: &str = "<!-- end -->\n";

fn row(kind: &ResourceType) -> String {
    let named = |wanted: fn(&Support) -> bool| {
        let known = kind
            .properties
            .iter()
            .filter(|(_, support)| wanted(support));
        let known = known.map(|(name, support)| match support {
            Support::Must(value) => format!("`{name}`: only `{value}`"),
            Support::Among(values) => format!("`{name}`: only `{}`", values.join("`, `")),
            Support::Emulated | Support::Inert => format!("`{name}`"),
        });
        known.collect::<Vec<_>>().join(", ")
    };
    let emulated = named(|support| !matches!(support, Support::Inert));
    let recorded = named(|support| matches!(support, Support::Inert));
    let whole = match kind.is_inert() {
        true => "recorded",
        false => "emulated",
    };
    format!("| `{}` | {whole} | {emulated} | {recorded} |\n", kind.token)
}

#[test]
fn the_page_on_the_laptop_lists_every_resource_type_with_what_becomes_of_it() {
    let mut kinds: Vec<_> = services::types().collect();
    kinds.sort_by_key(|kind| kind.token);
    let rows: String = kinds.into_iter().map(row).collect();
    let table = format!("| type | is | emulated | recorded |\n|---|---|---|---|\n{rows}");
    let page = fs::read_to_string(PAGE).unwrap();
    let (before, rest) = page.split_once(BEGIN).unwrap();
    let (written, after) = rest.split_once(END).unwrap();
    if env::var_os("GOLDEN").is_some_and(|golden| golden == "rewrite") {
        fs::write(PAGE, format!("{before}{BEGIN}{table}{END}{after}")).unwrap();
        return;
    }
    assert_eq!(written, table, "GOLDEN=rewrite writes docs/laptop.md anew");
}
