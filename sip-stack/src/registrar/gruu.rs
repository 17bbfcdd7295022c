//! Public GRUUs (RFC 5627): an address of record with a `gr`, by which one device of the user is meant.
//!
//! They are made from the device's instance, the same at each registration, and so none is kept. Who comes through
//! proxies of others gets none: what goes to it within a dialog would come back to us. There are no temporary ones
//! (`docs/adr/0015-no-temporary-gruus.md`).

use sha2::{Digest, Sha256};

use super::{Binding, Cause, Rejection};
use crate::message::{Request, SipUri, Uri};

/// The option tag (§8.1).
const GRUU: &str = "gruu";

/// The URI parameter (§8.2).
const GR: &str = "gr";

/// Bytes of the digest in a `gr`: no two devices of a user share them.
const BYTES: usize = 12;

/// The `gr` of a device: it tells nothing of the instance, which often is the phone's own number.
pub fn gr_of(instance: &str) -> String {
    let digest = Sha256::digest(instance.as_bytes());
    digest
        .iter()
        .take(BYTES)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// The `gr` of an address; `None`: it means all devices of its user.
pub fn gr_in(uri: &Uri) -> Option<&str> {
    let gr = uri.as_sip()?.params().get(GR)?;
    (!gr.is_empty()).then_some(gr)
}

impl Binding {
    /// The `gr` of its public GRUU; `None`: it has none.
    pub fn gr(&self) -> Option<String> {
        let instance = self.instance.as_deref().filter(|_| self.path.is_empty());
        instance.map(gr_of)
    }
}

/// What a contact in the 200 gets (§5.2), if the phone knows what that is.
pub(super) fn public(request: &Request, binding: &Binding) -> Option<SipUri> {
    let gr = binding.gr().filter(|_| request.headers().supports(GRUU))?;
    let to = request.headers().to().ok()?;
    let aor = to.uri().as_sip()?;
    let mut gruu = SipUri::new(Some(&aor.user_decoded()?), aor.host().clone());
    if let Some(port) = aor.port() {
        gruu = gruu.with_port(port);
    }
    Some(gruu.with_param(GR, &gr))
}

/// A device cannot be where all of them are looked for: its requests would go in circles (§5.1).
pub(super) fn check(request: &Request, binding: &Binding) -> Result<(), Rejection> {
    let to = request.headers().to()?;
    let is_circle = binding.contact.as_sip().is_none() || binding.contact.equivalent(to.uri());
    match binding.instance {
        Some(_) if is_circle => Err(Cause::Circle.into()),
        _ => Ok(()),
    }
}
