//! The handler's artifact, really built: these tests need cargo-lambda and zig, and minutes. `.ci/run` runs them.
#![allow(clippy::unwrap_used, missing_docs, unreachable_pub)]

mod checkout;

use checkout::{Checkout, another, one};
use object::{
    Endianness,
    elf::FileHeader64,
    read::elf::{FileHeader, SectionHeader as _},
};
use std::{collections::BTreeSet, env, fs, io::Read as _};

/// What `provided.al2023` has.
/// <https://docs.aws.amazon.com/linux/al2023/ug/core-glibc.html>
const GLIBC: (u32, u32) = (2, 34);

#[test]
#[ignore = "needs cargo-lambda and zig"]
fn the_same_source_gives_the_same_bytes_in_another_checkout() {
    let (one, another) = (one().archive(), another().archive());
    eprintln!("the handler's archive has {} bytes", one.len());
    assert!(one == another, "the archives of two checkouts differ");
}

#[test]
#[ignore = "needs cargo-lambda and zig"]
fn the_archive_holds_the_executable_under_its_name_with_its_mode() {
    let bytes = one().archive();
    let archive = rawzip::ZipArchive::from_slice(&bytes).unwrap();
    let mut entries = archive.entries();
    let entry = entries.next_entry().unwrap().unwrap();
    assert_eq!(entry.file_path().as_ref(), b"bootstrap");
    assert_eq!(entry.mode().value() & 0o7777, 0o755);
    let data = archive.get_entry(entry.wayfinder()).unwrap();
    let mut unpacked = Vec::new();
    flate2::read::DeflateDecoder::new(data.data())
        .read_to_end(&mut unpacked)
        .unwrap();
    assert!(unpacked == one().bootstrap());
    assert!(
        entries.next_entry().unwrap().is_none(),
        "there is one entry"
    );
}

#[test]
#[ignore = "needs cargo-lambda and zig"]
fn the_executable_needs_no_newer_glibc_than_the_runtime_has() {
    let executable = one().bootstrap();
    let header = FileHeader64::<Endianness>::parse(&*executable).unwrap();
    let endian = header.endian().unwrap();
    let sections = header.sections(endian, &*executable).unwrap();
    let mut needed = BTreeSet::new();
    for section in sections.iter() {
        let Some((mut files, strings)) = section.gnu_verneed(endian, &*executable).unwrap() else {
            continue;
        };
        let strings = sections.strings(endian, &*executable, strings).unwrap();
        while let Some((_, mut versions)) = files.next().unwrap() {
            while let Some(version) = versions.next().unwrap() {
                let name = version.name(endian, strings).unwrap();
                needed.insert(String::from_utf8(name.to_vec()).unwrap());
            }
        }
    }
    let glibc = needed.iter().filter_map(|name| name.strip_prefix("GLIBC_"));
    let glibc: Vec<(u32, u32)> = glibc
        .map(|version| {
            let mut numbers = version.split('.').map(|number| number.parse().unwrap());
            (numbers.next().unwrap(), numbers.next().unwrap())
        })
        .collect();
    eprintln!("the handler's executable needs {needed:?}");
    assert!(!glibc.is_empty(), "it is linked with glibc: {needed:?}");
    assert!(glibc.iter().all(|version| *version <= GLIBC), "{needed:?}");
}

#[test]
#[ignore = "needs cargo-lambda and zig"]
fn the_executable_names_no_folder_of_the_machine_that_built_it() {
    let executable = one().bootstrap();
    let home = env::home_dir().unwrap();
    for folder in [one().folder(), &home.join(".cargo"), &home.join(".rustup")] {
        let name = folder.to_str().unwrap().as_bytes();
        let found = executable
            .windows(name.len())
            .position(|bytes| bytes == name);
        let around = found.map(|at| String::from_utf8_lossy(&executable[at..at + 200]));
        assert_eq!(around, None);
    }
}

#[test]
#[ignore = "needs cargo-lambda and zig"]
fn a_second_build_compiles_nothing_and_the_first_told_what_it_did() {
    let compiles = |said: &String| said.contains("Compiling handler");
    assert!(one().said.iter().any(compiles), "{:?}", one().said);
    let again = Checkout::build(one().folder()).unwrap();
    assert!(
        !again.said.iter().any(|said| said.contains("Compiling")),
        "{:?}",
        again.said
    );
    assert!(again.archive() == one().archive());
}

#[test]
#[ignore = "needs cargo-lambda and zig"]
fn a_build_error_is_told_in_the_compilers_own_words() {
    let source = another().folder().join("protocol/src/lib.rs");
    let text = fs::read_to_string(&source).unwrap();
    fs::write(&source, format!("{text}\nconst WRONG: u8 = \"text\";\n")).unwrap();
    let error = Checkout::build(another().folder()).err();
    fs::write(&source, text).unwrap();
    let error = error.unwrap();
    assert!(error.contains("the handler does not build"), "{error}");
    assert!(error.contains("error[E0308]: mismatched types"), "{error}");
    assert!(error.contains("protocol/src/lib.rs"), "{error}");
    assert!(!error.contains("Compiling"), "{error}");
}
