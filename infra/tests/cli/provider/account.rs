//! What exists in the account: a file for each resource, another folder for those that were deleted, and the log of all calls.

use super::wire::Object;
use serde::{Deserialize, Serialize};
use std::{
    env,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::PathBuf,
};

/// A resource that exists.
#[derive(Serialize, Deserialize)]
pub struct Existing {
    pub id: String,
    pub r#type: String,
    pub inputs: Object,
    pub outputs: Object,
}

impl Existing {
    /// An input that is text.
    pub fn text(&self, key: &str) -> Option<&str> {
        self.inputs.get(key)?.as_str()
    }

    /// Whether anything it was told names another, by its id or by what is made of that, such as an ARN.
    pub fn mentions(&self, id: &str) -> bool {
        serde_json::Value::from(self.inputs.clone())
            .to_string()
            .contains(id)
    }
}

pub struct Account(PathBuf);

impl Account {
    pub fn open() -> io::Result<Self> {
        let folder = PathBuf::from(env::var_os("AWS_ACCOUNT").unwrap_or_else(|| "account".into()));
        for part in ["resources", "deleted"] {
            fs::create_dir_all(folder.join(part))?;
        }
        Ok(Self(folder))
    }

    /// Writes a call into the log, a line.
    pub fn log(&self, call: &str, urn: &str) -> io::Result<()> {
        let file = self.0.join("calls");
        let mut file = OpenOptions::new().append(true).create(true).open(file)?;
        file.write_all(format!("{call} {urn}\n").as_bytes())
    }

    /// Locks the account against everybody else's changes, as long as the answer lives.
    pub fn lock(&self) -> io::Result<File> {
        let file = File::create(self.0.join("lock"))?;
        file.lock()?;
        Ok(file)
    }

    pub fn all(&self) -> io::Result<Vec<Existing>> {
        let files = fs::read_dir(self.0.join("resources"))?;
        files
            .map(|file| Ok(serde_json::from_slice(&fs::read(file?.path())?)?))
            .collect()
    }

    pub fn get(&self, id: &str) -> io::Result<Option<Existing>> {
        let all = self.all()?.into_iter();
        Ok(all.into_iter().find(|existing| existing.id == id))
    }

    /// The ids of what does not exist any more.
    pub fn deleted(&self) -> io::Result<Vec<String>> {
        let files = fs::read_dir(self.0.join("deleted"))?;
        files
            .map(|file| Ok(file?.file_name().to_string_lossy().into_owned()))
            .collect()
    }

    pub fn put(&self, resource: &Existing) -> io::Result<()> {
        let file = self.0.join("resources").join(&resource.id);
        fs::write(file, serde_json::to_vec_pretty(resource)?)
    }

    pub fn delete(&self, id: &str) -> io::Result<()> {
        let parts = ["resources", "deleted"].map(|part| self.0.join(part).join(id));
        fs::rename(&parts[0], &parts[1])
    }
}
