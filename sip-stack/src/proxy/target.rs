//! One place that a request may be forwarded to.

use crate::flow::{Flow, Target};
use crate::message::{NameAddr, Uri};
use crate::proxy::RecordRoute;

/// An element of the target set (RFC 3261 §16.5).
#[derive(Clone, Debug)]
pub struct ForwardTarget {
    /// The Request-URI of the copy; `None`: as it came.
    pub uri: Option<Uri>,
    /// Routes to put on top: the Path of a binding (RFC 3327 §5.3).
    pub routes: Vec<NameAddr>,
    /// Where the copy is sent: the hops of its first route or Request-URI, tried in turn (RFC 3263 §4.3).
    pub hops: Vec<Target>,
    /// What the dialog's later requests pass us by; `None`: they do not.
    pub record_route: Option<RecordRoute>,
    /// In thousandths: higher ones are tried first, equal ones at once.
    pub q: u16,
    /// Other flows to the same device, each tried only when the one before it is gone (RFC 5626 §7).
    pub other_flows: Vec<ForwardTarget>,
}

impl ForwardTarget {
    /// The far end of a dialog, over the flow that our Record-Route named; a stream that was not open when it was
    /// named is opened.
    pub fn within_dialog(flow: Flow) -> Self {
        Self::unchanged(vec![way(flow)])
    }

    /// The hops that the request's own first route or Request-URI leads to.
    pub fn unchanged(hops: Vec<Target>) -> Self {
        Self {
            uri: None,
            routes: Vec::new(),
            hops,
            record_route: None,
            q: 1_000,
            other_flows: Vec::new(),
        }
    }

    /// The same device by its next flow.
    pub(super) fn next_flow(&self) -> Option<Self> {
        let (next, left) = self.other_flows.split_first()?;
        let mut next = next.clone();
        next.other_flows = left.to_vec();
        Some(next)
    }
}

/// The way that a flow in our Record-Route names.
fn way(flow: Flow) -> Target {
    let Flow {
        transport, remote, ..
    } = flow;
    if transport.is_reliable() && flow.connection.is_none() {
        return Target::Address { transport, remote };
    }
    Target::Flow(flow)
}
