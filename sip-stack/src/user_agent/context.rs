//! What all states of a usage share: identity, randomness, times, and how answers are made.

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::auth::Login;
use crate::dialog::{Dialog, LocalDialog};
use crate::flow::Target;
use crate::message::{Body, HeaderName, Headers, Method, NameAddr, Request, Response, StatusCode, Uri};
use crate::tokens::{Branch, Tokens};
use crate::transaction::{ServerId, Timers};
use crate::user_agent::abilities::Abilities;
use crate::user_agent::session_timer::SessionTimer;
use crate::user_agent::{Effect, Event, Refusal, Terms};

/// The methods a usage understands, where its owner does not say otherwise.
const ALLOW: &str =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, MESSAGE, PRACK, UPDATE, REFER, SUBSCRIBE, NOTIFY";

#[derive(Debug)]
pub(super) struct Context {
    pub(super) tokens: Tokens,
    pub(super) timers: Timers,
    pub(super) contact: Uri,
    pub(super) local: LocalDialog,
    /// We made the Call-ID: after a 491 we wait longer than the peer (§14.1).
    pub(super) owns_call_id: bool,
    pub(super) terms: Terms,
    pub(super) session: SessionTimer,
    /// The moment of the step under way.
    pub(super) now: Instant,
    /// What the peer said it understands.
    pub(super) peer: Abilities,
    /// Requests of the peer that the owner has not answered yet.
    pub(super) asked: Vec<(ServerId, Request)>,
    /// What challenges within the dialog are answered with.
    pub(super) login: Option<Login>,
}

/// What the owner adds to a message.
#[derive(Clone, Debug, Default)]
pub(super) struct Extra {
    pub(super) headers: Vec<(HeaderName, Bytes)>,
    pub(super) body: Option<Body>,
}

impl Extra {
    pub(super) fn new(headers: Vec<(HeaderName, Bytes)>, body: Option<Body>) -> Self {
        Self { headers, body }
    }
}

impl Context {
    pub(super) fn new(
        tokens: Tokens,
        contact: Uri,
        local: LocalDialog,
        owns_call_id: bool,
        terms: Terms,
        now: Instant,
    ) -> Self {
        Self {
            tokens,
            timers: Timers::default(),
            contact,
            local,
            owns_call_id,
            terms,
            session: SessionTimer::new(terms.timer),
            now,
            peer: Abilities::default(),
            asked: Vec::new(),
            login: None,
        }
    }

    /// Why a re-INVITE or UPDATE is refused, whatever it offers.
    pub(super) fn refusal(&self, request: &Headers) -> Option<Refusal> {
        Abilities::refusal(request).or_else(|| self.session.refusal(request))
    }

    /// A response to an INVITE: with our tag, Contact and, up to 2xx, the Record-Route (§12.1.1).
    pub(super) fn invite_response(&self, invite: &Request, status: StatusCode, extra: Extra) -> Response {
        let mut response = Response::for_request(invite, status);
        if let Ok(to) = invite.headers().to()
            && to.tag().is_none()
        {
            response
                .headers_mut()
                .set(HeaderName::To, to.with_tag(&self.local.local_tag).to_bytes());
        }
        let headers = response.headers_mut();
        if status.class() <= 2 {
            headers.copy_from(invite.headers(), HeaderName::RecordRoute);
            headers.push(
                HeaderName::Contact,
                NameAddr::new(self.contact.clone()).to_bytes(),
            );
        }
        add_headers(headers, &extra.headers);
        if status.is_success() {
            add_allow(headers);
        }
        response.set_body(extra.body);
        response
    }

    /// A request within the dialog, with Contact where it may refresh the target (§12.2.1.1).
    pub(super) fn compose(&mut self, dialog: &mut Dialog, method: Method, extra: Extra) -> Request {
        let refreshes = matches!(
            method,
            Method::Invite | Method::Update | Method::Subscribe | Method::Refer
        );
        let mut request = dialog.request(method);
        let headers = request.headers_mut();
        if refreshes {
            headers.push(
                HeaderName::Contact,
                NameAddr::new(self.contact.clone()).to_bytes(),
            );
        }
        if matches!(*request.method(), Method::Invite | Method::Update) {
            self.session.announce_refresh(request.headers_mut());
        }
        add_headers(request.headers_mut(), &extra.headers);
        request.set_body(extra.body);
        self.prove(&mut request);
        request
    }

