//! Brings the media engine's events to the calls that own the streams.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use media::engine::{Event, EventReceiver, StreamId};
use metrics::counter;

use super::directory::Directory;
use crate::call::{LegId, MediaNews};
use crate::mail::{CallNumber, ToCall};

/// Which leg of which call owns a stream. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct StreamOwners {
    owners: Arc<Mutex<HashMap<StreamId, (CallNumber, LegId)>>>,
}

impl StreamOwners {
    /// The stream belongs to this leg.
    pub fn enter(&self, stream: StreamId, call: CallNumber, leg: LegId) {
        self.lock().insert(stream, (call, leg));
    }

    fn leave(&self, stream: StreamId) -> Option<(CallNumber, LegId)> {
        self.lock().remove(&stream)
    }

    fn find(&self, stream: StreamId) -> Option<(CallNumber, LegId)> {
        self.lock().get(&stream).copied()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<StreamId, (CallNumber, LegId)>> {
        self.owners.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Runs until the engine is gone.
pub async fn run(mut events: EventReceiver, owners: StreamOwners, directory: Directory) {
    while let Some(event) = events.recv().await {
        let (owner, news) = match event {
            Event::FirstPacket { stream } => (owners.find(stream), MediaNews::Heard),
            Event::Dead { stream, .. } => (owners.find(stream), MediaNews::Dead),
            Event::Unsecured { stream, error } => (owners.find(stream), MediaNews::Unsecured(error)),
            Event::Played { stream } => (owners.find(stream), MediaNews::Played),
            Event::Pressed {
                stream,
                key,
                duration,
            } => {
                let held = duration;
                (owners.find(stream), MediaNews::Pressed { key, held })
            }
            Event::Counted { stream, report } => {
                if let Some((call, leg)) = owners.find(stream) {
                    let report = Box::new(report);
                    // Who asked asks again.
                    let _ = directory.post(call, ToCall::Counted { leg, report });
                }
                continue;
            }
            Event::Closed { stream, report } => (owners.leave(stream), MediaNews::Closed(Box::new(report))),
        };
        let Some((call, leg)) = owner else { continue };
        if directory.post(call, ToCall::Media { leg, news }).is_err() {
            counter!("softswitch_media_news_lost_total").increment(1);
        }
    }
}
