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
        }
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
