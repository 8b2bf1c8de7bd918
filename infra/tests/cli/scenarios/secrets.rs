//! Settings that are secrets are nowhere in plain text, but where AWS has them.

use super::stack::Stack;
use std::{fs, path::Path};

/// Each setting that may be a secret, with what must not be seen of it.
const SECRETS: [(&str, &str, &[&str]); 8] = [
    ("alarmEmail", "who@example.com", &["who@example.com"]),
    (
        "allowedOrigins[0]",
        "https://page.example.com",
        &["page.example"],
    ),
    ("artifact", "other.zip", &["other.zip"]),
    ("handlerArchitecture", "arm64", &["arm64"]),
    ("logLevel", "warn,handler=debug", &["handler=debug"]),
    (
        "routeThrottles[0]",
        "createItem=8237/823",
        &["createItem=8237", ": 8237", ":8237"],
    ),
    ("statuses[0]", "unheard", &["unheard"]),
    ("tags[0]", "team=chess", &["chess"]),
];

#[test]
#[ignore = "needs the Pulumi CLI"]
fn secrets_are_in_no_output_no_diff_and_no_state() {
    let stack = Stack::up();
    for key in ["alarmEmail", "tags", "artifact"] {
        let _ = stack.pulumi(&["config", "rm", key]);
    }
    for (key, value, _) in SECRETS {
        stack
            .pulumi(&["config", "set", "--secret", "--path", key, value])
            .succeeded();
    }
    let preview = stack.pulumi(&["preview", "--diff"]).succeeded();
    let json = stack.pulumi(&["preview", "--json"]).succeeded();
    let up = stack.pulumi(&["up", "--yes", "--diff"]).succeeded();
    let outputs = stack.pulumi(&["stack", "output"]).succeeded();
    let config = stack.pulumi(&["config"]).succeeded();
    let history = stack.pulumi(&["stack", "history"]).succeeded();
    let again = stack
        .pulumi(&["preview", "--diff", "--show-sames"])
        .succeeded();
    let state = stack.state().to_string();
    let mut kept = String::new();
    read_all(&stack.folder().join("backend"), &mut kept);
    for (key, _, texts) in SECRETS {
        for (place, said) in [
            ("preview --diff", &preview),
            ("preview --json", &json),
            ("up --diff", &up),
            ("stack output", &outputs),
            ("config", &config),
            ("stack history", &history),
            ("preview --show-sames", &again),
            ("the state", &state),
            ("the backend", &kept),
        ] {
            for text in texts {
                let around = said.find(text).map(|at| {
                    let from = said.floor_char_boundary(at.saturating_sub(200));
                    &said[from..said.floor_char_boundary(at + 100)]
                });
                assert_eq!(around, None, "{key} in {place}");
            }
        }
    }
}

/// All files, and those before the stack had secrets as well.
fn read_all(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_all(&path, text);
        } else {
            text.push_str(&String::from_utf8_lossy(&fs::read(path).unwrap()));
        }
    }
}
