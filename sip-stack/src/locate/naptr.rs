//! NAPTR records: the transports a domain prefers (RFC 3263 §4.1).

use std::sync::Arc;

use super::Policy;
use crate::message::Transport;

/// One NAPTR record.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Naptr {
    /// Lower is taken first.
    pub order: u16,
    /// Lower is preferred among equal orders.
    pub preference: u16,
    /// `s`: the replacement is a name to ask SRV for.
    pub flags: Arc<str>,
    /// Such as `SIP+D2U`.
    pub service: Arc<str>,
    /// The next name.
    pub replacement: Arc<str>,
}

impl Naptr {
    /// The transport it stands for, if it leads to SRV records of SIP.
    fn transport(&self) -> Option<Transport> {
        if !self.flags.eq_ignore_ascii_case("s") || self.replacement.is_empty() {
            return None;
        }
        let services = [
            ("SIP+D2U", Transport::Udp),
            ("SIP+D2T", Transport::Tcp),
            ("SIPS+D2T", Transport::Tls),
        ];
        services
            .into_iter()
            .find(|(service, _)| self.service.eq_ignore_ascii_case(service))
            .map(|(_, transport)| transport)
    }
}

/// The names to ask SRV for, the domain's favourite first: what we cannot do is passed over, and `sips:` takes TLS only.
pub(super) fn services(mut records: Vec<Naptr>, secure: bool, policy: &Policy) -> Vec<(Transport, Arc<str>)> {
    records.sort_by_key(|record| (record.order, record.preference));
    let able = |transport: Transport| policy.has(transport) && (!secure || transport == Transport::Tls);
    records
        .into_iter()
        .filter_map(|record| Some((record.transport()?, record.replacement)))
        .filter(|(transport, _)| able(*transport))
        .collect()
}
