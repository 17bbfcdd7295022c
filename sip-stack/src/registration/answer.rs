//! What a 2xx to REGISTER says about our contact (RFC 3261 §10.2.4, §10.3 step 8).

use std::time::Duration;

use crate::message::{Contacts, NameAddr, Response, Uri};

/// How long the contact is bound; `asked_s` if the registrar does not say.
pub(super) fn granted(response: &Response, contact: &Uri, asked_s: u32) -> Duration {
    let headers = response.headers();
    let contacts = match headers.contacts() {
        Ok(Contacts::List(contacts)) => contacts,
        _ => Vec::new(),
    };
    let expires = |one: &NameAddr| {
        one.params()
            .get("expires")
            .and_then(|text| text.trim().parse::<u32>().ok())
    };
    // Interop: registrars behind NAT helpers list the contact with the address they saw; one alone is ours.
    let own = contacts
        .iter()
        .find(|one| one.uri().equivalent(contact))
        .or_else(|| contacts.first().filter(|_| contacts.len() == 1));
    let said = own
        .and_then(expires)
        .or_else(|| headers.expires().ok().flatten())
        .unwrap_or(asked_s);
    Duration::from_secs(u64::from(said))
}
