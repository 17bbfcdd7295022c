//! A phone that has several flows is called by the next when one has failed (RFC 5626 §5.3).

use sip_stack::message::StatusCode;

use super::call::Call;
use super::effect::Effect;
use super::leg::{LegId, Stage};
use super::phase::Phase;

impl Call {
    /// A phone could not be called: by its edge's word (430), or because its connection is gone (`is_ours`: no response
    /// says so). `true`: it is called by its next flow.
    pub(super) fn goes_by_other_flow(
        &mut self,
        id: LegId,
        status: StatusCode,
        is_ours: bool,
        out: &mut Vec<Effect>,
    ) -> bool {
        let is_gone = is_ours && status == StatusCode::SERVICE_UNAVAILABLE;
        if status != StatusCode::FLOW_FAILED && !is_gone {
            return false;
        }
        let Phase::Ringing(fork) = &mut self.phase else {
            return false;
        };
        if !fork.ringing.contains(&id) {
            return false;
        }
        let Some(at) = fork.other_flows.iter().position(|(own, _)| *own == id) else {
            return false;
        };
        let (_, mut flows) = fork.other_flows.swap_remove(at);
        if flows.is_empty() {
            return false;
        }
        let mut next = flows.remove(0);
        next.other_flows = flows;
        fork.ringing.retain(|&ringing| ringing != id);
        self.legs.close_stream(id, out);
        if let Some(leg) = self.legs.find_mut(id) {
            leg.stage = Stage::Over;
        }
        let leg = self.add_phone(next, out);
        if let Phase::Ringing(fork) = &mut self.phase {
            fork.redirects.renumber(id, leg);
        }
        true
    }
}
