//! Connections that are gone, until the registrar has heard of each.

use std::collections::VecDeque;

use sip_stack::flow::Flow;

use super::Registrar;

/// Beyond this nothing more is taken from the sockets until the registrar has heard of some.
const WAITING_MAX: usize = 4_096;

/// What the registrar's full mailbox could not take yet: none is lost, as a phone would be called over a connection
/// that is gone.
#[derive(Debug, Default)]
pub struct ClosedFlows {
    waiting: VecDeque<Flow>,
}

impl ClosedFlows {
    /// One more is gone.
    pub fn push(&mut self, flow: Flow, registrar: &Registrar) {
        self.waiting.push_back(flow);
        self.tell(registrar);
    }

    /// Tells as many as there is room for.
    pub fn tell(&mut self, registrar: &Registrar) {
        while let Some(flow) = self.waiting.front()
            && registrar.flow_closed(*flow)
        {
            self.waiting.pop_front();
        }
    }

    /// Whether any is untold.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Whether no more fit.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.waiting.len() >= WAITING_MAX
    }
}

#[cfg(test)]
mod tests {
    use sip_stack::flow::ConnectionId;
    use sip_stack::message::Transport;
    use tokio::sync::mpsc;

    use super::super::handle::Letter;
    use super::*;

    #[tokio::test]
    async fn none_is_lost_while_the_mailbox_is_full() {
        let (mailbox, mut letters) = mpsc::channel(1);
        let registrar = Registrar { mailbox };
        let mut closed = ClosedFlows::default();
        for number in 0..3 {
            let flow = Flow {
                transport: Transport::Wss,
                local: "127.0.0.1:8443".parse().unwrap(),
                remote: "127.0.0.1:50000".parse().unwrap(),
                connection: Some(ConnectionId(number)),
            };
            closed.push(flow, &registrar);
        }
        for number in 0..3 {
            let Some(Letter::FlowClosed(flow)) = letters.recv().await else {
                panic!("no letter")
            };
            assert_eq!(flow.connection, Some(ConnectionId(number)));
            registrar.room().await;
            closed.tell(&registrar);
        }
        assert!(!closed.is_waiting());
    }
}
