//! Who takes part: the people and the phones a call deals with, and how SIP writes them.

use bytes::Bytes;
use media::offer_answer::Encryption;
use sip_stack::flow::Target;
use sip_stack::message::{Host, SipUri, Uri};
use sip_stack::user_agent::Terms;

/// One phone of a user, whatever its address (RFC 5627).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// The user.
    pub extension: String,
    /// The `gr` of its GRUU.
    pub gr: String,
}

/// The number of a live call, unique while the program runs; below 2^44.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallNumber(pub u64);

/// A person as the switch knows them: never as a phone claims to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The number that reaches them.
    pub number: String,
    /// The name shown on the far phone.
    pub name: Option<String>,
}

/// One registered phone of a user: where to send an INVITE and as whom we speak to it.
#[derive(Clone, Debug)]
pub struct Phone {
    /// The user's extension.
    pub extension: String,
    /// The Request-URI: the contact as registered (RFC 3261 §16.6 step 2).
    pub contact: Uri,
    /// The flow or address that reaches it.
    pub target: Target,
    /// Our own Contact towards this phone.
    pub local_contact: Uri,
    /// Our own address of media towards this phone.
    pub media_ip: std::net::IpAddr,
    /// What we ask of it.
    pub terms: Terms,
    /// Whether its audio is encrypted.
    pub encryption: Encryption,
    /// The Path it registered through, as Route header values (RFC 3327 §5.2).
    pub route: Vec<Bytes>,
    /// The same phone by its other flows, best first (RFC 5626 §5.3).
    pub other_flows: Vec<Phone>,
}

/// The address of record of a number (RFC 3261 §10).
#[must_use]
pub fn address_of_record(number: &str, domain: &str) -> Uri {
    SipUri::new(Some(number), host(domain)).into()
}

/// A domain of the settings as SIP writes it.
#[must_use]
pub fn host(domain: &str) -> Host {
    Host::parse(domain.as_bytes()).unwrap_or_else(|_| Host::Name(domain.into()))
}

/// The number that a URI names: the user part of a SIP URI, or the number of a `tel:` URI. A telephone number is
/// without visual separators (RFC 3966 §5.1.1) and without what is said of it, as in `;npdi;rn=…` (RFC 4694 §4).
#[must_use]
pub fn number_of(uri: &Uri) -> Option<String> {
    let number = match uri {
        Uri::Sip(uri) => subscriber(uri.user_decoded()?, uri.params().get("user")),
        Uri::Tel(tel) => tel.digits(),
        Uri::Other(_) => return None,
    };
    (!number.is_empty()).then_some(number)
}

/// A user part that may be written as a telephone subscriber (RFC 3261 §19.1.6).
fn subscriber(user: String, kind: Option<&str>) -> String {
    let number = user.split(';').next().unwrap_or_default();
    let is_said_to_be = kind.is_some_and(|kind| kind.eq_ignore_ascii_case("phone"));
    let is_separator = |c: char| "-.()".contains(c);
    let is_number = !number.is_empty()
        && number
            .chars()
            .all(|c| c.is_ascii_digit() || "+*#".contains(c) || is_separator(c));
    match (is_said_to_be, is_number && number.starts_with('+')) {
        (true, _) | (_, true) => number.replace(is_separator, ""),
        _ if is_number => number.to_owned(),
        _ => user,
    }
}

#[cfg(test)]
mod tests {
    use super::number_of;

    #[test]
    fn a_telephone_number_is_read_without_separators_and_parameters() {
        for (uri, number) in [
            ("sip:101@h", Some("101")),
            ("sip:%3101@h;transport=tcp", Some("101")),
            ("sip:*43#@h", Some("*43#")),
            ("sip:+49-(30).100@h", Some("+4930100")),
            ("sip:030-100@h;user=phone", Some("030100")),
            ("sip:+4930100;npdi;rn=+4930@h;user=phone", Some("+4930100")),
            ("sip:+4930100;cpc=ordinary@h", Some("+4930100")),
            ("tel:+49-30-100", Some("+4930100")),
            ("tel:030.100;phone-context=+49", Some("030100")),
            ("sip:john.doe@h", Some("john.doe")),
            ("sip:1-2@h", Some("1-2")),
            ("sip:a;b@h", Some("a;b")),
            ("sip:h", None),
            ("urn:service:sos", None),
        ] {
            assert_eq!(number_of(&uri.parse().unwrap()).as_deref(), number, "{uri}");
        }
    }
}
