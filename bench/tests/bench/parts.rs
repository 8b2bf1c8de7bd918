use std::time::Duration;

use bench::events;
use bench::process::Process;
use bench::rows::GONE;
use bench::sandbox::{Sandbox, Subject};
use bench::world::World;

fn floor() -> Subject {
    Subject::Floor {
        executable: env!("CARGO_BIN_EXE_bench").into(),
        bootstrap: "no board is asked".into(),
    }
}

#[tokio::test]
async fn the_floor_posts_as_many_frames_as_its_event_says_over_connections_that_it_keeps() {
    let world = World::start().await.unwrap();
    let mut sandbox = Sandbox::start(&floor(), &world, false).await.unwrap();
    let change = sandbox.invoke(&events::update(0, "done", 5)).await.unwrap();
    assert_eq!(change.reply().unwrap()["message"], "Item updated");
    let first = world.connections.take();
    assert_eq!(first.posts, 5);
    assert!((1..=5).contains(&first.opened), "{first:?}");
    assert!(
        first.bytes > 0 && first.bytes.is_multiple_of(5),
        "{first:?}"
    );

    sandbox.invoke(&events::update(0, "todo", 5)).await.unwrap();
    let second = world.connections.take();
    assert_eq!((second.posts, second.bytes), (5, first.bytes));
}

#[tokio::test]
async fn a_peer_that_is_gone_or_a_message_that_is_too_large_is_refused_and_counted() {
    let world = World::start().await.unwrap();
    let client = client(&world);
    for (id, size, status) in [("peer", 10, 200), (GONE, 10, 410), ("peer", 131_073, 413)] {
        let url = format!("{}/@connections/{id}", world.connections_url());
        let body = vec![b'x'; size];
        let request = hyper::Request::post(url).header("authorization", "signed");
        let request = request.body(http_body_util::Full::<bytes::Bytes>::from(body));
        let answer = client.request(request.unwrap()).await.unwrap();
        assert_eq!(answer.status(), status, "{id} {size}");
    }
    let traffic = world.connections.take();
    assert_eq!((traffic.posts, traffic.too_large), (3, 1), "{traffic:?}");
}

#[tokio::test]
async fn the_metered_database_says_what_its_calls_took() {
    let world = World::start().await.unwrap();
    world.database.seed(100, 3, false).unwrap();
    let count = r#"{"TableName":"usersTable-bench","ConsistentRead":true,"KeyConditionExpression":"topic = :topic",
        "ExpressionAttributeValues":{":topic":{"S":"board/default"}}}"#;
    let client = hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
        .build_http::<http_body_util::Full<bytes::Bytes>>();
    let request = hyper::Request::post(world.database.url(true))
        .header("x-amz-target", "DynamoDB_20120810.Query")
        .header("content-type", "application/x-amz-json-1.0")
        .header("x-amz-date", "20260102T030405Z")
        .header("authorization", "AWS4-HMAC-SHA256 Credential=a/20260102/eu-north-1/dynamodb/aws4_request, SignedHeaders=host, Signature=0")
        .body(count.into())
        .unwrap();
    assert_eq!(client.request(request).await.unwrap().status(), 200);
    let usage = world.database.take();
    assert_eq!(usage.calls.len(), 1);
    assert_eq!(usage.calls[0].0, "Query");
    // Four short rows are less than the 4 KB of a unit.
    assert_eq!(
        (usage.read_units, usage.write_units),
        (1.0, 0.0),
        "{usage:?}"
    );
    assert_eq!(world.database.take(), Default::default());
}

#[test]
fn cpu_and_memory_of_a_process_are_those_of_the_process() {
    let me = Process::of(std::process::id()).unwrap();
    let before = me.cpu().unwrap();
    let mut spun = 0_u64;
    while me.cpu().unwrap() - before < Duration::from_millis(20) {
        spun = spun.wrapping_mul(31).wrapping_add(1);
    }
    assert_ne!(spun, 0);
    let (resident, peak) = (me.resident().unwrap(), me.peak().unwrap());
    // The kernel counts by CPU and adds up when it sees fit, while other tests come and go in this process.
    let inexact = 1 << 20;
    assert!(resident > inexact, "{resident}");
    assert!(peak + inexact >= resident, "{peak} {resident}");
}

fn client(
    world: &World,
) -> hyper_util::client::legacy::Client<
    hyper_rustls::HttpsConnector<hyper_util::client::legacy::connect::HttpConnector>,
    http_body_util::Full<bytes::Bytes>,
> {
    use rustls::crypto::ring;
    use rustls::pki_types::pem::PemObject as _;
    use rustls::{ClientConfig, RootCertStore, pki_types::CertificateDer};

    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(world.certificate()).unwrap())
        .unwrap();
    let tls = ClientConfig::builder_with_provider(std::sync::Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let connector = hyper_rustls::HttpsConnectorBuilder::new()
        .with_tls_config(tls)
        .https_only()
        .enable_http1()
        .build();
    hyper_util::client::legacy::Client::builder(hyper_util::rt::TokioExecutor::new())
        .build(connector)
}
