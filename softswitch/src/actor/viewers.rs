//! Who wants to see a call as it is now: answered once its streams have told how they sound.

use std::collections::HashMap;

use media::stats::StreamReport;
use tokio::sync::oneshot;

use crate::call::{Call, LegId, LegReport, LiveCall, Role};
use crate::clock::Moment;
use crate::mail::{CallNumber, View};

/// Those who may wait at once; a further one is not answered.
const VIEWERS_MAX: usize = 16;

/// Who waits for a call's view.
#[derive(Debug, Default)]
pub(super) struct Viewers {
    waiting: Vec<oneshot::Sender<View>>,
    counts: HashMap<LegId, Option<StreamReport>>,
}

impl Viewers {
    /// Someone wants to see the call. All its streams are asked anew: a count may have been lost.
    pub(super) fn come(&mut self, viewer: oneshot::Sender<View>, streams: Vec<LegId>) {
        self.waiting.retain(|waiting| !waiting.is_closed());
        if self.waiting.len() < VIEWERS_MAX {
            self.waiting.push(viewer);
        }
        self.counts = streams.into_iter().map(|leg| (leg, None)).collect();
    }

    /// A stream has told its counts.
    pub(super) fn counted(&mut self, leg: LegId, report: StreamReport) {
        self.counts.insert(leg, Some(report));
    }

    /// Answers those who wait, once nothing is missing.
    pub(super) fn answer(&mut self, number: CallNumber, call: &Call, began: Moment) {
        if self.waiting.is_empty() || self.counts.values().any(Option::is_none) {
            return;
        }
        for viewer in self.waiting.drain(..) {
            let live = call.live();
            let view = View {
                number,
                counts: counts(&live, &self.counts),
                started_at: began.wall_of(live.started),
                answered_at: live.answered.map(|at| began.wall_of(at)),
                call: live,
            };
            // Who has gone away needs no answer.
            let _ = viewer.send(view);
        }
    }
}

fn counts(live: &LiveCall, of: &HashMap<LegId, Option<StreamReport>>) -> Vec<LegReport> {
    let report = |(leg, role): &(LegId, Role)| {
        let report = of.get(leg).copied().flatten()?;
        let (leg, role) = (*leg, *role);
        Some(LegReport { leg, role, report })
    };
    live.legs.iter().filter_map(report).collect()
}
