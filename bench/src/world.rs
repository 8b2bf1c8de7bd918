//! The processes around a function: the database and `@connections`, with the certificates between them.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Result;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, KeyUsagePurpose,
};
use tempfile::TempDir;

use crate::child::Child;
use crate::events;
use crate::roles::database::{self, Usage};
use crate::roles::rows::Seed;
use crate::roles::sink::{self, Traffic};

/// The root certificates of a Debian machine or of Amazon Linux: a function reads such a bundle when it starts.
const BUNDLES: [&str; 2] = [
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
];

/// A database and `@connections`. Dropping it ends both.
#[derive(Debug)]
pub struct World {
    database: Child,
    sink: Child,
    tables: database::Ready,
    posts: SocketAddr,
    certificates: Certificates,
}

#[derive(Debug)]
struct Certificates {
    folder: TempDir,
}

impl World {
    /// Starts both, from the executable of this crate.
    ///
    /// # Errors
    /// One does not come up.
    pub fn start(executable: &Path) -> Result<Self> {
        let certificates = Certificates::make()?;
        let (database, tables) = Child::start(executable, "database", &[])?;
        let (certificate, key) = (
            certificates.file("certificate.pem"),
            certificates.file("key.pem"),
        );
        let (sink, posts) = Child::start(executable, "sink", &[&certificate, &key])?;
        Ok(Self {
            database,
            sink,
            tables,
            posts,
            certificates,
        })
    }

    /// Makes all tables anew.
    ///
    /// # Errors
    /// The database has ended.
    pub fn seed(&mut self, items: usize, others: usize, gone: usize) -> Result<()> {
        let now = events::now();
        let seed = Seed {
            items,
            others,
            gone,
            now,
        };
        self.database.order::<Usage>(&database::Order::Seed(seed))?;
        Ok(())
    }

    /// What the metered database was asked since the last time.
    ///
    /// # Errors
    /// The database has ended.
    pub fn usage(&mut self) -> Result<Usage> {
        self.database.order(&database::Order::Read)
    }

    /// What `@connections` was sent since the last time.
    ///
    /// # Errors
    /// It has ended.
    pub fn traffic(&mut self) -> Result<Traffic> {
        self.sink.order(&sink::Order::Read)
    }

    /// From now on `@connections` answers after so many milliseconds.
    ///
    /// # Errors
    /// It has ended.
    pub fn delay(&mut self, milliseconds: u64) -> Result<()> {
        self.sink
            .order::<Traffic>(&sink::Order::Delay(milliseconds))?;
        Ok(())
    }

    /// `@connections` closes every connection.
    ///
    /// # Errors
    /// It has ended.
    pub fn hang_up(&mut self) -> Result<()> {
        self.sink.order::<Traffic>(&sink::Order::HangUp)?;
        Ok(())
    }

    /// The database's endpoint; a metered one costs time.
    #[must_use]
    pub fn database_url(&self, metered: bool) -> String {
        let address = if metered {
            self.tables.metered
        } else {
            self.tables.direct
        };
        format!("http://{address}")
    }

    /// The stage's base URL.
    #[must_use]
    pub fn connections_url(&self) -> String {
        format!("https://{}/production", self.posts)
    }

    /// The certificate that signed that of `@connections`.
    #[must_use]
    pub fn authority(&self) -> PathBuf {
        self.certificates.file("authority.pem")
    }

    /// The same among the machine's own root certificates, which a real function has to read.
    #[must_use]
    pub fn bundle(&self) -> PathBuf {
        self.certificates.file("bundle.pem")
    }
}

impl Certificates {
    fn make() -> Result<Self> {
        let certificates = Self {
            folder: tempfile::tempdir()?,
        };
        let mut authority = CertificateParams::default();
        authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        authority.key_usages = vec![KeyUsagePurpose::KeyCertSign];
        authority
            .distinguished_name
            .push(DnType::CommonName, "the benchmark's authority");
        let authority = CertifiedIssuer::self_signed(authority, KeyPair::generate()?)?;
        let key = KeyPair::generate()?;
        let certificate =
            CertificateParams::new(["127.0.0.1".to_owned()])?.signed_by(&key, &authority)?;
        let roots = BUNDLES
            .iter()
            .find_map(|file| fs::read_to_string(file).ok());
        certificates.write(
            "bundle.pem",
            &(roots.unwrap_or_default() + &authority.pem()),
        )?;
        certificates.write("authority.pem", &authority.pem())?;
        certificates.write("certificate.pem", &certificate.pem())?;
        certificates.write("key.pem", &key.serialize_pem())?;
        Ok(certificates)
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> Result<()> {
        Ok(fs::write(self.file(name), text)?)
    }
}
