//! The pages that may connect, by origins in the one form in which browsers send them.

use protocol::Origins;
use serde::Deserialize;
use std::fmt;
use url::{Host, Url};

/// Origins of the pages that may connect. One that no browser sends would keep everybody out.
///
/// <https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin>
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub struct AllowedOrigins(Origins);

impl fmt::Display for AllowedOrigins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl TryFrom<Vec<String>> for AllowedOrigins {
    type Error = String;

    fn try_from(origins: Vec<String>) -> Result<Self, String> {
        for origin in &origins {
            let told = match canonical(origin) {
                Some(canonical) if canonical == *origin => continue,
                Some(canonical) => format!(": browsers send `{canonical}`"),
                None => String::new(),
            };
            return Err(format!(
                "must be a list of origins such as `https://board.example.com`, or `*`, which `{origin}` is not{told}"
            ));
        }
        Origins::try_from(origins)
            .map(Self)
            .map_err(|invalid| invalid.to_string())
    }
}

/// What browsers send for the origin that a text means, if it means one.
fn canonical(text: &str) -> Option<String> {
    if text == "*" {
        return Some(text.to_owned());
    }
    if text.eq_ignore_ascii_case("null") {
        return Some("null".to_owned());
    }
    let url = match Url::parse(text) {
        Ok(url) if url.has_host() || url.scheme() == "file" => url,
        _ if text.contains("://") || text.starts_with('/') => return None,
        _ => Url::parse(&format!("https://{text}")).ok()?,
    };
    let scheme = match url.scheme() {
        "file" => return Some("null".to_owned()),
        "ftp" => return None,
        // The API's scheme in place of the page's.
        "ws" => "http",
        "wss" => "https",
        page => page,
    };
    let host = match url.host()? {
        // Where the scheme is an extension's or an app's, the parser leaves the host as it is written.
        Host::Domain(name) => name.to_ascii_lowercase(),
        address => address.to_string(),
    };
    let fit = |c: char| c.is_ascii_alphanumeric() || "-._[:]".contains(c);
    let port = url.port().map_or(String::new(), |port| format!(":{port}"));
    host.chars()
        .all(fit)
        .then(|| format!("{scheme}://{host}{port}"))
}
