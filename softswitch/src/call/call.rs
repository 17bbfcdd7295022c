//! The router: what happened, to the file that knows what to do about it.

use std::net::IpAddr;
use std::time::Instant;

use bytes::Bytes;
use chrono::{DateTime, Utc};
use media::codec::Codec;
use media::engine::KeyForm;
use media::offer_answer::{Encryption, Negotiator};
use sip_stack::auth::Login;
use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::{HeaderName, Request, StatusCode, Uri};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent::{Farewell, InviteUsage, LocalIdentity, Refusal, Terms};

use super::diversion::Diverted;
use super::effect::Effect;
use super::end::{End, EndReason};
use super::gateway::CameBy;
use super::headers::{Carries, HeaderPolicy};
use super::identity::{Device, Party};
use super::input::Input;
use super::keys::Keys;
use super::leg::{Leg, LegId, Ports, Role, Stage};
use super::legs::Legs;
use super::limits::{CALL_DURATION_MAX, GOODBYES_MAX, REPORTS_WAIT};
use super::media::negotiator;
use super::origin::Origin;
use super::phase::Phase;
use super::presentation::Presentation;
use super::relay::Relays;
use super::summary::{LegReport, Times};
use super::transfer::{Passage, Transfer};
use super::trunk::Outside;

/// The INVITE that makes a call, and what the switch knows about it.
#[derive(Debug)]
pub struct Incoming {
    /// The INVITE.
    pub request: Request,
    /// Its server transaction.
    pub transaction: ServerId,
    /// The flow it came over.
    pub flow: Flow,
    /// Our own Contact towards the caller.
    pub local_contact: Uri,
    /// Our own address of media towards the caller.
    pub media_ip: IpAddr,
    /// What we ask of the caller's phone.
    pub terms: Terms,
    /// What its challenges to our requests are answered with.
    pub login: Option<Box<Login>>,
    /// What of its headers crosses.
    pub policy: HeaderPolicy,
    /// What of the headers of the users' phones crosses.
    pub phones: HeaderPolicy,
    /// The authenticated caller.
    pub caller: Party,
    /// The number that was dialled.
    pub dialled: String,
    /// The device that is meant by the number; `None`: all of its user.
    pub device: Option<Device>,
    /// The domain of the addresses of record.
    pub domain: String,
    /// Codecs we allow, best first.
    pub codecs: Vec<Codec>,
    /// Whether the caller's audio is encrypted.
    pub encryption: Encryption,
    /// In which form phones hear keys that agreed to no events.
    pub keys_without_events: KeyForm,
    /// The trunk by which it came; `None`: the caller is a user.
    pub came_by: Option<CameBy>,
    /// The wall time when it came.
    pub at: DateTime<Utc>,
    /// The plan in force when the call came.
    pub plan: std::sync::Arc<dialplan::Graph>,
}

/// A call: its legs and its way through the dialplan.
#[derive(Debug)]
pub struct Call {
    pub(super) caller: Party,
    /// What the caller wants to keep from those it calls.
    pub(super) presentation: Presentation,
    /// What of the caller's headers reaches the phones.
    pub(super) carried: Vec<(HeaderName, Bytes)>,
    /// What of the headers of the users' phones crosses.
    pub(super) phones: HeaderPolicy,
    pub(super) dialled: String,
    pub(super) domain: String,
    pub(super) sip_call_id: String,
    pub(super) codecs: Vec<Codec>,
    /// Max-Forwards for the legs that follow (RFC 3261 §16.6 step 3).
    pub(super) max_forwards: u8,
    pub(super) caller_media_ip: IpAddr,
    pub(super) legs: Legs,
    /// The leg that the plan runs for: the one that called, until it hands its place on.
    pub(super) caller_leg: LegId,
    /// The wall time when it came.
    pub(super) came: DateTime<Utc>,
    pub(super) run: dialplan::Run,
    pub(super) phase: Phase,
    pub(super) relays: Relays,
    pub(super) keys: Keys,
    pub(super) transfer: Option<Transfer>,
    /// What lies behind the run that is under way.
    pub(super) path: Vec<Passage>,
    /// Where phones sent the call on, by the plan.
    pub(super) diversions: Vec<Diverted>,
    pub(super) plan: std::sync::Arc<dialplan::Graph>,
    /// What the best refusal of the latest ring was.
    pub(super) refusal: Option<StatusCode>,
    pub(super) origin: Origin,
    pub(super) outside: Option<Box<Outside>>,
    pub(super) answered_by: Option<String>,
    /// Whether the caller was given SDP before the answer, which then binds it (RFC 3261 §13.2.1).
    pub(super) early_given: bool,
    /// What the caller says and hears is recorded.
    pub(super) is_taped: bool,
    /// What the 200 to the caller says of the answer.
    pub(super) answer_headers: Vec<(HeaderName, Bytes)>,
    /// What the one who ended the call said, and who that was.
    pub(super) said_last: Option<(LegId, Farewell)>,
    pub(super) codec: Option<&'static str>,
    pub(super) reports: Vec<LegReport>,
    pub(super) times: Times,
    pub(super) end: Option<End>,
    pub(super) tokens: Tokens,
    /// What waits until the audio goes through us again.
    pub(super) waiting: Vec<Input>,
    pub(super) ops_without_wait: usize,
    /// Whether [`Effect::Record`] has been given.
    recorded: bool,
    finished: bool,
}

