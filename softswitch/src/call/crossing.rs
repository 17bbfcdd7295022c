//! What one end says to the other after the INVITE: headers of responses, and what is said at the end. Each crosses as
//! the policies of both legs let it. A caller who is a user learns who answered (RFC 3325 §6); a trunk never does.

use bytes::Bytes;
use sip_stack::message::{
    HeaderName, HeaderValue, Headers, PartyRole, Privacy, PrivacyKind, Reason, RemotePartyId, Response,
    RpidPrivacy, StatusCode,
};
use sip_stack::user_agent::Farewell;

use super::call::Call;
use super::headers::Carries;
use super::leg::LegId;
use super::phase::Phase;
use super::status;

impl Call {
    /// A response's headers, as the caller sees them.
    pub(super) fn crossed(&self, from: LegId, headers: &Headers) -> Vec<(HeaderName, Bytes)> {
        let (from, caller) = (self.legs.find(from), self.legs.find(self.caller_leg));
        let (Some(from), Some(caller)) = (from, caller) else {
            return Vec::new();
        };
        from.policy.onward(&caller.policy, Carries::Response, headers)
    }

    /// Keeps what the 200 to the caller will say of this answer.
    pub(super) fn note_answer(&mut self, phone: LegId, headers: &Headers) {
        let mut said = self.crossed(phone, headers);
        said.extend(self.answerer(phone, headers));
        self.answer_headers = said;
    }

    /// Who answered, unless they or the house keep it to themselves.
    fn answerer(&self, phone: LegId, headers: &Headers) -> Vec<(HeaderName, Bytes)> {
        if self.is_trunks(self.caller_leg) || self.is_trunks(phone) {
            return Vec::new();
        }
        let hides = match headers.one::<Privacy>() {
            Ok(privacy) => privacy.is_some_and(|privacy| privacy.hides_identity()),
            Err(_) => true,
        };
        if hides {
            return vec![(HeaderName::Privacy, Privacy::new([PrivacyKind::Id]).to_bytes())];
        }
        let address = self.address_of(&self.party_of(phone));
        let party = RemotePartyId::new(address.clone(), PartyRole::Called, RpidPrivacy::Off);
        vec![
            (HeaderName::PAssertedIdentity, address.to_bytes()),
            (HeaderName::RemotePartyId, party.to_bytes()),
        ]
    }

    /// Keeps what the refusal to the caller will say, if this is the best so far.
    pub(super) fn note_refusal(&mut self, phone: LegId, refused: StatusCode, response: Option<&Response>) {
        let Phase::Ringing(fork) = &self.phase else { return };
        let is_best = |best| status::rank(refused) < status::rank(best);
        if let Some(response) = response
            && fork.refusal.is_none_or(is_best)
        {
            self.legs.refused_with = self.crossed(phone, response.headers());
        }
    }

    /// What is said to a leg at the end of the call: what the other end said, or else why the switch ends it.
    pub(super) fn farewell_to(&self, leg: LegId) -> Farewell {
        let Some(to) = self.legs.find(leg) else {
            return Farewell::default();
        };
        let mut farewell = Farewell::default();
        if let Some((from, said)) = &self.said_last
            && let Some(from) = self.legs.find(*from)
        {
            farewell = from.policy.farewell(&to.policy, said);
            if said.reason.is_some() {
                return farewell;
            }
        }
        farewell.reason = self
            .end
            .filter(|_| to.policy.keeps(&HeaderName::Reason))
            .map(|end| Reason::q850(end.reason.cause()).to_bytes());
        farewell
    }
}
