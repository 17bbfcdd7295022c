//! Who may begin a call, and when: authentication, limits, draining.

use std::time::{Duration, Instant};

use bytes::Bytes;
use metrics::counter;
use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::{HeaderName, Request, Response, StatusCode};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent::Refusal;

use super::call_actor::CallActor;
use super::perform::Office;
use crate::call::{HeaderPolicy, Incoming, Party, number_of};
use crate::mail::CallNumber;
use crate::service::authentication::Authenticator;
use crate::service::users::{SELFTEST, User};

/// Seconds after which a refused caller may try again.
const RETRY_AFTER: &[u8] = b"2";

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

    /// Starts a call for an INVITE.
    ///
    /// # Errors
    /// The response that refuses it.
    pub fn admit(
        &mut self,
        now: Instant,
        flow: Flow,
        transaction: ServerId,
        request: &Request,
    ) -> Result<CallNumber, Box<Response>> {
        if has_to_tag(request) {
            return Err(plain(request, StatusCode::CALL_DOES_NOT_EXIST));
        }
        if self.draining {
            return Err(busy(request, "draining"));
        }
        let user = self.authenticator.authenticate(flow.remote.ip(), request)?;
        if !is_from(request, &user.extension) {
            return Err(refuse(request, StatusCode::FORBIDDEN, &user.extension));
        }
        let Some(dialled) = number_of(request.uri()) else {
            return Err(refuse(request, StatusCode::ADDRESS_INCOMPLETE, &user.extension));
        };
        if SELFTEST.contains(&dialled.as_str()) && !SELFTEST.contains(&user.extension.as_str()) {
            return Err(refuse(request, StatusCode::NOT_FOUND, &user.extension));
        }
        if !self.pace.take(now) {
            return Err(busy(request, "pace"));
        }
        let Some((number, mailbox)) = self.office.directory.enter(self.calls_max) else {
            return Err(busy(request, "calls"));
        };
        let performer = self.office.performer(number);
        let extension = user.extension.clone();
        let incoming = self.incoming(flow, transaction, request.clone(), user, dialled);
        match CallActor::new(incoming, self.tokens.fork(), mailbox, performer) {
            Ok(actor) => {
                tokio::spawn(actor.run());
                Ok(number)
            }
            Err(refusal) => Err(refuse(request, refusal, &extension)),
        }
    }

    fn incoming(
        &self,
        flow: Flow,
        transaction: ServerId,
        request: Request,
        user: User,
        dialled: String,
    ) -> Incoming {
        Incoming {
            local_contact: self.office.addresses.contact(&flow),
            media_ip: self.office.addresses.media_ip(&flow),
            terms: self.office.terms,
            request,
            transaction,
            flow,
            policy: HeaderPolicy::default(),
            caller: Party {
                number: user.extension,
                name: Some(user.name),
            },
            dialled,
            domain: self.office.domain.clone(),
            codecs: self.office.codecs.clone(),
            plan: self.office.plan.load_full(),
        }
    }
}

/// At most so many takes in any one second (a token bucket that holds one second's worth).
#[derive(Debug)]
pub struct Pace {
    per_second: u32,
    /// What is left, in takes.
    left: f64,
    refilled: Instant,
}

impl Pace {
    /// A full bucket.
    #[must_use]
    pub fn new(per_second: u32, now: Instant) -> Self {
        Self {
            per_second,
            left: f64::from(per_second),
            refilled: now,
        }
    }

    /// Whether one more may begin now.
    pub fn take(&mut self, now: Instant) -> bool {
        let passed = now
            .saturating_duration_since(self.refilled)
            .min(Duration::from_secs(1));
        let full = f64::from(self.per_second);
        self.left = (self.left + passed.as_secs_f64() * full).min(full);
        self.refilled = now;
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}

fn has_to_tag(request: &Request) -> bool {
    request.headers().to().is_ok_and(|to| to.tag().is_some())
}

/// Whether the caller speaks as itself.
fn is_from(request: &Request, extension: &str) -> bool {
    request
        .headers()
        .from()
        .is_ok_and(|from| number_of(from.uri()).as_deref() == Some(extension))
}

fn plain(request: &Request, status: StatusCode) -> Box<Response> {
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

fn busy(request: &Request, reason: &'static str) -> Box<Response> {
    counter!("softswitch_calls_refused_total", "reason" => reason).increment(1);
    let mut response = Response::for_request(request, StatusCode::SERVICE_UNAVAILABLE);
    response
        .headers_mut()
        .push(HeaderName::RetryAfter, Bytes::from_static(RETRY_AFTER));
    Box::new(response)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn a_pace_lets_one_second_of_calls_begin_at_once_and_no_more() {
        let now = clock::now();
        let mut pace = Pace::new(3, now);
        assert!((0..3).all(|_| pace.take(now)));
        assert!(!pace.take(now));
    }

    #[test]
    fn a_pace_recovers_with_time_but_saves_nothing_up() {
        let now = clock::now();
        let mut pace = Pace::new(2, now);
        assert!(pace.take(now) && pace.take(now));
        assert!(!pace.take(now + Duration::from_millis(400)));
        assert!(pace.take(now + Duration::from_millis(500)));
        let much_later = now + Duration::from_secs(60);
        assert_eq!((0..10).filter(|_| pace.take(much_later)).count(), 2);
    }
}
