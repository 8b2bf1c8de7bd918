//! `pulumi-resource-aws`: what stands for AWS under the Pulumi CLI. A plugin that the CLI finds on `PATH`.
//!
//! - [`schema`] checks every property against the schema that the program's types are made of
//! - [`knowledge`]: what the real provider and AWS do that no schema tells
//! - [`account`]: what exists, in a folder, so that it outlives the process
//! - [`outputs`] makes up what AWS would answer
//! - [`fault`]: calls that fail or take their time
//! - [`provider`] answers the CLI, in the terms of [`rpc`] and [`wire`]
//!
//! `AWS_ACCOUNT` is the account's folder. `AWS_FAULTS` is `CALL:NAME=fail` or `CALL:NAME=MILLISECONDS`, several with commas between.
#![allow(unreachable_pub)]

mod account;
mod fault;
mod knowledge;
mod outputs;
mod provider;
mod rpc;
mod schema;
mod wire;

use rpc::resource_provider_server::ResourceProviderServer;
use std::{
    io::{self, Write as _},
    process, thread,
};
use tokio::net::TcpListener;
use tokio_stream::wrappers::TcpListenerStream;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    // The CLI holds our standard input: when it is gone, so are we.
    thread::spawn(|| {
        let _ = io::copy(&mut io::stdin(), &mut io::sink());
        process::exit(1);
    });
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    writeln!(io::stdout(), "{}", listener.local_addr()?.port())?;
    let provider = ResourceProviderServer::new(provider::Aws::new()?);
    tonic::transport::Server::builder()
        .add_service(provider.max_decoding_message_size(400 << 20))
        .serve_with_incoming(TcpListenerStream::new(listener))
        .await?;
    Ok(())
}
