//! Stacks with other settings than the defaults.

use super::declarations::mocks;
use pulumi::testing::Mocks;
use serde_json::json;

/// Everything that settings can add to a stack.
pub const EVERYTHING: [(&str, &str); 7] = [
    ("accessLogs", "true"),
    ("alarmEmail", "board@example.com"),
    ("aws:region", "eu-north-1"),
    ("monitoring", "true"),
    ("reservedConcurrency", "20"),
    ("tags", r#"["team=board"]"#),
    ("website", "true"),
];

pub fn with(settings: &[(&str, &str)]) -> Mocks {
    let distribution = json!({"arn": "arn:distribution", "domainName": "d1.cloudfront.net"});
    settings.iter().fold(
        mocks().outputs("aws:cloudfront/distribution:Distribution", distribution),
        |mocks, (key, value)| mocks.config(key, *value),
    )
}
