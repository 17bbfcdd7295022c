//! The names that addresses of record of ours may have (RFC 3261 §10.3 steps 1 and 5).

use std::collections::HashSet;
use std::sync::Arc;

use sip_stack::message::{Host, Uri};

/// The domain of a switch that was given none.
const UNNAMED: &str = "localhost";

/// The names of this office. Cheap to clone.
///
/// Any numeric address counts as ours: it may be that of a NAT before us, which nobody told us.
#[derive(Clone, Debug)]
pub struct Domains {
    /// `None`: the switch has no name, so every name may be meant for it.
    names: Option<Arc<HashSet<String>>>,
}

impl Domains {
    /// The domain, and what else phones may call it.
    #[must_use]
    pub fn new<'a>(domain: &'a str, aliases: impl IntoIterator<Item = &'a str>) -> Self {
        let names = std::iter::once(domain).chain(aliases).map(canonical).collect();
        Self {
            names: (domain != UNNAMED).then(|| Arc::new(names)),
        }
    }

    /// Whether an address is one of this office. A telephone number has no domain.
    #[must_use]
    pub fn have(&self, uri: &Uri) -> bool {
        let host = match uri {
            Uri::Sip(uri) => uri.host(),
            Uri::Tel(_) => return true,
            Uri::Other(_) => return false,
        };
        match (host, &self.names) {
            (Host::Name(name), Some(names)) => names.contains(&canonical(name)),
            _ => true,
        }
    }
}

fn canonical(name: &str) -> String {
    name.trim_end_matches('.').to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_domain_its_aliases_and_addresses_are_ours() {
        let domains = Domains::new("office.example", ["pbx.Office.example"]);
        for (uri, ours) in [
            ("sip:101@office.example", true),
            ("sips:101@OFFICE.example.:5061", true),
            ("sip:101@pbx.office.example", true),
            ("sip:101@192.0.2.1", true),
            ("sip:101@[2001:db8::1]", true),
            ("tel:+4930123456", true),
            ("sip:101@evil.example", false),
            ("sip:101@office.example.evil", false),
            ("urn:service:sos", false),
        ] {
            assert_eq!(domains.have(&uri.parse().unwrap()), ours, "{uri}");
        }
    }

    #[test]
    fn a_switch_without_a_name_answers_to_every_name() {
        let domains = Domains::new("localhost", []);
        assert!(domains.have(&"sip:101@pbx.lan".parse().unwrap()));
    }
}
