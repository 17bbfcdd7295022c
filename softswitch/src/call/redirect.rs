//! A called phone sends the call elsewhere (RFC 3261 §8.1.3.4, §21.3): to numbers of the house, never to strangers.
//!
//! What a phone may do with a 3xx is what its user could do by a transfer, and no more: its contacts are read as
//! numbers. Phones of users ring beside those that ring already; for every other number the plan runs (`diversion`).
//! Who is rung hears in Diversion and History-Info who sent the call on (RFC 5806 §5, RFC 7044).

use std::time::Instant;

use bytes::Bytes;
use sip_stack::message::{
    Contacts, Diversion, HeaderName, HeaderValue, Headers, HistoryIndex, HistoryInfo, NameAddr, Reason,
    Response, Retargeting, StatusCode, Uri,
};
use sip_stack::user_agent::Command;

use super::call::Call;
use super::effect::Effect;
use super::identity::{Phone, address_of_record, number_of};
use super::leg::{LegId, Stage};
use super::limits::{FORKS_MAX, REDIRECTS_MAX};
use super::phase::Phase;

/// The ways on of one `ring`.
#[derive(Debug, Default)]
pub(super) struct Redirects {
    /// Every user that the call was meant for; none rings twice.
    meant_for: Vec<String>,
    followed: usize,
    /// The phone whose word is being followed, and the number it names first.
    from: Option<(LegId, String)>,
    /// Who sent the call to these phones.
    senders: Vec<(LegId, String)>,
}

impl Redirects {
    /// The call is meant for these phones' users.
    pub(super) fn of(phones: &[Phone]) -> Self {
        let mut redirects = Self::default();
        for phone in phones {
            if !redirects.meant_for.contains(&phone.extension) {
                redirects.meant_for.push(phone.extension.clone());
            }
        }
        redirects
    }

    /// A phone is called by another flow: its leg has another number.
    pub(super) fn renumber(&mut self, old: LegId, new: LegId) {
        let mut senders = self.senders.iter_mut();
        if let Some((id, _)) = senders.find(|(id, _)| *id == old) {
            *id = new;
        }
    }

    /// Who sent the call to a phone.
    fn sender(&self, id: LegId) -> Option<&str> {
        let mut senders = self.senders.iter();
        senders.find(|(own, _)| *own == id).map(|(_, by)| by.as_str())
    }
}

impl Call {
    /// A phone refused. `true`: it sent the call to other users, whose phones are looked for.
    pub(super) fn redirected(
        &mut self,
        now: Instant,
        id: LegId,
        response: Option<&Response>,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Some(response) = response.filter(|response| response.status().code() / 100 == 3) else {
            return false;
        };
        if self.leads_outside(id) {
            return false;
        }
        let domain = self.domain.clone();
        let Phase::Ringing(fork) = &mut self.phase else {
            return false;
        };
        let redirects = &mut fork.redirects;
        let mut extensions = numbers(response.headers(), &domain);
        extensions.retain(|number| !redirects.meant_for.contains(number));
        if !fork.ringing.contains(&id) || extensions.is_empty() || redirects.followed == REDIRECTS_MAX {
            return false;
        }
        redirects.followed += 1;
        redirects.from = extensions.first().map(|number| (id, number.clone()));
        redirects.meant_for.extend(extensions.iter().cloned());
        let alone = fork.ringing.len() == 1;
        if fork.early == Some(id) {
            fork.early = None;
        }
        fork.asked.take_if(|asked| asked.phone == id);
        if alone {
            self.tell_forwarded(now, out);
        }
        self.legs.close_stream(id, out);
        if let Some(leg) = self.legs.find_mut(id) {
            leg.stage = Stage::Over;
        }
        let device = None;
        out.push(Effect::Locate { extensions, device });
        true
    }

    /// The phones of those users are known: they ring in the place of the one that sent the call on.
    pub(super) fn redirect_located(&mut self, now: Instant, phones: Vec<Phone>, out: &mut Vec<Effect>) {
        let Phase::Ringing(fork) = &mut self.phase else {
            return;
        };
        let Some((from, number)) = fork.redirects.from.take() else {
            return;
        };
        if phones.is_empty() {
            if self.divert(now, from, number, out) {
                return;
            }
            return self.phone_failed(now, from, StatusCode::TEMPORARILY_UNAVAILABLE, out);
        }
        fork.ringing.retain(|&ringing| ringing != from);
        let room = FORKS_MAX.saturating_sub(fork.ringing.len());
        let by = self.legs.find(from).and_then(|leg| leg.extension.clone());
        for phone in phones.into_iter().take(room) {
            let id = self.add_phone(phone, out);
            if let (Phase::Ringing(fork), Some(by)) = (&mut self.phase, &by) {
                fork.redirects.senders.push((id, by.clone()));
            }
        }
    }

    /// What a user's phone hears of who sent the call to it, the latest first: whose phone, and where it went from there
    /// (RFC 7044 §10.1).
    pub(super) fn sent_on(&self, id: LegId, to: &str) -> Vec<(HeaderName, Bytes)> {
        let Phase::Ringing(fork) = &self.phase else {
            return Vec::new();
        };
        let Some(by) = fork.redirects.sender(id) else {
            return Vec::new();
        };
        let address = |number| NameAddr::new(address_of_record(number, &self.domain));
        let diversion = Diversion::new(address(by), "deflection").with_counter(1);
        let mut headers = vec![(HeaderName::Diversion, diversion.to_bytes())];
        // Whoever brought a history counts in it: ours would be another.
        if !self
            .carried
            .iter()
            .any(|(name, _)| *name == HeaderName::HistoryInfo)
        {
            let index = HistoryIndex::first();
            let moved = Reason::sip(StatusCode::MOVED_TEMPORARILY, "Moved");
            let from = HistoryInfo::new(address(by), index.clone()).with_reason(&moved);
            let here = HistoryInfo::new(address(to), index.below(1));
            let here = here.with_retargeting(&Retargeting::MappedUser(index));
            headers.extend([from, here].map(|entry| (HeaderName::HistoryInfo, entry.to_bytes())));
        }
        headers
    }

    fn tell_forwarded(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let progress = Command::Progress {
            status: StatusCode::CALL_IS_BEING_FORWARDED,
            body: None,
            headers: Vec::new(),
        };
        self.legs.tell(now, self.caller_leg, progress, out);
    }
}

/// The users that a 3xx names with the highest `q`. A numeric host is taken for ours, as phones write it.
fn numbers(headers: &Headers, domain: &str) -> Vec<String> {
    let Ok(Contacts::List(contacts)) = headers.contacts() else {
        return Vec::new();
    };
    let mut best = f32::NEG_INFINITY;
    let mut numbers = Vec::new();
    for contact in &contacts {
        let Some(number) = number_of(contact.uri()).filter(|_| is_ours(contact.uri(), domain)) else {
            continue;
        };
        let q = contact
            .params()
            .get("q")
            .and_then(|q| q.parse().ok())
            .unwrap_or(1.0);
        if q > best {
            best = q;
            numbers.clear();
        }
        if q >= best && !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    numbers
}

fn is_ours(uri: &Uri, domain: &str) -> bool {
    match uri {
        Uri::Sip(uri) => uri.host().ip().is_some() || uri.host().to_string().eq_ignore_ascii_case(domain),
        Uri::Tel(_) => true,
        Uri::Other(_) => false,
    }
}
