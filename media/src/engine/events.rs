use tokio::sync::mpsc::Receiver;

use super::Event;

/// Where an engine's events come out.
#[derive(Debug)]
pub struct EventReceiver {
    pub(super) events: Receiver<Event>,
}

impl EventReceiver {
    /// The next event; `None`: the engine is gone and everything was told. Cancel-safe.
    pub async fn recv(&mut self) -> Option<Event> {
        self.events.recv().await
    }

    /// The next event, if there is one already.
    pub fn try_recv(&mut self) -> Option<Event> {
        self.events.try_recv().ok()
    }
}