impl Call {
    /// Takes an INVITE on. `tokens` is the call's own source of tags, branches and ids.
    ///
    /// # Errors
    /// What to refuse with, when the INVITE cannot make a dialog or an offer of its own, or asks for what its terms
    /// do not allow.
    pub fn start(
        incoming: Incoming,
        mut tokens: Tokens,
        now: Instant,
        out: &mut Vec<Effect>,
    ) -> Result<Self, Refusal> {
        let (max_forwards, sip_call_id) = (hops_left(&incoming.request)?, call_id_of(&incoming.request));
        let presentation = Presentation::of(incoming.request.headers());
        let (policy, phones) = (incoming.policy.clone(), incoming.phones.clone());
        let carried = policy.onward(&phones, Carries::Invite, incoming.request.headers());
        let (origin, facts) = (Origin::of(&incoming), facts_of(&incoming));
        let (negotiator, mut effects) = (negotiator_of(&incoming, &mut tokens)?, Vec::new());
        let local = LocalIdentity {
            contact: incoming.local_contact,
            terms: incoming.terms,
        };
        let seen_at = incoming.flow.remote.ip();
        let mut usage = InviteUsage::receive(
            incoming.request,
            incoming.transaction,
            incoming.flow,
            local,
            &mut tokens,
            now,
            &mut effects,
        )?;
        usage.prove_with(incoming.login.map(|login| *login));
        let (run, op) = dialplan::Run::start(incoming.plan.clone(), facts);
        let mut call = Self {
            caller: incoming.caller,
            presentation,
            carried,
            phones,
            dialled: incoming.dialled,
            domain: incoming.domain,
            sip_call_id,
            codecs: incoming.codecs,
            max_forwards,
            caller_media_ip: incoming.media_ip,
            legs: Legs::default(),
            caller_leg: LegId::CALLER,
            came: incoming.at,
            run,
            phase: Phase::Thinking,
            relays: Relays::default(),
            keys: Keys::new(incoming.keys_without_events),
            transfer: None,
            path: Vec::new(),
            diversions: Vec::new(),
            plan: incoming.plan,
            refusal: None,
            origin,
            outside: None,
            answered_by: None,
            early_given: false,
            is_taped: false,
            answer_headers: Vec::new(),
            said_last: None,
            codec: None,
            reports: Vec::new(),
            times: Times::start(now),
            end: None,
            tokens,
            waiting: Vec::new(),
            ops_without_wait: 0,
            recorded: false,
            finished: false,
        };
        let extension = call.caller.number.clone();
        call.legs
            .push(caller_leg(usage, policy, negotiator, (extension, seen_at)));
        call.legs.take(LegId::CALLER, effects, out);
        call.perform(now, op, out);
        call.settle(now, out);
        Ok(call)
    }

