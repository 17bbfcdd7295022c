//! Where a person can be reached just now (RFC 3261 §10.2).

use crate::flow::Flow;
use crate::message::{NameAddr, Uri};

/// A contact of an address of record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Binding {
    /// The address to send requests to.
    pub contact: Uri,
    /// Call-ID of the REGISTER that made or refreshed it.
    pub call_id: Box<str>,
    /// CSeq of that REGISTER.
    pub cseq: u32,
    /// Preference in thousandths, 0–1000; 1000 if the phone does not say.
    pub q_thousandths: u16,
    /// When it ends, in seconds since 1970: it outlives the process.
    pub expires_at_unix: u64,
    /// Hops towards the contact, first one first (RFC 3327).
    pub path: Vec<NameAddr>,
    /// What the REGISTER came over: the way through the phone's NAT.
    pub flow: Flow,
    /// The phone's make, as it says.
    pub user_agent: Option<Box<str>>,
    /// `+sip.instance`: the device, whatever its address (RFC 5626 §4.1).
    pub instance: Option<Box<str>>,
    /// `reg-id`: which of the device's flows (RFC 5626 §4.2).
    pub reg_id: Option<u32>,
}

impl Binding {
    /// Whether it still holds.
    pub fn is_live(&self, now_unix: u64) -> bool {
        self.expires_at_unix > now_unix
    }

    /// Whether both are the same contact: by instance and flow number where both have them (RFC 5626 §6), else
    /// by address (RFC 3261 §10.3 step 7).
    pub fn is_same_contact(&self, other: &Self) -> bool {
        match (&self.instance, self.reg_id, &other.instance, other.reg_id) {
            (Some(own), Some(id), Some(theirs), Some(their_id)) => own == theirs && id == their_id,
            _ => self.contact.equivalent(&other.contact),
        }
    }
}
