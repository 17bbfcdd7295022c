//! The switch as a node: the real endpoint and the real calls, without sockets, database or media.
//!
//! It does what the actors do, in virtual time; only authentication is left out, which belongs to them.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use dialplan::{Graph, Group};
use media::codec::Codec;
use media::engine::KeyForm;
use media::key::Key;
use media::offer_answer::{Encryption, MediaAddress};
use sip_stack::endpoint::on_behalf;
use sip_stack::endpoint::{Effect, Endpoint, EndpointConfig, Input, Owner, ServerId};
use sip_stack::flow::Flow;
use sip_stack::message::{Method, Request, Response, StatusCode, Uri};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent::{self, Terms};
use softswitch::call::{
    self, Call, Errand, HeaderPolicy, Incoming, LegId, MediaAction, MediaNews, Moved, Party, Wanted,
};
use softswitch::mail::{Addressee, CallNumber};
use softswitch::service::events::{self, Board};
use softswitch::service::proxy::{Passages, takes};

use super::action::short;
use super::events::{REGISTRATION, board};
use super::forwarding::{is_routed, passages};
use super::moves::Moves;
use super::node::{Node, Packet, address, flow};
use super::outcome::Outcome;
use super::plan::plan;
use super::rooms::Rooms;
use super::trunks::SimTrunks;

/// How long a caller presses a key.
const PRESSED_FOR: Duration = Duration::from_millis(100);

pub(super) struct SimSwitch {
    pub(super) address: SocketAddr,
    began: Instant,
    endpoint: Endpoint,
    pub(super) board: Board,
    tokens: Tokens,
    plan: Arc<Graph>,
    /// Phones by extension, as a registrar would know them.
    pub(super) phones: BTreeMap<String, Vec<SocketAddr>>,
    pub(super) passages: Passages,
    pub(super) next_passage: u64,
    pub(super) calls: HashMap<CallNumber, Call>,
    next_call: u64,
    next_port: u16,
    pub(super) moves: Moves,
    outcomes: Vec<Outcome>,
    media: Vec<String>,
    rooms: Rooms,
    trunks: SimTrunks,
    headers: HeaderPolicy,
    pub(super) keys: KeyForm,
    /// What the caller of a plan of its own presses, an answer a question; its sounds end at once.
    answers: Option<VecDeque<String>>,
    /// What groups choose by.
    meets: dialplan::World,
    /// The keys that are still to be pressed to the question that is asked.
    pressing: VecDeque<char>,
    /// The wall time when calls come.
    pub(super) wall: DateTime<Utc>,
    /// Users all of whose phones are one with several flows.
    pub(super) one_device: BTreeSet<String>,
}

impl SimSwitch {
    pub(super) fn new(now: Instant, address: SocketAddr, seed: u8) -> Self {
        let mut tokens = Tokens::from_seed([seed; 32]);
        let mut config = EndpointConfig::new("Softswitch");
        config.forwards = Some(takes);
        Self {
            address,
            began: now,
            endpoint: Endpoint::new(config, tokens.fork()),
            board: board(now, Tokens::from_seed([seed.wrapping_add(100); 32])),
            passages: passages(address, seed),
            next_passage: 0,
            tokens,
            plan: plan(),
            phones: BTreeMap::new(),
            calls: HashMap::new(),
            next_call: 1,
            next_port: 20_000,
            moves: Moves::default(),
            outcomes: Vec::new(),
            media: Vec::new(),
            rooms: Rooms::default(),
            trunks: SimTrunks::new(address, None, Instant::now()),
            headers: HeaderPolicy::default(),
            keys: KeyForm::Audio,
            answers: None,
            meets: dialplan::World::default(),
            pressing: VecDeque::new(),
            wall: DateTime::UNIX_EPOCH,
            one_device: BTreeSet::new(),
        }
    }

    /// Connects trunks, as `trunks:` of the settings says.
    pub(super) fn connect(&mut self, settings: &str, now: Instant) {
        self.trunks = SimTrunks::new(self.address, Some(settings), now);
    }

    /// Calls follow this plan, and its caller presses these keys.
    pub(super) fn follow(&mut self, plan: Arc<Graph>, answers: Vec<String>) {
        (self.plan, self.answers) = (plan, Some(answers.into()));
    }

