//! The services around a function: a database and `@connections`, with the certificates between them. They run on threads of their own,
//! apart from the one that drives and times the function.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::Result;
use rcgen::CertifiedKey;
use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::PrivateKeyDer;
use tempfile::TempDir;
use testkit::connections::{Behaviour, Connections};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

use crate::database::Database;
use crate::rows::GONE;

/// The root certificates of a Debian machine or of Amazon Linux: a function reads such a bundle when it starts.
const BUNDLES: [&str; 2] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
];

/// A database and `@connections`. Dropping it ends both.
pub struct World {
    /// The database.
    pub database: Database,
    /// `@connections`.
    pub connections: Connections,
    certificates: TempDir,
    runtime: Option<Runtime>,
}

impl World {
    /// Starts both.
    pub async fn start() -> Result<Self> {
        let certificates = tempfile::tempdir()?;
        let tls = certify(certificates.path())?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let services = runtime.spawn(async {
            let connections = Connections::start(Some(tls), |_, _| {}).await?;
            anyhow::Ok((Database::start().await?, connections))
        });
        let (database, connections) = services.await??;
        let gone = Behaviour {
            always: Some(410),
            ..Behaviour::default()
        };
        connections.behave(GONE, gone);
        Ok(Self {
            database,
            connections,
            certificates,
            runtime: Some(runtime),
        })
    }

    /// The stage's base URL.
    pub fn connections_url(&self) -> String {
        format!("https://{}/production", self.connections.server.address)
    }

    /// The certificate of `@connections`, which has signed itself.
    pub fn certificate(&self) -> PathBuf {
        self.certificates.path().join(CERTIFICATE)
    }

    /// The same among the machine's own root certificates, which a real function has to read.
    pub fn bundle(&self) -> PathBuf {
        self.certificates.path().join(BUNDLE)
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Dropping a runtime would wait for it, which the one that drives the function may not.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

const CERTIFICATE: &str = "certificate.pem";
const BUNDLE: &str = "bundle.pem";

/// Makes a certificate for 127.0.0.1, and writes down what a function has to trust.
fn certify(folder: &Path) -> Result<TlsAcceptor> {
    let CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()])?;
    let roots = BUNDLES
        .iter()
        .find_map(|file| fs::read_to_string(file).ok());
    fs::write(folder.join(CERTIFICATE), cert.pem())?;
    let bundle = roots.unwrap_or_default() + &cert.pem();
    fs::write(folder.join(BUNDLE), bundle)?;
    let key = PrivateKeyDer::try_from(signing_key.serialize_der()).map_err(anyhow::Error::msg)?;
    let tls = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)?;
    Ok(TlsAcceptor::from(Arc::new(tls)))
}
