//! The board's page, as a browser asks for it.

use super::process::LaptopProcess;
use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper_util::{client::legacy::Client, rt::TokioExecutor};
use serde_json::Value;
use testkit::client::within;

struct Answer {
    status: u16,
    headers: http::HeaderMap,
    body: String,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

async fn get(laptop: &LaptopProcess, path: &str) -> Answer {
    let authority = laptop.url().split('/').nth(2).unwrap();
    let url = format!("http://{authority}{path}").parse().unwrap();
    let client: Client<_, Empty<Bytes>> = Client::builder(TokioExecutor::new()).build_http();
    let (parts, body) = within(client.get(url), "an answer")
        .await
        .unwrap()
        .into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: String::from_utf8(body.to_vec()).unwrap(),
    }
}

#[tokio::test]
async fn the_page_is_served_with_a_strict_policy_and_the_settings_of_the_stack() {
    let laptop = LaptopProcess::in_memory();
    let page = get(&laptop, "/").await;
    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    let policy = page.header("content-security-policy");
    let websocket = laptop.url().rsplit_once('/').unwrap().0;
    assert!(policy.contains("default-src 'none'"), "{policy}");
    assert!(
        policy.contains(&format!("connect-src 'self' {websocket}")),
        "{policy}"
    );
    assert!(!policy.contains("unsafe"), "{policy}");
    assert_eq!(page.header("x-content-type-options"), "nosniff");

    let config = get(&laptop, "/config.json").await;
    assert_eq!(config.header("content-type"), "application/json");
    let config: Value = serde_json::from_str(&config.body).unwrap();
    assert_eq!(config, laptop.outputs["frontendConfig"]);
}

#[tokio::test]
async fn whatever_the_page_loads_is_there_with_its_type() {
    let laptop = LaptopProcess::in_memory();
    let page = get(&laptop, "/").await.body;
    let named = page
        .split('"')
        .filter(|part| part.ends_with(".js") || part.ends_with(".css"));
    let mut seen = 0;
    for name in named {
        let path = format!("/{}", name.trim_start_matches("./").trim_start_matches('/'));
        let file = get(&laptop, &path).await;
        assert_eq!(file.status, 200, "{path}");
        let kind = if path.ends_with(".js") {
            "text/javascript"
        } else {
            "text/css"
        };
        assert!(file.header("content-type").starts_with(kind), "{path}");
        seen += 1;
    }
    assert!(seen >= 2, "{page}");
}

#[tokio::test]
async fn a_path_that_nothing_is_at_is_refused_as_api_gateway_does() {
    let laptop = LaptopProcess::in_memory();
    for path in ["/nothing", "/../Cargo.toml", "/%2e%2e/Cargo.toml"] {
        assert_eq!(get(&laptop, path).await.status, 403, "{path}");
    }
}

#[tokio::test]
async fn a_stack_with_a_website_runs_on_the_laptop_which_serves_the_page_itself() {
    let folder = tempfile::tempdir().unwrap();
    let project = super::process::project();
    std::fs::copy(
        project.join("Pulumi.yaml"),
        folder.path().join("Pulumi.yaml"),
    )
    .unwrap();
    let stack = "config:\n  aws:region: eu-north-1\n  task-management-app:website: true\n";
    std::fs::write(folder.path().join("Pulumi.dev.yaml"), stack).unwrap();
    let laptop = LaptopProcess::start_in(folder.path(), &["--in-memory"]);
    assert!(
        laptop.outputs["websiteUrl"]
            .as_str()
            .unwrap()
            .ends_with(".invalid/")
    );
    assert_eq!(get(&laptop, "/").await.status, 200);
}
