//! Registering: a REGISTER, its challenge answered once (RFC 3261 §10.2, §22.2).

use sip_stack::endpoint::{Input, Owner};
use sip_stack::message::{HeaderName, Headers, Method, NameAddr, Request, Response, SipUri, StatusCode, Uri};
use sip_stack::tokens::{Branch, Tokens};
use sip_stack::user_agent;
use tokio::sync::oneshot;

use super::account::Account;
use super::handle::PhoneError;
use crate::call::host;

/// The endpoint's name for the registration; lines begin at 1.
pub(super) const OWNER: Owner = Owner(0);

/// A phone's registration: the one request under way, and the numbers that go on from one to the next.
#[derive(Debug)]
pub(super) struct Registration {
    call_id: String,
    cseq: u32,
    under_way: Option<UnderWay>,
}

#[derive(Debug)]
struct UnderWay {
    expires_s: u32,
    challenged: bool,
    reply: oneshot::Sender<Result<(), PhoneError>>,
}

impl Registration {
    pub(super) fn new(tokens: &mut Tokens) -> Self {
        Self {
            call_id: tokens.call_id().to_string(),
            cseq: 0,
            under_way: None,
        }
    }

    pub(super) fn start(
        &mut self,
        account: &Account,
        contact: &Uri,
        tokens: &mut Tokens,
        expires_s: u32,
        reply: oneshot::Sender<Result<(), PhoneError>>,
    ) -> Input {
        self.under_way = Some(UnderWay {
            expires_s,
            challenged: false,
            reply,
        });
        self.request(account, contact, tokens, expires_s, None)
    }

    /// Takes what the endpoint has; returns the next request if one is needed.
    pub(super) fn handle(
        &mut self,
        account: &Account,
        contact: &Uri,
        tokens: &mut Tokens,
        input: user_agent::Input,
    ) -> Option<Input> {
        match input {
            user_agent::Input::Response { response, .. } => {
                self.answered(account, contact, tokens, &response)
            }
            user_agent::Input::Failed { .. } => {
                self.finish(Err(PhoneError::NoAnswer));
                None
            }
            _ => None,
        }
    }

    fn answered(
        &mut self,
        account: &Account,
        contact: &Uri,
        tokens: &mut Tokens,
        response: &Response,
    ) -> Option<Input> {
        let status = response.status();
        if status.is_provisional() {
            return None;
        }
        if status == StatusCode::UNAUTHORIZED
            && let Some(again) = self.again(account, contact, tokens, response.headers())
        {
            return Some(again);
        }
        self.finish(if status.is_success() {
            Ok(())
        } else {
            Err(PhoneError::Refused(status))
        });
        None
    }

    /// The request with credentials, unless it carried some already.
    fn again(
        &mut self,
        account: &Account,
        contact: &Uri,
        tokens: &mut Tokens,
        challenge: &Headers,
    ) -> Option<Input> {
        let under_way = self.under_way.as_mut()?;
        if std::mem::replace(&mut under_way.challenged, true) {
            return None;
        }
        let expires_s = under_way.expires_s;
        let cnonce = tokens.tag();
        let answer = account.answer(challenge, &Method::Register, &registrar(account), &cnonce)?;
        Some(self.request(account, contact, tokens, expires_s, Some(answer)))
    }

    fn request(
        &mut self,
        account: &Account,
        contact: &Uri,
        tokens: &mut Tokens,
        expires_s: u32,
        authorization: Option<String>,
    ) -> Input {
        self.cseq += 1;
        let address = account.address();
        let mut request = Request::new(Method::Register, registrar(account));
        let headers = request.headers_mut();
        headers.push(HeaderName::MaxForwards, "70");
        headers.push(
            HeaderName::From,
            address.clone().with_tag(&tokens.tag()).to_bytes(),
        );
        headers.push(HeaderName::To, address.to_bytes());
        headers.push(HeaderName::CallId, &self.call_id);
        headers.push(HeaderName::CSeq, format!("{} REGISTER", self.cseq));
        headers.push(HeaderName::Contact, NameAddr::new(contact.clone()).to_bytes());
        headers.push(HeaderName::Expires, expires_s.to_string());
        if let Some(authorization) = authorization {
            headers.push(HeaderName::Authorization, authorization);
        }
        let branch: Branch = tokens.branch();
        Input::Request {
            owner: OWNER,
            branch,
            request,
            target: account.target(),
        }
    }

    fn finish(&mut self, result: Result<(), PhoneError>) {
        if let Some(under_way) = self.under_way.take() {
            // Whoever asked may have stopped waiting.
            let _ = under_way.reply.send(result);
        }
    }
}

/// The registrar's URI: the domain alone (§10.2).
fn registrar(account: &Account) -> Uri {
    Uri::Sip(SipUri::new(None, host(&account.domain)))
}
