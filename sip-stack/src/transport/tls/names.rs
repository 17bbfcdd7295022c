//! Whom a certificate is about (RFC 5922 §7.1, §7.2).

use rustls::pki_types::CertificateDer;
use webpki::EndEntityCert;

use crate::message::Uri;

/// The SIP domains that a peer has proved to be, in lower case.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PeerNames(Box<[Box<str>]>);

impl PeerNames {
    /// Those in a certificate: `sip:` URIs without a user, and only if there are none, DNS names. The common name
    /// is not looked at.
    pub fn of(certificate: &CertificateDer<'_>) -> Self {
        let Ok(certificate) = EndEntityCert::try_from(certificate) else {
            return Self::default();
        };
        let mut names: Vec<_> = certificate.valid_uri_names().filter_map(domain_of).collect();
        if names.is_empty() {
            names.extend(
                certificate
                    .valid_dns_names()
                    .map(|name| name.to_ascii_lowercase().into_boxed_str()),
            );
        }
        Self(names.into())
    }

    /// Whether a domain is among them; wildcards match nothing (§7.2).
    pub fn contains(&self, domain: &str) -> bool {
        let domain = domain.strip_suffix('.').unwrap_or(domain);
        self.0.iter().any(|name| name.eq_ignore_ascii_case(domain))
    }

    /// Each of them.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> FromIterator<&'a str> for PeerNames {
    fn from_iter<I: IntoIterator<Item = &'a str>>(names: I) -> Self {
        let names = names
            .into_iter()
            .map(|name| name.to_ascii_lowercase().into_boxed_str());
        Self(names.collect())
    }
}

fn domain_of(uri: &str) -> Option<Box<str>> {
    let uri = Uri::parse(uri.as_bytes()).ok()?;
    let sip = uri.as_sip()?;
    let is_domain = !sip.is_secure() && sip.user().is_none();
    is_domain.then(|| sip.host().to_string().to_ascii_lowercase().into())
}
