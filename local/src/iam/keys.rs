//! Which access key is whose.

use super::Principal;
use crate::{account::LOCAL_KEY, lambda::Credentials};
use std::{
    collections::HashMap,
    sync::{PoisonError, RwLock},
};
use uuid::Uuid;

/// Every access key that the laptop has given out.
#[derive(Debug)]
pub struct Keys(RwLock<HashMap<String, Key>>);

/// A key with its secrets.
#[derive(Debug, Clone)]
pub struct Key {
    /// Whose it is.
    pub principal: Principal,
    /// What its owner signs with.
    pub credentials: Credentials,
}

impl Default for Keys {
    /// The key of whoever sits at the laptop, and no other yet.
    fn default() -> Self {
        let key = Key {
            principal: Principal::User,
            credentials: Credentials {
                access_key_id: LOCAL_KEY.to_owned(),
                secret_access_key: LOCAL_KEY.to_owned(),
                session_token: String::new(),
            },
        };
        Self(RwLock::new(HashMap::from([(LOCAL_KEY.to_owned(), key)])))
    }
}

impl Keys {
    /// Gives out temporary credentials, such as a role's to a sandbox.
    pub fn issue(&self, principal: Principal) -> Credentials {
        let letters = || Uuid::new_v4().simple().to_string();
        // In the form of AWS's own: `ASIA` and sixteen letters are a temporary key.
        let credentials = Credentials {
            access_key_id: format!("ASIA{}", &letters()[..16].to_uppercase()),
            secret_access_key: letters(),
            session_token: format!("{}{}", letters(), letters()),
        };
        let key = Key {
            principal,
            credentials: credentials.clone(),
        };
        let mut keys = self.0.write().unwrap_or_else(PoisonError::into_inner);
        keys.insert(credentials.access_key_id.clone(), key);
        credentials
    }

    /// The key with this id.
    pub fn find(&self, access_key_id: &str) -> Option<Key> {
        let keys = self.0.read().unwrap_or_else(PoisonError::into_inner);
        keys.get(access_key_id).cloned()
    }
}
