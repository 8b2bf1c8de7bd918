//! Settings that are secrets.

use super::{
    declarations::program,
    stacks::{EVERYTHING, with},
};
use infra::settings::{Secrecy, Settings};
use pulumi::{engine::Outcome, testing::Mocks};
use std::collections::{BTreeMap, BTreeSet};

/// A setting that is a secret is one wherever it goes: whatever a stack says differently because of it is marked.
#[test]
fn a_secret_setting_is_nowhere_in_plain_text() {
    // Each setting that may be a secret, with what must not be seen of it.
    let secrets: [(&str, &str, &[&str]); 8] = [
        ("alarmEmail", "who@example.com", &["who@example.com"]),
        (
            "allowedOrigins",
            r#"["https://page.example.com"]"#,
            &["page.example"],
        ),
        ("artifact", "elsewhere.zip", &["elsewhere"]),
        ("handlerArchitecture", "arm64", &["arm64"]),
        ("logLevel", "debug", &["debug"]),
        (
            "routeThrottles",
            r#"["createItem=823/829"]"#,
            &["823", "829"],
        ),
        ("statuses", r#"["open","closed"]"#, &["open", "closed"]),
        ("tags", r#"["team=chess"]"#, &["chess"]),
    ];
    let keys: BTreeSet<_> = secrets.map(|(key, ..)| key.to_owned()).into();
    let declared = Settings::declarations().into_iter();
    let declared = declared.filter(|setting| setting.secrecy == Secrecy::MaybeSecret);
    assert_eq!(keys, declared.map(|setting| setting.key).collect());
    let shown = |mocks: Mocks| {
        let Outcome {
            registrations,
            exports,
            diagnostics,
            ..
        } = mocks.declare(program).0;
        let inputs = registrations.into_iter().map(|r| (r.urn, r.inputs));
        let all = inputs.chain([("exports".to_owned(), exports)]);
        let all =
            all.map(|(name, object)| (name, pulumi::Value::Object(object).display().to_string()));
        (all.collect::<BTreeMap<_, _>>(), diagnostics)
    };
    let (plain, _) = shown(with(&EVERYTHING));
    for (key, value, texts) in secrets {
        let settings: Vec<_> = EVERYTHING
            .into_iter()
            .filter(|(other, _)| *other != key)
            .collect();
        let (secret, said) = shown(with(&settings).secret(key, value));
        assert_eq!(said, [], "{key}");
        let changed: Vec<_> = secret
            .iter()
            .filter(|(urn, shown)| plain.get(*urn) != Some(shown))
            .collect();
        assert!(!changed.is_empty(), "{key} changes nothing");
        for (urn, shown) in changed {
            assert!(shown.contains("[secret]"), "{key} in {urn}: {shown}");
            for text in texts {
                assert!(!shown.contains(text), "{key} in {urn}: {shown}");
            }
        }
    }
}
