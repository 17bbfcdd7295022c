//! All requests on their way through us, as a value.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use bytes::Bytes;
use sip_stack::endpoint::ServerId;
use sip_stack::flow::{Flow, Target};
use sip_stack::message::{Credentials, HeaderName, Method, NameAddr, Request, Response, SipUri, Uri};
use sip_stack::proxy::{
    Arrived, Context, Effect, FlowKey, ForwardTarget, Input, LoopMark, Ours, RecordRoute, Refusal, forward,
    unroute, validate,
};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent;

use crate::call::number_of;
use crate::mail::{Addressee, PassageNumber, ToSignalling};
use crate::service::addresses::Addresses;
use crate::service::capabilities;

/// Requests on their way through us at once.
const PASSAGES_MAX: usize = 10_000;

/// What forwarding needs to know, and the contexts.
#[derive(Debug)]
pub struct Passages {
    ours: Ours,
    addresses: Addresses,
    key: FlowKey,
    secret: [u8; 32],
    tokens: Tokens,
    contexts: HashMap<PassageNumber, (ServerId, Context)>,
    /// Those that wait for a moment: INVITEs only.
    timed: BTreeSet<PassageNumber>,
}

/// A request that may be forwarded, and where it wants to go.
#[derive(Debug)]
pub struct Visit {
    /// The way it came.
    pub flow: Flow,
    /// As it came.
    pub request: Request,
    /// Without our routes.
    pub unrouted: Request,
    /// What would tell a loop.
    pub mark: LoopMark,
    /// Where it wants to go.
    pub onward: Onward,
}

/// Where a request wants to go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Onward {
    /// In a dialog, over the flow that our Record-Route named.
    Flow(Flow),
    /// To a user of ours.
    User(String),
    /// To another domain, or by routes of others.
    Abroad(Uri),
    /// In a dialog of which we know nothing.
    Nowhere,
}

/// A phone to forward to.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its Contact.
    pub contact: Uri,
    /// Its Path.
    pub path: Vec<NameAddr>,
    /// The flow it registered by.
    pub flow: Flow,
    /// How it is reached.
    pub target: Target,
    /// Its preference, in thousandths.
    pub q: u16,
    /// Where else it is reached should that fail (RFC 5626 §7).
    pub other_flows: Vec<Place>,
}

impl Passages {
    /// No passage yet.
    #[must_use]
    pub fn new(ours: Ours, addresses: Addresses, mut tokens: Tokens) -> Self {
        Self {
            ours,
            addresses,
            key: FlowKey::new(tokens.secret()),
            secret: tokens.secret(),
            tokens,
            contexts: HashMap::new(),
            timed: BTreeSet::new(),
        }
    }

    /// Checks a request and takes our routes off (§16.3, §16.4).
    ///
    /// # Errors
    /// The answer to one that must not be forwarded.
    pub fn visit(&self, flow: Flow, request: Request) -> Result<Box<Visit>, Box<Response>> {
        let mark = LoopMark::of(&request, &self.secret);
        if let Err(refusal) = validate(&request, mark) {
            return Err(Box::new(refused(refusal, &request)));
        }
        let mut unrouted = request.clone();
        let found = unroute(&mut unrouted, &flow, &self.ours, &self.key);
        let in_dialog = request.headers().to().is_ok_and(|to| to.tag().is_some());
        let onward = match found.flow {
            Some(flow) if in_dialog => Onward::Flow(flow),
            _ if in_dialog => Onward::Nowhere,
            _ if self.is_for_us(&unrouted, &flow) => {
                return Err(Box::new(capabilities::not_served(&request)));
            }
            _ => self.onward(&unrouted, &flow),
        };
        Ok(Box::new(Visit {
            flow,
            request,
            unrouted,
            mark,
            onward,
        }))
    }

    /// Whether a request names the switch itself and nobody in it: forwarded, it would come back.
    fn is_for_us(&self, unrouted: &Request, flow: &Flow) -> bool {
        let uri = unrouted.uri().as_sip().filter(|uri| uri.user().is_none());
        !unrouted.headers().has(HeaderName::Route)
            && uri.is_some_and(|uri| self.ours.is(uri, flow) || self.ours.is_domain(uri))
    }

