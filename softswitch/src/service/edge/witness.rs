//! Tells the edge how requests authenticate.

use std::net::IpAddr;

use tokio::sync::mpsc;

use crate::edge::Conduct;
use crate::mail::ToSignalling;

/// Tells the edge how requests authenticate. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Witness {
    signalling: mpsc::Sender<ToSignalling>,
}

impl Witness {
    /// Tells it through the signalling task, which owns the edge.
    #[must_use]
    pub fn new(signalling: mpsc::Sender<ToSignalling>) -> Self {
        Self { signalling }
    }

    /// A request from `from` turned out like this.
    pub fn tell(&self, from: IpAddr, conduct: Conduct) {
        // Never waits: a full mailbox is worse than one offence that does not count.
        let _ = self.signalling.try_send(ToSignalling::Conduct { from, conduct });
    }
}
