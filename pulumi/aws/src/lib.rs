//! Resources and functions of AWS for Pulumi, typed: a module for each service. What belongs to none is at the root, as
//! [`Provider`] and [`get_region`].
//!
//! They are generated at build time from `schema.json`, a part of the provider's own schema; `extract_schema.py` takes it out of
//! the provider's official Python SDK. To add a resource or a function, add its token to `tokens.txt` and run the script as it
//! says.
//!
//! A whole program, which is its own language host:
//!
//! ```no_run
//! use pulumi::{Archive, Component, Context, ResourceOptions, host};
//! use pulumi_aws::{PACKAGE, dynamodb, iam, lambda};
//!
//! fn program(ctx: &Context) -> anyhow::Result<()> {
//!     let storage = Component::new(ctx, "demo:infra:Storage", "storage", ResourceOptions::new());
//!     let args = dynamodb::TableArgs::new()
//!         .billing_mode("PAY_PER_REQUEST")
//!         .attributes([dynamodb::TableAttribute::new("id", "S")])
//!         .hash_key("id");
//!     let table = dynamodb::Table::new(ctx, "items", args, ResourceOptions::new().parent(&storage).protect(true));
//!     storage.register_outputs([("tableName", &table.name)]);
//!     let role = iam::Role::new(ctx, "role", iam::RoleArgs::new("{}"), ResourceOptions::new());
//!     let policy = table.arn.map(|arn| format!(r#"{{"Resource":"{arn}"}}"#));
//!     let policy = iam::RolePolicyArgs::new(policy, &role.id);
//!     let policy = iam::RolePolicy::new(ctx, "policy", policy, ResourceOptions::new());
//!     let args = lambda::FunctionArgs::new(&role.arn)
//!         .runtime("provided.al2023")
//!         .code(Archive::file("handler.zip"))
//!         .environment(lambda::FunctionEnvironment::new().variables([("TABLE", &table.name)]));
//!     let handler = lambda::Function::new(ctx, "handler", args, ResourceOptions::new().depends_on(&policy));
//!     ctx.export("functionName", &handler.name);
//!     Ok(())
//! }
//!
//! fn main() -> std::process::ExitCode {
//!     host::serve(program, &[PACKAGE])
//! }
//! ```
//!
//! A resource takes its required arguments as parameters of its `Args::new` and the others by methods, and options that are about
//! properties take names of its own:
//!
//! ```
//! use pulumi::ResourceOptions;
//! use pulumi_aws::lambda::FunctionArgs;
//!
//! FunctionArgs::new("role").memory_size(256);
//! ResourceOptions::new().ignore_changes(FunctionArgs::properties().memory_size);
//! ```
//!
//! So none of these compiles, each of which differs from that in one place. A required argument is missing:
//!
//! ```compile_fail,E0061
//! use pulumi::ResourceOptions;
//! use pulumi_aws::lambda::FunctionArgs;
//!
//! FunctionArgs::new().memory_size(256);
//! ResourceOptions::new().ignore_changes(FunctionArgs::properties().memory_size);
//! ```
//!
//! An argument is of the wrong type:
//!
//! ```compile_fail,E0277
//! use pulumi::ResourceOptions;
//! use pulumi_aws::lambda::FunctionArgs;
//!
//! FunctionArgs::new("role").memory_size("256");
//! ResourceOptions::new().ignore_changes(FunctionArgs::properties().memory_size);
//! ```
//!
//! There is no property of that name:
//!
//! ```compile_fail,E0609
//! use pulumi::ResourceOptions;
//! use pulumi_aws::lambda::FunctionArgs;
//!
//! FunctionArgs::new("role").memory_size(256);
//! ResourceOptions::new().ignore_changes(FunctionArgs::properties().memory);
//! ```

include!(concat!(env!("OUT_DIR"), "/resources.rs"));

/// The part of the provider's schema that this crate is made of, as JSON.
pub const SCHEMA: &str = include_str!("../schema.json");

/// The examples of the layer's introduction, which are about resources of this package.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Introduction;