    fn onward(&self, unrouted: &Request, flow: &Flow) -> Onward {
        if let Some(route) = unrouted.headers().routes().unwrap_or_default().first() {
            return Onward::Abroad(route.uri().clone());
        }
        let is_ours = match unrouted.uri() {
            Uri::Sip(uri) => self.ours.is(uri, flow) || self.ours.is_domain(uri),
            Uri::Tel(_) => true,
            Uri::Other(_) => false,
        };
        match number_of(unrouted.uri()) {
            Some(number) if is_ours => Onward::User(number),
            _ => Onward::Abroad(unrouted.uri().clone()),
        }
    }

    /// The target that a registered phone is.
    #[must_use]
    pub fn phone(&self, visit: &Visit, place: Place) -> ForwardTarget {
        let record_route = makes_dialog(visit.request.method()).then(|| RecordRoute {
            sender: self.side(&visit.flow),
            target: self.side(&named(&place)),
        });
        let other_flows = place.other_flows.into_iter();
        ForwardTarget {
            uri: Some(place.contact),
            routes: place.path,
            hops: vec![place.target],
            record_route,
            q: place.q,
            other_flows: other_flows.map(|place| self.phone(visit, place)).collect(),
        }
    }

    /// Our address towards a peer, which names the flow to it: so a dialog's later requests pass every NAT, and nobody
    /// else can make us forward to a place of their choice.
    fn side(&self, flow: &Flow) -> SipUri {
        match self.addresses.contact(flow) {
            Uri::Sip(own) => self.key.write(&own, flow),
            Uri::Tel(_) | Uri::Other(_) => SipUri::new(None, flow.local.ip().into()),
        }
    }

    /// Whether no further request can be taken on.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.contexts.len() >= PASSAGES_MAX
    }

    /// How many are under way.
    #[must_use]
    pub fn len(&self) -> usize {
        self.contexts.len()
    }

    /// Whether none is under way.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.contexts.is_empty()
    }

    /// Forwards a request.
    pub fn begin(
        &mut self,
        now: Instant,
        (number, transaction): (PassageNumber, ServerId),
        visit: Visit,
        targets: Vec<ForwardTarget>,
        out: &mut Vec<ToSignalling>,
    ) {
        let arrived = Arrived {
            request: visit.request,
            unrouted: visit.unrouted,
            mark: visit.mark,
            targets,
        };
        let mut effects = Vec::new();
        let context = Context::start(now, arrived, self.tokens.fork(), &mut effects);
        letters(number, transaction, effects, out);
        if !context.is_over(now) {
            self.contexts.insert(number, (transaction, context));
            self.note(now, number);
        }
    }

    /// Takes what the endpoint has for a passage.
    pub fn handle(
        &mut self,
        now: Instant,
        number: PassageNumber,
        input: user_agent::Input,
        out: &mut Vec<ToSignalling>,
    ) {
        let input = match input {
            user_agent::Input::Response { branch, response } => Input::Response { branch, response },
            user_agent::Input::Failed { branch, cause } => Input::Failed { branch, cause },
            user_agent::Input::Cancelled { reason } => Input::Cancelled { reason },
            _ => return,
        };
        self.step(now, number, input, out);
    }

    /// Lets those go on whose deadline has passed.
    pub fn wake(&mut self, now: Instant, out: &mut Vec<ToSignalling>) {
        let due = |number: &&PassageNumber| {
            let context = self.contexts.get(number).map(|(_, context)| context);
            context.and_then(Context::deadline).is_some_and(|at| at <= now)
        };
        let due: Vec<PassageNumber> = self.timed.iter().filter(due).copied().collect();
        for number in due {
            self.step(now, number, Input::Timeout, out);
        }
    }

    /// When to call `wake`.
    #[must_use]
    pub fn deadline(&self) -> Option<Instant> {
        let timed = self.timed.iter().filter_map(|number| self.contexts.get(number));
        timed.filter_map(|(_, context)| context.deadline()).min()
    }

    /// An ACK of a dialog that went through us (§16.11); `None`: it belongs to nothing of ours.
    #[must_use]
    pub fn acknowledge(&self, flow: &Flow, ack: &Request) -> Option<ToSignalling> {
        let mut unrouted = ack.clone();
        let onward = unroute(&mut unrouted, flow, &self.ours, &self.key).flow?;
        if ack.headers().max_forwards().ok().flatten() == Some(0) {
            return None;
        }
        let effect = user_agent::Effect::Ack {
            request: forward(&unrouted, None, &[], None),
            target: Target::Flow(onward),
        };
        let owner = Addressee::Passage(PassageNumber(0)).owner();
        Some(ToSignalling::Sip { owner, effect })
    }

    fn step(&mut self, now: Instant, number: PassageNumber, input: Input, out: &mut Vec<ToSignalling>) {
        let Some((transaction, context)) = self.contexts.get_mut(&number) else {
            return;
        };
        let mut effects = Vec::new();
        context.handle(now, input, &mut effects);
        letters(number, *transaction, effects, out);
        self.note(now, number);
    }

    fn note(&mut self, now: Instant, number: PassageNumber) {
        let Some((_, context)) = self.contexts.get(&number) else {
            return;
        };
        if context.is_over(now) {
            self.contexts.remove(&number);
            self.timed.remove(&number);
        } else if context.deadline().is_some() {
            self.timed.insert(number);
        } else {
            self.timed.remove(&number);
        }
    }
}

