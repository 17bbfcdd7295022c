//! The probes of all servers, wherever their names lead.

use std::time::Instant;

use sip_stack::message::StatusCode;
use sip_stack::tokens::{Branch, Tokens};

use super::probe::{Next, Probe};
use super::state::House;
use crate::call::WayId;

/// One probe for each way.
#[derive(Debug, Default)]
pub(super) struct Probes(Vec<(WayId, Probe)>);

impl Probes {
    /// Names lead where they lead now: what is new is probed, what is gone no more.
    pub(super) fn follow(&mut self, house: &House, now: Instant, tokens: &mut Tokens) {
        let live = house.live();
        self.0.retain(|(way, _)| {
            let trunk = live.trunks.get(way.trunk);
            trunk.is_some_and(|trunk| trunk.hop(*way).is_some())
        });
        for (index, (trunk, standing)) in house.trunks.iter().zip(&live.trunks).enumerate() {
            let Some(probe) = trunk.probe else { continue };
            for way in standing.ways(index) {
                if self.0.iter().all(|(known, _)| *known != way) {
                    self.0.push((way, Probe::new(probe, now, tokens)));
                }
            }
        }
    }

    /// When to call `timeout`. `None`: nothing is probed.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.0.iter().map(|(_, probe)| probe.deadline()).min()
    }

    pub(super) fn timeout(&mut self, now: Instant, tokens: &mut Tokens) -> Vec<(WayId, Next)> {
        let due = self.0.iter_mut().filter(|(_, probe)| probe.deadline() <= now);
        due.map(|(way, probe)| (*way, probe.timeout(now, tokens)))
            .collect()
    }

    /// A final response, or `None` for a request that failed. `None`: nobody asked, or nobody waits any more.
    pub(super) fn heard(
        &mut self,
        now: Instant,
        of: Branch,
        status: Option<StatusCode>,
    ) -> Option<(WayId, Next)> {
        let mut heard = self
            .0
            .iter_mut()
            .map(|(way, probe)| (*way, probe.heard(now, of, status)));
        heard.find(|(_, next)| *next != Next::Nothing)
    }
}
