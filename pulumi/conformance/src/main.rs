//! The programs of Pulumi's language conformance tests, each a function whose name is the test's: examples of all that the layer
//! does. `tests.md` tells which tests pass; the step "conformance" of `.ci/run` runs them.
//!
//! | module | what the programs are about |
//! |---|---|
//! | `l1` | the language alone: configuration, outputs of the stack, other stacks |
//! | `l2` | resources, their options, functions, providers, components of providers |
//! | `l3` | components of the program's own, loops over what is known and what is not |

// The tests' numbers are what they are: 3.14 is not meant to be pi.
#![allow(clippy::approx_constant)]

use pulumi::{Context, host, host::Package};
use std::{
    env,
    io::{self, Write},
    process::ExitCode,
};

mod l1;
mod l2;
mod l3;

/// The packages of the tests, generated from their schemas.
#[allow(missing_docs, clippy::all, dead_code, unreachable_pub)]
mod packages {
    include!(concat!(env!("OUT_DIR"), "/packages.rs"));
}

/// The program of a test, or of one of its runs (`NAME/1`), and the packages that it needs.
struct Test {
    name: &'static str,
    packages: &'static [Package],
    program: fn(&Context) -> anyhow::Result<()>,
}

/// Tests without a program, and why.
const LEFT_OUT: &[(&str, &str)] = &[
    ("l2-call-per-value-deps", WHOLE_PROPERTIES),
    (
        "l2-component-call-plain",
        "methods whose results are plain are not generated",
    ),
    ("l2-explicit-extension-provider", PARAMETERIZED),
    ("l2-explicit-parameterized-provider", PARAMETERIZED),
    ("l2-extension-and-base-resource", PARAMETERIZED),
    ("l2-extension-borrowed-type", PARAMETERIZED),
    ("l2-extension-parameterized-resource", PARAMETERIZED),
    ("l2-invoke-per-value-deps", WHOLE_PROPERTIES),
    ("l2-parameterized-invoke", PARAMETERIZED),
    ("l2-parameterized-resource", PARAMETERIZED),
    ("l2-parameterized-resource-twice", PARAMETERIZED),
    ("l2-raw-string-bytes", "strings of Rust are UTF-8"),
    (
        "l2-resource-asset-archive",
        "two of its files are fetched from GitHub",
    ),
    (
        "l2-recover-invoke",
        "the error of a function ends the program",
    ),
];

const WHOLE_PROPERTIES: &str = "dependencies of a result are those of all that it was made of";
const PARAMETERIZED: &str = "packages with parameters are not supported";

/// A program; its name is the test's, without the level.
macro_rules! tests {
    ($($name:literal: $program:path $([$($package:ident),*])?,)*) => {
        pub(crate) const TESTS: &[$crate::Test] = &[$(
            $crate::Test {
                name: $name,
                packages: &[$($($crate::packages::$package::PACKAGE),*)?],
                program: $program,
            },
        )*];
    };
}
use tests;

fn main() -> ExitCode {
    if env::args().nth(1).as_deref() == Some("list") {
        let list = LEFT_OUT
            .iter()
            .map(|(name, reason)| format!("{name}\t{reason}\n"));
        let told = io::stdout().write_all(list.collect::<String>().as_bytes());
        return told.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS);
    }
    let name = env::var("CONFORMANCE_TEST").unwrap_or_default();
    let mut tests = l1::tests().chain(l2::tests()).chain(l3::tests());
    // A program that is the same in all runs has the name of the test.
    let all_runs = name.split('/').next();
    match tests.find(|test| test.name == name || Some(test.name) == all_runs) {
        Some(test) => host::serve(test.program, test.packages),
        None => {
            eprintln!("there is no program of the test `{name}`");
            ExitCode::FAILURE
        }
    }
}