    /// Groups choose by what is known here of their members.
    pub(super) fn know(&mut self, meets: dialplan::World) {
        self.meets = meets;
    }

    fn choose(&self, group: &Group) -> call::Input {
        call::Input::Chosen(group.turn(&self.meets.standing(group)))
    }

    fn open(&mut self, leg: LegId, ip: IpAddr) -> call::Input {
        let address = MediaAddress {
            ip,
            rtp_port: self.next_port,
            rtcp_port: self.next_port + 1,
            fingerprint: None,
            ice: None,
        };
        self.next_port += 2;
        call::Input::StreamOpened { leg, address }
    }

    /// What crosses to phones and from them.
    pub(super) fn rule(&mut self, headers: HeaderPolicy) {
        self.headers = headers;
    }

    pub(super) fn register(&mut self, now: Instant, extension: &str, phone: SocketAddr) {
        let phones = self.phones.entry(extension.to_owned()).or_default();
        phones.push(phone);
        let phones = phones.clone();
        self.tell_phones(now, extension, &phones);
    }

    pub(super) fn unregister(&mut self, now: Instant, extension: &str) {
        self.phones.remove(extension);
        self.tell_phones(now, extension, &[]);
    }

    pub(super) fn subscriptions(&self) -> usize {
        self.board.subscriptions()
    }

    pub(super) fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    pub(super) fn media(&self) -> &[String] {
        &self.media
    }

    pub(super) fn left_over(&self) -> usize {
        self.calls.len() + self.passages.len() + self.endpoint.transactions() + self.trunks.held()
    }

    pub(super) fn feed(&mut self, now: Instant, input: Input, out: &mut Vec<Packet>) {
        let mut effects = Vec::new();
        self.endpoint.handle(now, input, &mut effects);
        for effect in effects {
            match effect {
                Effect::Transmit { target, bytes, .. } => {
                    if let Some(to) = address(&target) {
                        out.push(Packet {
                            from: self.address,
                            to,
                            bytes,
                        });
                    }
                }
                Effect::Incoming {
                    flow,
                    transaction,
                    request,
                } => {
                    self.incoming(now, flow, transaction, &request, out);
                }
                Effect::Deliver { owner, input } => {
                    self.deliver(now, owner, input, out);
                }
                Effect::Stray { flow, request } => {
                    let letter = self.passages.acknowledge(&flow, &request);
                    self.post(now, letter.into_iter().collect(), out);
                }
                Effect::Dropped(_) => {}
            }
        }
    }

    fn deliver(&mut self, now: Instant, owner: Owner, input: user_agent::Input, out: &mut Vec<Packet>) {
        match Addressee::of_owner(owner) {
            Some(Addressee::Leg(number, leg)) => {
                let (number, leg) = self.moves.place((number, leg));
                self.call_input(now, number, call::Input::Sip { leg, input }, out);
            }
            Some(Addressee::Passage(passage)) => {
                let mut letters = Vec::new();
                self.passages.handle(now, passage, input, &mut letters);
                self.post(now, letters, out);
            }
            Some(Addressee::Watch(watch)) => {
                self.board_input(now, events::Input::Sip { watch, input }, out);
            }
            // The requests of trunks, and notices, are tested with their machines.
            Some(Addressee::Trunk(_) | Addressee::Notice(_)) | None => {}
        }
    }

