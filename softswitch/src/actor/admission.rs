//! Who may begin a call, and when: authentication, limits, draining.

use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use media::offer_answer::Encryption;
use metrics::counter;
use sip_stack::auth::Login;
use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::{HeaderName, Request, Response, StatusCode, Uri};
use sip_stack::registrar::gr_in;
use sip_stack::tokens::Tokens;
use sip_stack::transport::tls::PeerNames;
use sip_stack::user_agent::{Refusal, Terms};

use super::call_actor::CallActor;
use super::perform::Office;
use crate::call::{CameBy, Device, HeaderPolicy, Incoming, LegId, Party, Wanted, is_nobody, number_of};
use crate::clock;
use crate::mail::CallNumber;
use crate::service::authentication::Authenticator;
use crate::service::encryption::encryption;
use crate::service::pace::Pace;
use crate::service::plan::Plan;
use crate::service::trunk::{Arrival, Channel, Whose};
use crate::service::users::SELFTEST;

/// Seconds after which a refused caller may try again.
const RETRY_AFTER: &[u8] = b"2";

/// Where an INVITE has its place.
#[derive(Clone, Copy, Debug)]
pub struct Seat {
    /// The call.
    pub call: CallNumber,
    /// Its leg there.
    pub leg: LegId,
}

/// Who calls, and what is known of them.
pub(super) struct Guest {
    caller: Party,
    dialled: String,
    codecs: Vec<media::codec::Codec>,
    encryption: Encryption,
    /// Our address of media towards them, where it is another one than everybody's.
    media_ip: Option<std::net::IpAddr>,
    terms: Terms,
    login: Option<Box<Login>>,
    policy: HeaderPolicy,
    pub(super) came_by: Option<CameBy>,
    /// Their place on the trunk.
    channel: Option<Channel>,
}

/// Decides about each new INVITE and starts its call.
#[derive(Debug)]
pub struct Admission {
    /// Decides who calls.
    pub authenticator: Authenticator,
    /// Everything a call needs of the house.
    pub office: Office,
    /// Live calls at most.
    pub calls_max: usize,
    /// New calls a second at most.
    pub pace: Pace,
    /// Where each call's tags and branches come from.
    pub tokens: Tokens,
    /// Whether new calls are refused because the switch is being stopped.
    pub draining: bool,
}

impl Admission {
    /// Refuses new calls from now on.
    pub fn drain(&mut self) {
        self.draining = true;
    }

    /// Starts a call for an INVITE, or sends it to the one that it names; `certified`: what its peer has proved to be.
    ///
    /// # Errors
    /// The response that refuses it.
    pub fn admit(
        &mut self,
        now: Instant,
        flow: Flow,
        transaction: ServerId,
        request: &Request,
        certified: Option<&PeerNames>,
    ) -> Result<Seat, Box<Response>> {
        if has_to_tag(request) {
            return Err(plain(request, StatusCode::CALL_DOES_NOT_EXIST));
        }
        let wanted = Wanted::of(request).map_err(|status| plain(request, status))?;
        if self.draining && wanted.is_none() {
            return Err(busy(request, "draining"));
        }
        let guest = self.guest(now, &flow, request, certified)?;
        if let Some(wanted) = wanted {
            return self.seat(wanted, guest, (flow, transaction), request);
        }
        if !self.pace.take(now) {
            return Err(busy(request, "pace"));
        }
        let Some((number, mailbox)) = self.office.directory.enter(self.calls_max) else {
            return Err(busy(request, "calls"));
        };
        let plan = self.office.plan.load_full();
        let performer = self.office.performer(number, Arc::clone(&plan));
        let caller = guest.caller.number.clone();
        let (incoming, channel) = self.incoming(flow, transaction, request.clone(), guest, &plan);
        if let Some(channel) = channel {
            performer.hold(LegId::CALLER, channel);
        }
        match CallActor::new(incoming, self.tokens.fork(), mailbox, performer) {
            Ok(actor) => {
                tokio::spawn(actor.run());
                Ok(Seat {
                    call: number,
                    leg: LegId::CALLER,
                })
            }
            Err(refusal) => Err(refuse(request, refusal, &caller)),
        }
    }

    pub(super) fn incoming(
        &self,
        flow: Flow,
        transaction: ServerId,
        request: Request,
        guest: Guest,
        plan: &Plan,
    ) -> (Incoming, Option<Channel>) {
        let device = device_of(&guest, &request);
        let incoming = Incoming {
            local_contact: self.office.addresses.contact(&flow),
            media_ip: guest
                .media_ip
                .unwrap_or_else(|| self.office.addresses.media_ip(&flow)),
            terms: guest.terms,
            login: guest.login,
            request,
            transaction,
            flow,
            caller: guest.caller,
            device,
            dialled: guest.dialled,
            domain: self.office.domain.clone(),
            codecs: guest.codecs,
            encryption: guest.encryption,
            keys_without_events: self.office.keys_without_events,
            policy: guest.policy,
            phones: self.office.headers.clone(),
            came_by: guest.came_by,
            at: clock::wall(),
            plan: Arc::clone(&plan.graph),
        };
        (incoming, guest.channel)
    }

