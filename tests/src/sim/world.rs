//! The world: virtual time, the network, and everyone on it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dialplan::Graph;
use media::dtls::HandshakeError;
use media::engine::KeyForm;
use media::key::Key;
use sip_stack::user_agent::Terms;
use softswitch::call::{self, HeaderPolicy, LegId, MediaNews};

use super::fault::Fault;
use super::ladder::{Ladder, Step, name_of};
use super::node::{Node, Packet};
use super::outcome::Outcome;
use super::phone::SimPhone;
use super::script::{Action, OnRing};
use super::switch::SimSwitch;
use super::watcher::{Notified, SimWatcher, Watch};

/// How long a datagram takes.
const TRAVEL: Duration = Duration::from_millis(5);

/// Virtual time after which a world that is still busy is a fault.
const LIFE_MAX: Duration = Duration::from_secs(60 * 60);

/// A phone's place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhoneId(usize);

/// A watcher's place in the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WatcherId(usize);

/// A switch, its phones and the network between them.
pub struct World {
    began: Instant,
    now: Instant,
    switch: SimSwitch,
    phones: Vec<SimPhone>,
    watchers: Vec<SimWatcher>,
    /// What will happen, earliest first; the number keeps equal moments in order.
    agenda: BinaryHeap<Reverse<(Instant, u64)>>,
    plans: Vec<Option<Plan>>,
    faults: Vec<Fault>,
    ladder: Ladder,
}

enum Plan {
    Deliver(Packet),
    Act(PhoneId, Action),
    Watch(WatcherId, Watch),
}

impl World {
    /// A world with a switch; `seed` decides every tag, branch and wait.
    #[must_use]
    pub fn new(seed: u8) -> Self {
        // The one reading of the clock: where virtual time starts does not matter.
        let began = Instant::now();
        Self {
            began,
            now: began,
            switch: SimSwitch::new(began, switch_address(), seed),
            phones: Vec::new(),
            watchers: Vec::new(),
            agenda: BinaryHeap::new(),
            plans: Vec::new(),
            faults: Vec::new(),
            ladder: Ladder::default(),
        }
    }

    /// Connects trunks: entries of `trunks:` in the settings. The n-th phone of this world is 192.0.2.(10+n).
    #[must_use]
    pub fn with_trunks(mut self, settings: &str) -> Self {
        self.switch.connect(settings, self.began);
        self
    }

    /// Calls follow this plan. Its sounds end at once, and the caller presses these keys, an answer a question.
    #[must_use]
    pub fn with_plan(mut self, plan: Arc<Graph>, answers: Vec<String>) -> Self {
        self.switch.follow(plan, answers);
        self
    }

    /// Groups choose by what is known here of their members.
    #[must_use]
    pub fn knowing(mut self, meets: dialplan::World) -> Self {
        self.switch.know(meets);
        self
    }

    /// Calls come at this time, like `2026-11-23T10:00:00Z`.
    #[must_use]
    pub fn in_the_time_of(mut self, at: &str) -> Self {
        self.switch.wall = at
            .parse()
            .unwrap_or_else(|error| panic!("{at} is no time: {error}"));
        self
    }

    /// In which form phones hear keys that agreed to no telephone-events, as `media.dtmf` says.
    #[must_use]
    pub fn with_keys_by(mut self, form: KeyForm) -> Self {
        self.switch.keys = form;
        self
    }

    /// What crosses to phones and from them, as `sip.headers` says.
    #[must_use]
    pub fn with_phone_headers(mut self, headers: HeaderPolicy) -> Self {
        self.switch.rule(headers);
        self
    }

    /// All phones of a user are one with several flows, the first registered in front (RFC 5626).
    pub fn one_device(&mut self, extension: &str) {
        self.switch.one_device.insert(extension.to_owned());
    }

