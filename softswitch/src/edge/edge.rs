//! Judges each message by where it comes from, before it is parsed.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::bans::{Bans, Sentence};
use super::bounded::Bounded;
use super::glance::{self, Kind};
use super::names::Names;
use super::offence::Offence;
use super::offender::Offender;
use super::rates::{Class, Pace, Rates};
use super::rules::{BanRules, Rules};
use super::scanners::Scanners;
use super::source::Source;
use super::standing::{Name, Standing};
use super::trusted::Trusted;

/// Half of an offence's weight is gone after this.
const HALF_LIFE: Duration = Duration::from_secs(600);
/// Sources with offences that are remembered at most; when they are as many, the lesser half is forgotten.
const OFFENDERS_MAX: usize = 16_384;
/// How much more is borne with from a source where users have shown their passwords: an office behind one address.
const GOOD_FACTOR: f64 = 5.0;

/// What becomes of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It goes on its way.
    Pass,
    /// It is answered 503, without state.
    Busy,
    /// It gets no answer.
    Drop(Reason),
}

/// Why a message got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Its source is banned.
    Banned,
    /// Its User-Agent is a scanner's.
    Scanner,
    /// Its source asks far too much.
    Rate,
}

impl Reason {
    /// A short constant name, for counters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Banned => "banned",
            Self::Scanner => "scanner",
            Self::Rate => "rate",
        }
    }
}

/// What is to be kept across restarts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// A ban began.
    Banned(Sentence),
    /// A source's ban is to be forgotten.
    Lifted(Source),
}

/// Judges each message by where it comes from.
#[derive(Debug)]
pub struct Edge {
    trusted: Trusted,
    ban_rules: BanRules,
    scanners: Scanners,
    rates: Rates,
    bans: Bans,
    offenders: Bounded<Source, Offender>,
    standing: Standing,
    names: Names,
}

impl Edge {
    /// `seed` is random; `bans` are those of former runs.
    #[must_use]
    pub fn new(rules: &Rules, trusted: Trusted, bans: Vec<Sentence>, seed: u64, now: Instant) -> Self {
        let mut known = Bans::default();
        for sentence in bans {
            known.put(now, sentence);
        }
        Self {
            trusted,
            ban_rules: rules.bans,
            scanners: Scanners::new(&rules.scanners),
            rates: Rates::new(rules.registers_per_second, rules.requests_per_second, seed, now),
            bans: known,
            offenders: Bounded::new(OFFENDERS_MAX),
            standing: Standing::default(),
            names: Names::default(),
        }
    }

    /// Judges a message as it came from the network.
    pub fn judge(&mut self, now: Instant, from: IpAddr, message: &[u8], out: &mut Vec<Effect>) -> Verdict {
        let source = Source::of(from);
        if self.bans.holds(now, source) {
            return Verdict::Drop(Reason::Banned);
        }
        let class = match Kind::of(message) {
            Kind::Answer => return Verdict::Pass,
            Kind::Register => Class::Register,
            Kind::Request => Class::Request,
            Kind::Within => Class::Within,
        };
        if glance::user_agent(message).is_some_and(|name| self.scanners.knows(name)) {
            self.offend(now, from, None, Offence::Scanner, out);
            return Verdict::Drop(Reason::Scanner);
        }
        if self.trusted.contains(from) {
            return Verdict::Pass;
        }
        match self.rates.take(now, source, class) {
            Pace::Within => Verdict::Pass,
            // An ACK has no answer, and whoever ends a call shall not be told to come again.
            Pace::Above if class != Class::Within => Verdict::Busy,
            Pace::Above | Pace::FarAbove => Verdict::Drop(Reason::Rate),
        }
    }

