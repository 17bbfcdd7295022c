//! Requests of the subscriber within the dialog: refreshes and ends (RFC 6665 §4.2.1.4).

use std::time::{Duration, Instant};

use crate::events::subscription::State;
use crate::events::{Effect, Subscription, Wish};
use crate::flow::Flow;
use crate::message::{HeaderName, Method, NameAddr, Request, Response, StatusCode};
use crate::transaction::ServerId;
use crate::user_agent;

impl Subscription {
    /// Takes a refresh; refuses what does not belong here.
    pub(super) fn request(
        &mut self,
        now: Instant,
        request: &Request,
        transaction: ServerId,
        flow: Flow,
        out: &mut Vec<Effect>,
    ) {
        let from = request.headers().from();
        if !from.is_ok_and(|from| self.dialog.is_with(from.tag())) {
            return plain(request, transaction, StatusCode::CALL_DOES_NOT_EXIST, out);
        }
        if let Err(error) = self.dialog.receive(request, flow) {
            return plain(request, transaction, error.status(), out);
        }
        if *request.method() != Method::Subscribe {
            let mut response = Response::for_request(request, StatusCode::METHOD_NOT_ALLOWED);
            response.headers_mut().push(HeaderName::Allow, "SUBSCRIBE");
            return respond(transaction, response, out);
        }
        let wish = match Wish::read(request, &self.terms) {
            Ok(wish) => wish,
            Err(refusal) => {
                let response = refusal.response(request, self.event.package());
                return respond(transaction, response, out);
            }
        };
        let State::Live(live) = &mut self.state else {
            return plain(request, transaction, StatusCode::CALL_DOES_NOT_EXIST, out);
        };
        // Dialogs are not shared by several subscriptions (§4.5.2).
        if !wish.event.is_same(&self.event) || live.ending.is_some() {
            return plain(request, transaction, StatusCode::CALL_DOES_NOT_EXIST, out);
        }
        live.expires_at = now + wish.duration;
        live.gap = wish.gap;
        live.tell_at = Some(now);
        self.dialog.refresh(request.headers());
        self.grant(request, transaction, wish.duration, out);
    }

    pub(super) fn grant(
        &self,
        request: &Request,
        transaction: ServerId,
        duration: Duration,
        out: &mut Vec<Effect>,
    ) {
        let mut response = Response::for_request(request, StatusCode::OK);
        let headers = response.headers_mut();
        headers.set(HeaderName::To, self.dialog.local().to_bytes());
        headers.copy_from(request.headers(), HeaderName::RecordRoute);
        headers.push(
            HeaderName::Contact,
            NameAddr::new(self.contact.clone()).to_bytes(),
        );
        headers.push(HeaderName::Expires, duration.as_secs().to_string());
        for (name, value) in &self.headers {
            headers.push(name.clone(), value);
        }
        respond(transaction, response, out);
    }
}

fn plain(request: &Request, transaction: ServerId, status: StatusCode, out: &mut Vec<Effect>) {
    respond(transaction, Response::for_request(request, status), out);
}

fn respond(transaction: ServerId, response: Response, out: &mut Vec<Effect>) {
    out.push(Effect::Sip(user_agent::Effect::Respond {
        transaction,
        response,
    }));
}
