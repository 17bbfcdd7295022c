//! What a simulated phone says when it is called.

use std::time::Instant;

use bytes::Bytes;
use sip_stack::message::{HeaderName, StatusCode};
use sip_stack::user_agent::Command;
use softswitch::call;

use super::node::Packet;
use super::phone::SimPhone;
use super::script::OnRing;

impl SimPhone {
    pub(super) fn ring(&mut self, now: Instant, id: u64, out: &mut Vec<Packet>) {
        let address = self.media_address();
        let said = self.said();
        let Some(line) = self.lines.get_mut(&id) else {
            return;
        };
        let progress = |status, body| Command::Progress {
            status,
            body,
            headers: said.clone(),
        };
        let command = match self.on_ring {
            OnRing::Ring | OnRing::Silent => progress(StatusCode::RINGING, None),
            OnRing::Says(status) => progress(status, None),
            OnRing::Answer(after) | OnRing::RejectAfter(after) => {
                line.answer_at = Some(now + after);
                progress(StatusCode::RINGING, None)
            }
            OnRing::EarlyMedia(after) | OnRing::EarlyMediaMoves(after) => {
                line.answer_at = Some(now + after);
                let sdp = if line.negotiator.has_remote() {
                    line.negotiator.answer(&address).ok().map(|(sdp, _)| sdp)
                } else {
                    Some(line.negotiator.offer(&address))
                };
                if matches!(self.on_ring, OnRing::EarlyMediaMoves(_)) {
                    let first = sdp.clone().map(|sdp| call::sdp_body(elsewhere(&sdp)));
                    self.tell(now, id, progress(StatusCode::SESSION_PROGRESS, first), out);
                }
                let body = sdp.map(call::sdp_body);
                progress(StatusCode::SESSION_PROGRESS, body)
            }
            OnRing::AnswerAtOnce | OnRing::Challenge => return self.answer(now, id, out),
            OnRing::Reject(status) => Command::Reject {
                status,
                headers: said,
            },
            OnRing::Redirect(to) => Command::Reject {
                status: StatusCode::MOVED_TEMPORARILY,
                headers: vec![(HeaderName::Contact, Bytes::from_static(to.as_bytes()))],
            },
        };
        self.tell(now, id, command, out);
    }
}

/// The same description with its audio at another port.
fn elsewhere(sdp: &[u8]) -> Bytes {
    Bytes::from(String::from_utf8_lossy(sdp).replace("m=audio 40000", "m=audio 41000"))
}