    /// A source did something wrong; enough of that is a ban. `user`: whose password was tried, be it a user or not.
    pub fn offend(
        &mut self,
        now: Instant,
        from: IpAddr,
        user: Option<&str>,
        offence: Offence,
        out: &mut Vec<Effect>,
    ) {
        let source = Source::of(from);
        let name = user.map(|user| self.standing.name(user));
        let is_at_home = name.is_some_and(|name| self.standing.is_at_home(now, source, name));
        if let Some(name) = name
            && !is_at_home
            && !self.trusted.contains(from)
        {
            self.names.guessed(now, source, name);
        }
        let Some(threshold) = self.ban_rules.threshold else {
            return;
        };
        let is_good = self.standing.is_good(now, source);
        if self.trusted.contains(from) || is_good && offence.may_be_forged() {
            return;
        }
        let factor = if is_good { GOOD_FACTOR } else { 1.0 };
        // A user who is at home here is nobody's discovery.
        let (weight, offence) = self.weigh(now, source, offence, name.filter(|_| !is_at_home));
        if weight >= f64::from(threshold) * factor && !self.bans.holds(now, source) {
            self.offenders.remove(&source);
            let sentence = self.bans.next(now, source, offence.code(), &self.ban_rules);
            if self.bans.put(now, sentence.clone()) {
                out.push(Effect::Banned(sentence));
            }
        }
    }

    /// A user has shown the right password from here.
    pub fn prove(&mut self, now: Instant, from: IpAddr, user: &str) {
        let name = self.standing.name(user);
        self.standing.prove(now, Source::of(from), name);
    }

    /// Whether any user's password is being guessed, so that [`Self::may_try`] is worth asking.
    #[must_use]
    pub fn is_guarding(&self, now: Instant) -> bool {
        self.names.are_attacked(now)
    }

    /// Whether credentials of `user` from here are looked at; if not, the request counts as one without any.
    pub fn may_try(&mut self, now: Instant, from: IpAddr, user: &str) -> bool {
        let source = Source::of(from);
        let name = self.standing.name(user);
        self.trusted.contains(from)
            || self.standing.is_at_home(now, source, name)
            || self.names.may_try(now, source, name)
    }

    /// Takes nothing from an address for so long. Whether it can be banned.
    pub fn ban(&mut self, now: Instant, from: IpAddr, span: Duration, out: &mut Vec<Effect>) -> bool {
        if self.trusted.contains(from) {
            return false;
        }
        let mut sentence = self.bans.next(now, Source::of(from), BY_HAND, &self.ban_rules);
        sentence.until = now + span.min(BY_HAND_MAX);
        let has_room = self.bans.put(now, sentence.clone());
        if has_room {
            out.push(Effect::Banned(sentence));
        }
        has_room
    }

    /// Ends an address's ban. Whether there was one.
    pub fn lift(&mut self, now: Instant, from: IpAddr, out: &mut Vec<Effect>) -> bool {
        let source = Source::of(from);
        self.offenders.remove(&source);
        let was_banned = self.bans.lift(now, source);
        out.push(Effect::Lifted(source));
        was_banned
    }

    /// The bans in force, the oldest first.
    #[must_use]
    pub fn bans(&self, now: Instant) -> Vec<Sentence> {
        self.bans.in_force(now)
    }

    /// What a source has added up to, and what its offence is called in view of the others.
    fn weigh(
        &mut self,
        now: Instant,
        source: Source,
        offence: Offence,
        name: Option<Name>,
    ) -> (f64, Offence) {
        let rank = |offender: &Offender| offender.rank(now, HALF_LIFE);
        let offender = self.offenders.entry(source, rank, || Offender::new(now));
        let is_searching = name.is_some_and(|name| offender.tried(name)) && !offence.may_be_forged();
        let offence = if is_searching { Offence::ManyNames } else { offence };
        (offender.add(now, HALF_LIFE, offence.weight()), offence)
    }
}

/// The reason of a ban that a person asked for.
const BY_HAND: &str = "by-hand";
/// The longest ban by hand; what should last longer belongs into a firewall.
const BY_HAND_MAX: Duration = Duration::from_secs(350 * 24 * 3_600);

#[cfg(test)]
#[path = "edge_tests.rs"]
mod tests;