    /// A phone of a user, registered.
    pub fn phone(&mut self, name: &'static str, extension: &'static str, on_ring: OnRing) -> PhoneId {
        let id = PhoneId(self.phones.len());
        let last = u8::try_from(self.phones.len() + 11).unwrap_or(u8::MAX);
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)), 5060);
        self.phones.push(SimPhone::new(
            name,
            extension,
            address,
            switch_address(),
            last,
            on_ring,
        ));
        self.switch.register(self.now, extension, address);
        id
    }

    /// What a phone asks of the switch beyond RFC 3261; nothing, unless this is said.
    pub fn set_terms(&mut self, PhoneId(phone): PhoneId, terms: Terms) {
        if let Some(phone) = self.phones.get_mut(phone) {
            phone.terms = terms;
        }
    }

    /// A watcher, who speaks for a user and has no registered phone.
    pub fn watcher(&mut self, name: &'static str, extension: &'static str) -> WatcherId {
        let id = WatcherId(self.watchers.len());
        let last = u8::try_from(self.watchers.len() + 101).unwrap_or(u8::MAX);
        let address = SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, last)), 5060);
        self.watchers
            .push(SimWatcher::new(name, extension, address, switch_address()));
        id
    }

    /// Lets a watcher do something at a moment since the beginning.
    pub fn watch(&mut self, since: Duration, watcher: WatcherId, watch: Watch) {
        self.plan(self.began + since, Plan::Watch(watcher, watch));
    }

    /// What a watcher has heard.
    ///
    /// # Panics
    /// There is no such watcher.
    #[must_use]
    pub fn notified(&self, WatcherId(watcher): WatcherId) -> &[Notified] {
        self.watchers[watcher].heard()
    }

    /// Subscriptions that the switch holds.
    #[must_use]
    pub fn subscriptions(&self) -> usize {
        self.switch.subscriptions()
    }

    /// Lets a user's phones be gone.
    pub fn unregister(&mut self, extension: &str) {
        self.switch.unregister(self.now, extension);
    }

    /// Lets a phone do something at a moment since the beginning.
    pub fn at(&mut self, since: Duration, phone: PhoneId, action: Action) {
        self.plan(self.began + since, Plan::Act(phone, action));
    }

    /// Adds a fault of the network.
    pub fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    /// Lets time pass until nobody has anything left to do; gives what was said.
    ///
    /// # Panics
    /// The world is still busy after an hour.
    pub fn run(&mut self) -> &Ladder {
        while let Some(next) = self.next_moment() {
            assert!(
                next - self.began < LIFE_MAX,
                "the world does not come to rest:\n{:#?}",
                self.ladder.lines()
            );
            self.now = self.now.max(next);
            self.step();
        }
        &self.ladder
    }

    /// Lets time pass up to a moment since the beginning.
    pub fn run_until(&mut self, since: Duration) -> &Ladder {
        let until = self.began + since;
        while let Some(next) = self.next_moment().filter(|next| *next <= until) {
            self.now = self.now.max(next);
            self.step();
        }
        self.now = self.now.max(until);
        &self.ladder
    }

    /// How the calls ended, in the order of their ends.
    #[must_use]
    pub fn outcomes(&self) -> &[Outcome] {
        self.switch.outcomes()
    }

    /// Calls and transactions the switch still holds.
    #[must_use]
    pub fn left_over(&self) -> usize {
        self.switch.left_over()
    }

    /// What the switch was told to do with media, in order.
    #[must_use]
    pub fn media(&self) -> &[String] {
        self.switch.media()
    }

    /// No handshake makes the keys of a leg's audio; calls have but one such leg.
    pub fn fail_handshake(&mut self, leg: LegId, error: HandshakeError) {
        self.tell_media(leg, || MediaNews::Unsecured(error));
    }

    /// The media engine hears that a leg's phone pressed a key, in every call.
    pub fn hear_key(&mut self, leg: LegId, key: Key) {
        let held = Duration::from_millis(100);
        self.tell_media(leg, || MediaNews::Pressed { key, held });
    }

    /// The media engine has played a leg's sound to its end, in every call.
    pub fn end_sound(&mut self, leg: LegId) {
        self.tell_media(leg, || MediaNews::Played);
    }

    fn tell_media(&mut self, leg: LegId, news: impl Fn() -> MediaNews) {
        let mut out = Vec::new();
        for number in self.switch.calls.keys().copied().collect::<Vec<_>>() {
            let news = news();
            let input = call::Input::Media { leg, news };
            self.switch.call_input(self.now, number, input, &mut out);
        }
        for packet in out {
            self.send(packet);
        }
    }

    fn next_moment(&self) -> Option<Instant> {
        let planned = self.agenda.peek().map(|Reverse((at, _))| *at);
        let nodes = self.phones.iter().filter_map(Node::deadline);
        planned
            .into_iter()
            .chain(nodes)
            .chain(self.switch.deadline())
            .min()
    }

    /// Does what is due now: first what travels, then what times out.
    fn step(&mut self) {
        let mut out = Vec::new();
        while let Some(Reverse((at, index))) = self.agenda.peek().copied() {
            if at > self.now {
                break;
            }
            self.agenda.pop();
            let plan = usize::try_from(index)
                .ok()
                .and_then(|index| self.plans.get_mut(index)?.take());
            match plan {
                Some(Plan::Deliver(packet)) => self.deliver(packet, &mut out),
                Some(Plan::Act(by, Action::ReferToPhone(line, whose))) => {
                    let replaces = self.phones.get(whose.0).and_then(|phone| phone.replaces(1));
                    if let (Some(replaces), Some(phone)) = (replaces, self.phones.get_mut(by.0)) {
                        phone.refer_replacing(self.now, line, &replaces, &mut out);
                    }
                }
                Some(Plan::Act(by, Action::DialReplacing(whose, more))) => {
                    self.dial_about(by, ("Replaces", whose), (more, true), &mut out);
                }
                Some(Plan::Act(by, Action::AskReplacing(whose))) => {
                    self.dial_about(by, ("Replaces", whose), ("", false), &mut out);
                }
                Some(Plan::Act(by, Action::DialJoining(whose))) => {
                    self.dial_about(by, ("Join", whose), ("", true), &mut out);
                }
                Some(Plan::Act(by, Action::AskJoining(whose))) => {
                    self.dial_about(by, ("Join", whose), ("", false), &mut out);
                }
                Some(Plan::Act(PhoneId(phone), action)) => {
                    if let Some(phone) = self.phones.get_mut(phone) {
                        phone.act(self.now, action, &mut out);
                    }
                }
                Some(Plan::Watch(WatcherId(watcher), Watch::Refer { whose, headers })) => {
                    let dialog = self.phones.get(whose.0).and_then(|phone| phone.replaces(1));
                    if let (Some(dialog), Some(watcher)) = (dialog, self.watchers.get_mut(watcher)) {
                        let dialog = dialog
                            .replace("to-tag", "local-tag")
                            .replace("from-tag", "remote-tag");
                        watcher.refer(&dialog, headers, &mut out);
                    }
                }
                Some(Plan::Watch(WatcherId(watcher), watch)) => {
                    if let Some(watcher) = self.watchers.get_mut(watcher) {
                        watcher.act(&watch, &mut out);
                    }
                }
                None => {}
            }
        }
        for phone in &mut self.phones {
            if phone.deadline().is_some_and(|at| at <= self.now) {
                phone.timeout(self.now, &mut out);
            }
        }
        if self.switch.deadline().is_some_and(|at| at <= self.now) {
            self.switch.timeout(self.now, &mut out);
        }
        for packet in out {
            self.send(packet);
        }
    }

    /// A phone dials, and says in a header which dialog of another phone that is about.
    fn dial_about(
        &mut self,
        by: PhoneId,
        (header, whose): (&'static str, PhoneId),
        (more, with_offer): (&str, bool),
        out: &mut Vec<Packet>,
    ) {
        let dialog = self.phones.get(whose.0).and_then(|phone| phone.replaces(1));
        if let (Some(dialog), Some(phone)) = (dialog, self.phones.get_mut(by.0)) {
            let dialog = dialog + more;
            phone.dial(self.now, "far", with_offer, &[(header, &dialog)], out);
        }
    }

    fn deliver(&mut self, packet: Packet, out: &mut Vec<Packet>) {
        if packet.to == switch_address() {
            self.switch.receive(self.now, packet, out);
        } else if let Some(phone) = self.phones.iter_mut().find(|phone| phone.address() == packet.to) {
            phone.receive(self.now, packet, out);
        } else if let Some(watcher) = self
            .watchers
            .iter_mut()
            .find(|watcher| watcher.address() == packet.to)
        {
            watcher.receive(self.now, &packet, out);
        }
    }

    fn send(&mut self, packet: Packet) {
        let (from, to) = (self.name(packet.from), self.name(packet.to));
        let message = name_of(&packet.bytes);
        let lost = self.faults.iter_mut().any(|fault| fault.strikes(from, &message));
        let at = self.now - self.began;
        self.ladder.steps.push(Step {
            at,
            from,
            to,
            message,
            lost,
            bytes: packet.bytes.clone(),
        });
        if !lost {
            self.plan(self.now + TRAVEL, Plan::Deliver(packet));
        }
    }

    fn plan(&mut self, at: Instant, plan: Plan) {
        let index = u64::try_from(self.plans.len()).unwrap_or(u64::MAX);
        self.plans.push(Some(plan));
        self.agenda.push(Reverse((at, index)));
    }

    fn name(&self, address: SocketAddr) -> &'static str {
        let phone = self.phones.iter().find(|phone| phone.address() == address);
        let watcher = self.watchers.iter().find(|watcher| watcher.address() == address);
        match (phone, watcher) {
            (Some(phone), _) => phone.name(),
            (None, Some(watcher)) => watcher.name(),
            (None, None) if address == switch_address() => "switch",
            (None, None) => "nobody",
        }
    }
}

fn switch_address() -> SocketAddr {
    SocketAddr::new(IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1)), 5060)
}
