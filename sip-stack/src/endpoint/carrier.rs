//! What carries a request of ours (RFC 3261 §18.1.1): a large one goes over TCP, and by datagram after all if the
//! peer has no TCP.

use crate::flow::Target;
use crate::message::Transport;

/// A larger request may be cut in pieces on its way, of which firewalls drop all but the first.
const DATAGRAM_BYTES_MAX: usize = 1300;

/// The same next hop over TCP, if the request is large; `None`: its target is good as it is.
///
/// A flow stays what it is: a phone behind a NAT is reached by no other.
pub(super) fn instead_of_udp(target: &Target, request_bytes: impl FnOnce() -> usize) -> Option<Target> {
    if target.transport() != Transport::Udp {
        return None;
    }
    let mut target = target.clone();
    match &mut target {
        Target::Flow(_) => return None,
        Target::Address { transport, .. } | Target::Located { transport, .. } => *transport = Transport::Tcp,
        Target::Uri(uri) => uri.params_mut().set("transport", "tcp"),
    }
    (request_bytes() > DATAGRAM_BYTES_MAX).then_some(target)
}