/// The flow that leads to a phone: the one it registered by, or the address to connect to since that is gone.
fn named(place: &Place) -> Flow {
    match place.target {
        Target::Address { transport, remote }
        | Target::Located {
            transport, remote, ..
        } => Flow {
            transport,
            remote,
            connection: None,
            ..place.flow
        },
        Target::Flow(flow) => flow,
        Target::Uri(_) => place.flow,
    }
}

fn makes_dialog(method: &Method) -> bool {
    matches!(
        method,
        Method::Invite | Method::Subscribe | Method::Refer | Method::Other(_)
    )
}

fn letters(number: PassageNumber, transaction: ServerId, effects: Vec<Effect>, out: &mut Vec<ToSignalling>) {
    let owner = Addressee::Passage(number).owner();
    for effect in effects {
        out.push(match effect {
            Effect::Forward {
                branch,
                request,
                target,
            } => ToSignalling::Sip {
                owner,
                effect: user_agent::Effect::Request {
                    branch,
                    request,
                    target,
                },
            },
            Effect::Cancel { branch, headers } => ToSignalling::Sip {
                owner,
                effect: user_agent::Effect::Cancel { branch, headers },
            },
            Effect::Pass(response) => ToSignalling::Pass {
                transaction,
                response,
            },
            Effect::Respond(response) => ToSignalling::Respond {
                transaction,
                response,
            },
            Effect::HopFailed { target, retry_after } => ToSignalling::HopFailed { target, retry_after },
        });
    }
}

/// Takes the sender's proof of identity out: it was for us, and tells the next hop too much. Other realms' stay.
pub(super) fn without_credentials(request: &mut Request, realm: &str) {
    let name = HeaderName::Authorization;
    let is_ours = |value: &[u8]| {
        Credentials::parse(value).is_ok_and(|credentials| credentials.get("realm") == Some(realm))
    };
    if !request.headers().values(&name).any(is_ours) {
        return;
    }
    let kept: Vec<Bytes> = request
        .headers()
        .values(&name)
        .filter(|value| !is_ours(value))
        .map(Bytes::copy_from_slice)
        .collect();
    request.headers_mut().remove(&name);
    for value in kept {
        request.headers_mut().push(name.clone(), value);
    }
}

fn refused(refusal: Refusal, request: &Request) -> Response {
    match refusal {
        Refusal::OptionsForUs => capabilities::describe(request),
        refusal => refusal.response(request),
    }
}