    fn incoming(
        &mut self,
        now: Instant,
        flow: Flow,
        transaction: ServerId,
        request: &Request,
        out: &mut Vec<Packet>,
    ) {
        if let Some((number, referring)) = self.referred((flow, transaction), request) {
            return self.call_input(now, number, call::Input::Referring(referring), out);
        }
        if takes(request) || is_routed(request) {
            return self.forward(now, (flow, transaction), request.clone(), out);
        }
        if matches!(request.method(), Method::Subscribe | Method::Publish) {
            return self.event_request(now, (flow, transaction), request, out);
        }
        if *request.method() != Method::Invite {
            let response = Response::for_request(request, StatusCode::METHOD_NOT_ALLOWED);
            self.feed(
                now,
                Input::Respond {
                    transaction,
                    response,
                },
                out,
            );
            return;
        }
        if let Ok(Some(wanted)) = Wanted::of(request) {
            return self.seat(now, wanted, (flow, transaction), request, out);
        }
        let number = CallNumber(self.next_call);
        self.next_call += 1;
        let own = Input::Own {
            transaction,
            owner: number.owner(LegId::CALLER),
        };
        self.feed(now, own, out);
        let mut incoming = self.describe(flow, transaction, request.clone());
        if let Err(response) = self.trunks.admit(now, &flow, number, request, &mut incoming) {
            let response = *response;
            return self.feed(
                now,
                Input::Respond {
                    transaction,
                    response,
                },
                out,
            );
        }
        let mut effects = Vec::new();
        match Call::start(incoming, self.tokens.fork(), now, &mut effects) {
            Ok(call) => {
                self.calls.insert(number, call);
                self.perform(now, number, effects, out);
            }
            Err(refusal) => {
                let response = refusal.response(request);
                self.feed(
                    now,
                    Input::Respond {
                        transaction,
                        response,
                    },
                    out,
                );
            }
        }
    }

    pub(super) fn describe(&self, flow: Flow, transaction: ServerId, request: Request) -> Incoming {
        let caller = request
            .headers()
            .from()
            .ok()
            .and_then(|from| call::number_of(from.uri()));
        Incoming {
            dialled: call::number_of(request.uri()).unwrap_or_default(),
            caller: Party {
                number: caller.unwrap_or_default(),
                name: None,
            },
            request,
            transaction,
            flow,
            policy: self.headers.clone(),
            phones: self.headers.clone(),
            local_contact: self.contact(),
            media_ip: self.address.ip(),
            terms: Terms::default(),
            device: None,
            login: None,
            domain: String::from("office.example"),
            codecs: vec![Codec::Pcmu, Codec::Pcma],
            encryption: Encryption::Never,
            keys_without_events: self.keys,
            came_by: None,
            at: self.wall,
            plan: self.plan.clone(),
        }
    }

    pub(super) fn contact(&self) -> Uri {
        call::address_of_record("switch", &self.address.ip().to_string())
    }

    pub(super) fn call_input(
        &mut self,
        now: Instant,
        number: CallNumber,
        input: call::Input,
        out: &mut Vec<Packet>,
    ) {
        let mut effects = Vec::new();
        if let Some(call) = self.calls.get_mut(&number) {
            call.handle(now, input, &mut effects);
        }
        self.perform(now, number, effects, out);
    }

