//! Requests of the peer that wait for the owner's answer.

use crate::dialog::Dialog;
use crate::message::{Body, HeaderName, Method, NameAddr, Request, Response, StatusCode};
use crate::transaction::ServerId;
use crate::user_agent::context::{Context, Extra, add_allow, add_headers, respond, tell};
use crate::user_agent::{Effect, Event};

/// Requests of the peer that may wait for the owner; more are answered 503.
const ASKED_MAX: usize = 16;

impl Context {
    /// Hands a request to the owner, who answers it with `Command::Respond`.
    pub(super) fn ask(&mut self, request: Request, transaction: ServerId, out: &mut Vec<Effect>) {
        if self.keep(&request, transaction, out) {
            tell(Event::Request { transaction, request }, out);
        }
    }

    /// The same, for a request with a new offer.
    pub(super) fn offered(
        &mut self,
        request: Request,
        transaction: ServerId,
        offer: Body,
        out: &mut Vec<Effect>,
    ) {
        if self.keep(&request, transaction, out) {
            let event = Event::OfferReceived {
                transaction,
                offer,
                request,
            };
            tell(event, out);
        }
    }

    fn keep(&mut self, request: &Request, transaction: ServerId, out: &mut Vec<Effect>) -> bool {
        if self.asked.len() >= ASKED_MAX {
            respond(request, transaction, StatusCode::SERVICE_UNAVAILABLE, out);
            return false;
        }
        self.asked.push((transaction, request.clone()));
        true
    }

    /// Whether a request of this method waits for the owner.
    pub(super) fn has_asked(&self, method: &Method) -> bool {
        self.asked.iter().any(|(_, request)| request.method() == method)
    }

    /// The tag of the peer that sent such a request.
    pub(super) fn asked_by(&self, transaction: ServerId) -> Option<String> {
        let (_, request) = self.asked.iter().find(|(asked, _)| *asked == transaction)?;
        Some(request.headers().from().ok()?.tag()?.to_owned())
    }

    /// Whether an offer of the peer, in an UPDATE or PRACK, waits for the owner's answer.
    pub(super) fn owes_answer(&self) -> bool {
        let carries_offer = |request: &Request| {
            matches!(request.method(), Method::Update | Method::Prack) && request.session_part().is_some()
        };
        self.asked.iter().any(|(_, request)| carries_offer(request))
    }

    /// The owner's answer to such a request. An accepted UPDATE refreshes the target of `dialog` (RFC 3311 §5.2).
    pub(super) fn answer(
        &mut self,
        (transaction, status): (ServerId, StatusCode),
        extra: Extra,
        dialog: Option<&mut Dialog>,
        out: &mut Vec<Effect>,
    ) {
        let Some(at) = self.asked.iter().position(|(asked, _)| *asked == transaction) else {
            return;
        };
        let request = &self.asked[at].1;
        let response = if status.is_success() && *request.method() == Method::Update {
            if let Some(dialog) = dialog {
                dialog.refresh(request.headers());
            }
            let request = request.clone();
            self.update_response(&request, extra)
        } else {
            let mut response = Response::for_request(request, status);
            add_headers(response.headers_mut(), &extra.headers);
            response.set_body(extra.body);
            response
        };
        if status.is_final() {
            self.asked.swap_remove(at);
        }
        out.push(Effect::Respond {
            transaction,
            response,
        });
    }

    /// The dialog ends: what the owner has not answered yet is answered 487 (RFC 3261 §15.1.2).
    pub(super) fn close_asked(&mut self, out: &mut Vec<Effect>) {
        for (transaction, request) in std::mem::take(&mut self.asked) {
            respond(&request, transaction, StatusCode::REQUEST_TERMINATED, out);
        }
    }

    /// 200 to an UPDATE, with the Contact it may refresh.
    pub(super) fn update_response(&mut self, update: &Request, extra: Extra) -> Response {
        let mut response = Response::for_request(update, StatusCode::OK);
        let headers = response.headers_mut();
        headers.push(
            HeaderName::Contact,
            NameAddr::new(self.contact.clone()).to_bytes(),
        );
        add_headers(headers, &extra.headers);
        add_allow(headers);
        if self.session.is_confirmed() {
            self.session.grant(self.now, update.headers(), headers);
        }
        response.set_body(extra.body);
        response
    }
}