    /// Who calls: a trunk, told by where it calls from, or a user, who proves it.
    fn guest(
        &mut self,
        now: Instant,
        flow: &Flow,
        request: &Request,
        certified: Option<&PeerNames>,
    ) -> Result<Guest, Box<Response>> {
        let arrival = Arrival {
            flow,
            certified,
            request,
        };
        match self.office.trunks.whose(now, arrival) {
            Whose::Nobodys => self.user(flow, request),
            Whose::Unknown { trunk } => Err(refuse(request, StatusCode::NOT_FOUND, &trunk)),
            Whose::Full { trunk, reason } => {
                tracing::warn!(trunk, reason, "a trunk's call was refused");
                Err(busy(request, reason))
            }
            Whose::Trunks {
                caller,
                came_by,
                codecs,
                encryption,
                media_ip,
                terms,
                login,
                policy,
                channel,
            } => Ok(Guest {
                caller,
                dialled: came_by.number.clone(),
                codecs,
                encryption,
                media_ip,
                terms,
                login,
                policy: *policy,
                came_by: Some(came_by),
                channel: Some(channel),
            }),
        }
    }

    fn user(&mut self, flow: &Flow, request: &Request) -> Result<Guest, Box<Response>> {
        let user = self.authenticator.authenticate(flow.remote.ip(), request)?;
        // Whoever proves to be a user may call as nobody, but not as somebody else (RFC 3323 §4.1.1.3).
        let as_nobody = request.headers().from().is_ok_and(|from| is_nobody(from.uri()));
        if !as_nobody && !self.authenticator.is_from(request, &user.extension) {
            return Err(refuse(request, StatusCode::FORBIDDEN, &user.extension));
        }
        let dialled = self
            .dialled(request.uri())
            .map_err(|status| refuse(request, status, &user.extension))?;
        if SELFTEST.contains(&dialled.as_str()) && !SELFTEST.contains(&user.extension.as_str()) {
            return Err(refuse(request, StatusCode::NOT_FOUND, &user.extension));
        }
        Ok(Guest {
            caller: Party {
                number: user.extension,
                name: Some(user.name),
            },
            dialled,
            codecs: self.office.codecs.clone(),
            encryption: encryption(self.office.encryption, flow.transport),
            media_ip: None,
            terms: self.office.terms,
            login: None,
            policy: self.office.headers.clone(),
            came_by: None,
            channel: None,
        })
    }
}

impl Admission {
    /// The number that a user means; for `urn:service:sos` that of the settings (RFC 5031).
    fn dialled(&self, uri: &Uri) -> Result<String, StatusCode> {
        let service = match uri {
            Uri::Other(uri) => uri.service(),
            _ => None,
        };
        if let Some(number) = service.and_then(|service| self.office.emergency.number(service)) {
            return Ok(number.to_owned());
        }
        // Whoever is meant by the same name elsewhere is not here.
        if !self.authenticator.is_ours(uri) {
            return Err(StatusCode::NOT_FOUND);
        }
        number_of(uri).ok_or(StatusCode::ADDRESS_INCOMPLETE)
    }
}

/// The device that a user means by a GRUU (RFC 5627 §6.1); trunks know numbers only.
fn device_of(guest: &Guest, request: &Request) -> Option<Device> {
    let gr = gr_in(request.uri()).filter(|_| guest.came_by.is_none())?;
    Some(Device {
        extension: guest.dialled.clone(),
        gr: gr.to_owned(),
    })
}

fn has_to_tag(request: &Request) -> bool {
    request.headers().to().is_ok_and(|to| to.tag().is_some())
}

pub(super) fn plain(request: &Request, status: StatusCode) -> Box<Response> {
    Box::new(Response::for_request(request, status))
}

/// Refuses a user's call before it begins, where the people who run the switch can see it.
fn refuse(request: &Request, refusal: impl Into<Refusal>, extension: &str) -> Box<Response> {
    let refusal = refusal.into();
    let status = refusal.status;
    counter!("softswitch_calls_refused_total", "reason" => status.code().to_string()).increment(1);
    tracing::info!(
        extension,
        status = status.code(),
        "a call was refused before it began"
    );
    Box::new(refusal.response(request))
}

pub(super) fn busy(request: &Request, reason: &'static str) -> Box<Response> {
    counter!("softswitch_calls_refused_total", "reason" => reason).increment(1);
    let mut response = Response::for_request(request, StatusCode::SERVICE_UNAVAILABLE);
    response
        .headers_mut()
        .push(HeaderName::RetryAfter, Bytes::from_static(RETRY_AFTER));
    Box::new(response)
}