    /// Takes one input and says what to do.
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        self.ops_without_wait = 0;
        if let Some(input) = self.audio_wanted(now, input, out) {
            self.take(now, input, out);
        }
        self.settle(now, out);
    }

    /// Takes what need not wait for the audio to come back.
    pub(super) fn take(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Sip { input, .. } if self.listener_heard(now, &input, out) => {}
            Input::Sip { leg, input } => self.legs.handle(now, leg, input, out),
            Input::Located(phones) => self.located(now, phones, out),
            Input::Chosen(turn) => self.chosen(now, turn, out),
            Input::WayFound { leg, found } => self.way_found(now, leg, found, out),
            Input::StreamOpened { leg, address } => self.stream_opened(now, leg, address, out),
            Input::StreamFailed { leg } => self.stream_failed(now, leg, out),
            Input::Media { leg, news } => self.media_news(now, leg, &news, out),
            Input::SeatTaken => self.seat_taken(now, out),
            Input::ConferenceFull => self.conference_full(now, out),
            Input::DialogFound(call) => self.dialog_found(now, call, out),
            Input::Taken(moved) => self.taken(now, *moved, out),
            Input::Seating(asked) => self.seating(now, *asked, out),
            Input::Referring(asked) => self.referring(now, &asked, out),
            Input::Told(word) => self.told(now, word, out),
            Input::Stop(reason) => self.end(now, reason, out),
            Input::Timeout => self.timeout(now, out),
        }
    }

    /// When to call [`Self::handle`] with [`Input::Timeout`]. `None`: nothing is pending.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let whole = match self.times.ended {
            None => Some(self.times.started + CALL_DURATION_MAX),
            Some(ended) if !self.recorded => Some(ended + REPORTS_WAIT),
            Some(ended) => Some(ended + GOODBYES_MAX),
        };
        let transfer = self.transfer_deadline();
        [
            self.legs.deadline(),
            self.phase.deadline(),
            transfer,
            self.silent_until(),
            whole,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Whether this leg is one of the call's, and not given away.
    #[must_use]
    pub fn has_leg(&self, leg: LegId) -> bool {
        self.legs.find(leg).is_some()
    }

    /// Whether [`Effect::Finished`] has been given.
    #[must_use]
    pub fn is_finished(&self) -> bool {
        self.finished
    }

    fn timeout(&mut self, now: Instant, out: &mut Vec<Effect>) {
        self.legs.timeout(now, out);
        self.transfer_timeout(now, out);
        if now >= self.times.started + CALL_DURATION_MAX {
            self.end(now, EndReason::TooLong, out);
        }
        self.trunk_silent(now, out);
        if self.phase.deadline().is_none_or(|at| at > now) {
            return;
        }
        match self.phase {
            Phase::Ringing(_) => self.nobody_answered(now, out),
            Phase::Playing { .. } => self.played(now, out),
            Phase::Gathering(_) => self.gather_timeout(now, out),
            _ => {}
        }
    }

    /// Hears what the dialogs told; then writes the record and finishes, if the time has come.
    fn settle(&mut self, now: Instant, out: &mut Vec<Effect>) {
        while let Some((leg, event)) = self.legs.next_event() {
            self.hear(now, leg, event, out);
        }
        self.let_audio_go(now, out);
        let Some(ended) = self.times.ended else { return };
        if !self.recorded && (self.legs.all_closed() || now >= ended + REPORTS_WAIT) {
            self.recorded = true;
            out.push(Effect::Record(Box::new(self.summary())));
        }
        if self.recorded && !self.finished && (self.legs.all_over() || now >= ended + GOODBYES_MAX) {
            self.finished = true;
            out.push(Effect::Finished);
        }
    }
}

/// What the plan knows of the call.
fn facts_of(incoming: &Incoming) -> dialplan::Facts {
    dialplan::Facts {
        from: incoming.caller.number.clone(),
        to: incoming.dialled.clone(),
        outside: incoming.came_by.is_some(),
        at: incoming.at,
    }
}

/// The caller's side of the negotiation, its offer taken in if it made one.
pub(super) fn negotiator_of(incoming: &Incoming, tokens: &mut Tokens) -> Result<Negotiator, StatusCode> {
    let mut negotiator = negotiator(tokens, incoming.codecs.clone(), incoming.encryption);
    if let Some(offer) = incoming.request.session_part() {
        negotiator
            .receive_offer(&offer.bytes)
            .map_err(|error| refusal_of(&error))?;
    }
    Ok(negotiator)
}

fn call_id_of(request: &Request) -> String {
    request.headers().call_id().unwrap_or_default().to_owned()
}

fn caller_leg(
    usage: InviteUsage,
    policy: HeaderPolicy,
    negotiator: Negotiator,
    (extension, seen_at): (String, IpAddr),
) -> Leg {
    Leg {
        id: LegId::CALLER,
        role: Role::Caller,
        extension: Some(extension),
        usage,
        policy,
        stage: Stage::Early,
        rings: None,
        negotiator,
        refreshing: false,
        ports: Ports::None,
        seen_at: Some(seen_at),
        address: None,
    }
}

/// Max-Forwards for what this request causes (RFC 3261 §16.3 step 3; carried across a B2BUA by
/// RFC 7332 §4). Absent: 70.
fn hops_left(request: &Request) -> Result<u8, StatusCode> {
    let received = request
        .headers()
        .max_forwards()
        .map_err(|_| StatusCode::BAD_REQUEST)?;
    received
        .unwrap_or(71)
        .checked_sub(1)
        .ok_or(StatusCode::TOO_MANY_HOPS)
}

/// The status that says what is wrong with an offer or answer.
pub(super) fn refusal_of(error: &media::offer_answer::NegotiationError) -> StatusCode {
    StatusCode::new(error.status_code()).unwrap_or(StatusCode::NOT_ACCEPTABLE_HERE)
}