    /// Sends a request within the dialog.
    pub(super) fn send(
        &mut self,
        dialog: &mut Dialog,
        method: Method,
        extra: Extra,
        out: &mut Vec<Effect>,
    ) -> Branch {
        let branch = self.tokens.branch();
        let request = self.compose(dialog, method, extra);
        out.push(Effect::Request {
            branch,
            request,
            target: dialog.next_hop(),
        });
        branch
    }

    /// How long to wait after a 491 (§14.1).
    pub(super) fn wait_after_glare(&mut self) -> Duration {
        let (least, most) = if self.owns_call_id {
            (2100, 4000)
        } else {
            (0, 2000)
        };
        self.tokens
            .wait(Duration::from_millis(least), Duration::from_millis(most))
    }

    pub(super) fn release(&self, out: &mut Vec<Effect>) {
        out.push(Effect::Release(self.local.clone()));
    }
}

/// Makes and sends the ACK for a 2xx; returns it, so that it can be sent again.
pub(super) fn acknowledge(
    dialog: &Dialog,
    invite: &Request,
    answer: Option<Body>,
    out: &mut Vec<Effect>,
) -> (Request, Target) {
    let number = invite
        .headers()
        .cseq()
        .map_or(dialog.local_cseq(), |cseq| cseq.number);
    let mut ack = dialog.ack(number);
    // The ACK carries the credentials of its INVITE (§13.2.2.4).
    ack.headers_mut()
        .copy_from(invite.headers(), HeaderName::Authorization);
    ack.headers_mut()
        .copy_from(invite.headers(), HeaderName::ProxyAuthorization);
    ack.set_body(answer);
    let target = dialog.next_hop();
    out.push(Effect::Ack {
        request: ack.clone(),
        target: target.clone(),
    });
    (ack, target)
}

/// Answers a request of the peer with a bare status.
pub(super) fn respond(request: &Request, transaction: ServerId, status: StatusCode, out: &mut Vec<Effect>) {
    out.push(Effect::Respond {
        transaction,
        response: Response::for_request(request, status),
    });
}

/// Answers a request of the peer with a refusal that explains itself.
pub(super) fn respond_with(
    request: &Request,
    transaction: ServerId,
    refusal: &Refusal,
    out: &mut Vec<Effect>,
) {
    out.push(Effect::Respond {
        transaction,
        response: refusal.response(request),
    });
}

/// Says which methods we know (§11.2); bodies and codecs are the owner's.
pub(super) fn describe(request: &Request, transaction: ServerId, out: &mut Vec<Effect>) {
    let mut response = Response::for_request(request, StatusCode::OK);
    response.headers_mut().push(HeaderName::Allow, ALLOW);
    out.push(Effect::Respond {
        transaction,
        response,
    });
}

pub(super) fn tell(event: Event, out: &mut Vec<Effect>) {
    out.push(Effect::Event(event));
}

pub(super) fn reason_of(headers: &Headers) -> Option<Bytes> {
    headers.first(HeaderName::Reason).map(Bytes::copy_from_slice)
}

pub(super) fn with_reason(reason: Option<Bytes>) -> Vec<(HeaderName, Bytes)> {
    reason
        .map(|reason| (HeaderName::Reason, reason))
        .into_iter()
        .collect()
}

pub(super) fn add_headers(headers: &mut Headers, extra: &[(HeaderName, Bytes)]) {
    for (name, value) in extra {
        headers.push(name.clone(), value);
    }
}

pub(super) fn add_allow(headers: &mut Headers) {
    if !headers.has(HeaderName::Allow) {
        headers.push(HeaderName::Allow, ALLOW);
    }
}