    /// What the call actor does, with a registrar and an engine that answer at once.
    fn perform(
        &mut self,
        now: Instant,
        number: CallNumber,
        effects: Vec<call::Effect>,
        out: &mut Vec<Packet>,
    ) {
        let mut back = VecDeque::new();
        for effect in effects {
            match effect {
                call::Effect::Sip { leg, effect } => {
                    self.moves.note(number, &effect);
                    if let Some(input) = on_behalf(number.owner(leg), effect) {
                        self.feed(now, input, out);
                    }
                }
                call::Effect::Locate { extensions, .. } => {
                    back.push_back((number, call::Input::Located(self.locate(&extensions))));
                }
                call::Effect::Choose { group } => back.push_back((number, self.choose(&group))),
                call::Effect::FindWay { leg, wish } => {
                    back.push_back((number, self.trunks.find_way(now, (number, leg), &wish)));
                }
                call::Effect::WayRefused(refusal) => self.trunks.refused(now, refusal),
                call::Effect::LeaveWay { leg } => self.trunks.leave(number, leg),
                call::Effect::OpenStream { leg, ip } => back.push_back((number, self.open(leg, ip))),
                call::Effect::TakeSeat { leg, conference, .. } => {
                    back.push_back((number, self.rooms.take_seat(number, leg, &conference)));
                }
                call::Effect::InRoom { leg, wish } => self.media.push(format!("room {} {wish:?}", leg.0)),
                call::Effect::Confer { leg, conference } => {
                    match self.rooms.enter(number, leg, &conference) {
                        Some(joined) => self.media.push(joined),
                        None => back.push_back((number, call::Input::ConferenceFull)),
                    }
                }
                call::Effect::Media(action) => {
                    if let MediaAction::Close { leg } = action {
                        self.rooms.leave(number, leg);
                        self.trunks.leave(number, leg);
                        let news = MediaNews::Closed(Box::default());
                        back.push_back((number, call::Input::Media { leg, news }));
                    }
                    self.media.push(short(&action));
                    let heard = self.heard(&action);
                    back.extend(heard.into_iter().map(|input| (number, input)));
                }
                call::Effect::FindDialog { replaces } => {
                    let found = self.moves.find(number, &replaces);
                    back.push_back((number, call::Input::DialogFound(found)));
                }
                call::Effect::Hand { to, moved } => back.push_back(self.hand(number, to, moved)),
                call::Effect::Tell { to, word } => back.push_back((to, call::Input::Told(word))),
                call::Effect::Milestone(_) => {}
                call::Effect::Record(summary) => self.outcomes.push(Outcome::of(&summary)),
                call::Effect::Finished => {
                    self.calls.remove(&number);
                    self.trunks.leave_all(number);
                }
            }
        }
        let lamps = self.calls.get(&number).map(Call::lamps).unwrap_or_default();
        let call = number;
        self.board_input(now, events::Input::Call { call, lamps }, out);
        for (number, input) in back {
            self.call_input(now, number, input, out);
        }
        while let Some(key) = self.pressing.pop_front().and_then(Key::of_sign) {
            let (leg, held) = (LegId::CALLER, PRESSED_FOR);
            let news = MediaNews::Pressed { key, held };
            self.call_input(now, number, call::Input::Media { leg, news }, out);
        }
    }

    /// What a caller who follows a plan of its own hears and presses at once.
    fn heard(&mut self, action: &MediaAction) -> Vec<call::Input> {
        let Some(answers) = &mut self.answers else {
            return Vec::new();
        };
        match *action {
            MediaAction::PlayPrompt { leg, .. } | MediaAction::PlayTone { leg, .. } => {
                let news = MediaNews::Played;
                vec![call::Input::Media { leg, news }]
            }
            MediaAction::Listen { wanted: true, .. } => {
                self.pressing = answers.pop_front().unwrap_or_default().chars().collect();
                Vec::new()
            }
            // It has what it needs: a caller presses no more than that.
            MediaAction::Listen { wanted: false, .. } => {
                self.pressing.clear();
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// A call that is over takes nothing: the leg comes back.
    fn hand(&mut self, from: CallNumber, to: CallNumber, mut moved: Box<Moved>) -> (CallNumber, call::Input) {
        if self.calls.contains_key(&to) {
            let old = (from, moved.leg);
            self.moves.hand(from, to, &mut moved);
            self.trunks.follow(old, (to, moved.leg));
            return (to, call::Input::Taken(moved));
        }
        moved.errand = Errand::Return {
            status: StatusCode::CALL_DOES_NOT_EXIST,
        };
        (from, call::Input::Taken(moved))
    }
}

impl Node for SimSwitch {
    fn receive(&mut self, now: Instant, packet: Packet, out: &mut Vec<Packet>) {
        let (flow, bytes) = (flow(self.address, packet.from), packet.bytes);
        self.feed(now, Input::Received { flow, bytes }, out);
    }

    fn deadline(&self) -> Option<Instant> {
        self.calls
            .values()
            .filter_map(Call::deadline)
            .chain(self.endpoint.deadline())
            .chain(self.board.deadline())
            .filter(|at| *at < self.began + REGISTRATION)
            .min()
    }

    fn timeout(&mut self, now: Instant, out: &mut Vec<Packet>) {
        self.feed(now, Input::Timeout, out);
        if self.board.deadline().is_some_and(|at| at <= now) {
            self.board_input(now, events::Input::Timeout, out);
        }
        let due = |call: &Call| call.deadline().is_some_and(|at| at <= now);
        let numbers: Vec<_> = self
            .calls
            .iter()
            .filter(|(_, call)| due(call))
            .map(|(number, _)| *number)
            .collect();
        for number in numbers {
            self.call_input(now, number, call::Input::Timeout, out);
        }
    }
}
