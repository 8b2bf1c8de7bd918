//! The page on the web: off unless it is asked for, and private but for the distribution.

use super::declarations::{mocks, program};
use pulumi::testing::Declared;
use serde_json::{Value, json};

fn with_website() -> Declared {
    let distribution = json!({"arn": "arn:distribution", "domainName": "d1.cloudfront.net"});
    mocks()
        .outputs("aws:cloudfront/distribution:Distribution", distribution)
        .config("website", "true")
        .declare(program)
}

fn parsed(text: &Value) -> Value {
    serde_json::from_str(text.as_str().unwrap()).unwrap()
}

#[test]
fn without_the_setting_there_is_no_website() {
    let declared = mocks().declare(program);
    let elsewhere = declared
        .resources()
        .filter(|r| r.r#type.starts_with("aws:s3") || r.r#type.starts_with("aws:cloudfront"));
    assert_eq!(elsewhere.count(), 0);
    assert!(declared.exports().get("websiteUrl").is_none());
}

#[test]
fn the_address_of_the_page_is_an_output() {
    assert_eq!(
        with_website().exports()["websiteUrl"],
        "https://d1.cloudfront.net/"
    );
}

#[test]
fn the_bucket_is_private_and_only_this_distribution_reads_it() {
    let declared = with_website();
    let block = declared.resource(
        "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
        "website-private",
    );
    let block = block.inputs_json();
    for what in [
        "blockPublicAcls",
        "blockPublicPolicy",
        "ignorePublicAcls",
        "restrictPublicBuckets",
    ] {
        assert_eq!(block[what], true, "{what}");
    }
    let policy = declared.resource("aws:s3/bucketPolicy:BucketPolicy", "website-read");
    let policy = parsed(&policy.inputs_json()["policy"]);
    let statements = policy["Statement"].as_array().unwrap();
    assert_eq!(statements.len(), 1);
    assert_eq!(statements[0]["Action"], "s3:GetObject");
    assert_eq!(
        statements[0]["Condition"],
        json!({"StringEquals": {"AWS:SourceArn": "arn:distribution"}})
    );
}

#[test]
fn every_file_of_the_page_is_there_with_its_type_and_its_settings_are_the_stacks() {
    let declared = with_website();
    let object = |name: &str| {
        declared
            .resource("aws:s3/bucketObjectv2:BucketObjectv2", name)
            .inputs_json()
    };
    assert_eq!(object("website-index.html")["contentType"], "text/html");
    assert_eq!(object("website-board.js")["contentType"], "text/javascript");
    let config = parsed(&object("website-config.json")["content"]);
    assert_eq!(config, declared.exports()["frontendConfig"]);
}

#[test]
fn the_page_may_load_its_own_files_and_connect_to_its_api_and_nothing_else() {
    let declared = with_website();
    let headers = declared.resource(
        "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy",
        "website-headers",
    );
    let headers = &headers.inputs_json()["securityHeadersConfig"];
    let policy = headers["contentSecurityPolicy"]["contentSecurityPolicy"]
        .as_str()
        .unwrap();
    assert!(policy.starts_with("default-src 'none'"), "{policy}");
    let api = "connect-src 'self' wss://abc123.execute-api.eu-north-1.amazonaws.com;";
    assert!(policy.contains(api), "{policy}");
}
