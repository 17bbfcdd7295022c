//! Lists of tokens: Require, Proxy-Require, Supported, Unsupported, Allow (RFC 3261 §20.32, §20.37, §20.5).

use std::borrow::Borrow;

use super::{HeaderName, Headers};
use crate::message::Method;

impl Headers {
    /// Option tags the server must know (§20.32).
    pub fn require(&self) -> Vec<String> {
        self.tokens(HeaderName::Require)
    }

    /// Option tags each proxy must know (§20.29).
    pub fn proxy_require(&self) -> Vec<String> {
        self.tokens(HeaderName::ProxyRequire)
    }

    /// Option tags the server does not know (§20.40).
    pub fn unsupported(&self) -> Vec<String> {
        self.tokens(HeaderName::Unsupported)
    }

    /// Option tags the sender knows (§20.37).
    pub fn supported(&self) -> Vec<String> {
        self.tokens(HeaderName::Supported)
    }

    /// Whether the sender knows this option tag or requires it.
    pub fn supports(&self, tag: &str) -> bool {
        let has = |name| self.tokens(name).iter().any(|own| own.eq_ignore_ascii_case(tag));
        has(HeaderName::Supported) || has(HeaderName::Require)
    }

    /// Methods the sender understands (§20.5); `None` if it does not say.
    pub fn allow(&self) -> Option<Vec<Method>> {
        let parse = |token: String| Method::parse(token.as_bytes());
        self.has(HeaderName::Allow).then(|| {
            self.tokens(HeaderName::Allow)
                .into_iter()
                .filter_map(parse)
                .collect()
        })
    }

    /// The items of a list header; empty ones are left out.
    pub fn tokens(&self, name: impl Borrow<HeaderName>) -> Vec<String> {
        self.items(name.borrow())
            .filter(|(item, _)| !item.is_empty())
            .map(|(item, _)| String::from_utf8_lossy(&item).into_owned())
            .collect()
    }
}
