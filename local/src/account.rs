//! The account that the laptop plays: its number, its region, its credentials.

use std::net::SocketAddr;

/// The account's number, which is part of ARNs.
pub const ACCOUNT_ID: &str = "000000000000";

/// The access key and the secret key of whoever sits at the laptop.
pub const LOCAL_KEY: &str = "local";

/// Where a stack is deployed on the laptop.
#[derive(Debug, Clone)]
pub struct Account {
    /// The region as declared, such as `eu-north-1`.
    pub region: String,
    /// Where the gateway listens.
    pub gateway: SocketAddr,
}

impl Account {
    /// An ARN in this account and region.
    pub fn arn(&self, service: &str, resource: &str) -> String {
        format!("arn:aws:{service}:{}:{ACCOUNT_ID}:{resource}", self.region)
    }
}
