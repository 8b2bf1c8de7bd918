//! Physical names, by which a run finds what another has left.

use super::{
    process::LaptopProcess,
    small_api::{permit, small_api},
};
use clap::Parser;
use gateway::Clock;
use local::{
    cli::Options,
    dynamodb::{DynamoDb, Storage},
    laptop::Laptop,
};
use pulumi::{Context, ResourceOptions};
use pulumi_aws::dynamodb::{Table, TableArgs, TableAttribute};

/// The names of all tables after a run that declares `audit` with these keys, or no table at all.
async fn tables(state: &str, keys: &'static [&'static str]) -> Vec<String> {
    let options = Options::parse_from(["laptop", "--state", state, "--port", "0"]);
    let program = move |ctx: &Context| {
        small_api(ctx, |ctx, _, _, function| permit(ctx, function))?;
        if let Some((hash, range)) = keys.split_first() {
            let mut args = TableArgs::new()
                .billing_mode("PAY_PER_REQUEST")
                .hash_key(*hash)
                .attributes(
                    keys.iter()
                        .map(|key| TableAttribute::new(*key, "S"))
                        .collect::<Vec<_>>(),
                );
            if let Some(range) = range.first() {
                args = args.range_key(*range);
            }
            Table::new(ctx, "audit", args, ResourceOptions::new());
        }
        Ok(())
    };
    let laptop = Laptop::start(&options, program).await.unwrap();
    let names = laptop.tables().unwrap().names().unwrap();
    laptop.shutdown().await;
    names
}

#[tokio::test]
async fn a_table_is_found_again_while_its_keys_are_the_same_and_left_when_they_are_not() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().to_str().unwrap();
    let first = tables(state, &["id"]).await;
    assert_eq!(first.len(), 1, "{first:?}");
    assert!(first[0].starts_with("audit-"), "{first:?}");
    assert_eq!(tables(state, &["id"]).await, first);
    let both = tables(state, &["id", "at"]).await;
    assert_eq!(both.len(), 2, "{both:?}");
    assert!(both.contains(&first[0]), "{both:?}");
    assert_eq!(tables(state, &[]).await, both);
    assert_eq!(tables(state, &["id"]).await, both);
}

#[tokio::test(flavor = "multi_thread")]
async fn laptops_that_keep_nothing_have_tables_of_their_own_at_one_endpoint() {
    let shared = DynamoDb::start(&Storage::Memory, Clock::new())
        .await
        .unwrap();
    let arguments = ["--in-memory", "--dynamodb", &shared.endpoint().to_string()];
    let laptops = [(); 2].map(|()| LaptopProcess::start(&arguments));
    let [one, other] = laptops.map(|laptop| laptop.outputs["itemsTable"].clone());
    assert_ne!(one, other);
    assert_eq!(shared.tables().names().unwrap().len(), 4);
}
