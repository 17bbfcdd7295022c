//! The texts of the phones' messages.

use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use sip_stack::auth::{Attempt, Ha1, preferred, respond};
use sip_stack::message::{HeaderName, Headers, Method, Request, Response};

/// The first number of a run that was not there before: no Call-ID, tag or branch comes twice.
pub(super) fn first_number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    NEXT.fetch_add(RUN_MAX, Ordering::Relaxed)
}

/// Registrations or calls of a run.
const RUN_MAX: usize = 10_000_000;

/// Whose phone it is.
#[derive(Clone, Copy, Debug)]
pub struct Account<'a> {
    /// The extension.
    pub user: &'a str,
    /// The domain, and the realm.
    pub domain: &'a str,
    /// The password.
    pub password: &'a str,
}

impl Account<'_> {
    /// The line that answers a challenge, its line end included. Empty if there is nothing to answer.
    pub(super) fn proof(&self, challenge: &Headers, method: &Method, uri: &str) -> String {
        let (header, challenges) = match challenge.proxy_challenges() {
            Ok(challenges) if !challenges.is_empty() => ("Proxy-Authorization", challenges),
            _ => ("Authorization", challenge.challenges().unwrap_or_default()),
        };
        let attempt = Attempt {
            method,
            uri,
            body: b"",
            cnonce: "0a4f113b",
            nonce_count: 1,
        };
        let ha1 = Ha1::new(self.user, self.domain, self.password);
        preferred(&challenges)
            .and_then(|one| respond(one, self.user, &ha1, &attempt).ok())
            .map(|value| format!("{header}: {value}\r\n"))
            .unwrap_or_default()
    }
}

/// How long a binding is wanted for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Binding {
    /// An hour.
    Wanted,
    /// No longer.
    Gone,
}

/// A REGISTER; `proof` is empty or a whole line.
pub(super) fn register(
    account: &Account<'_>,
    binding: Binding,
    (number, cseq): (usize, u32),
    own: SocketAddr,
    proof: &str,
) -> String {
    let seconds = match binding {
        Binding::Wanted => 3_600,
        Binding::Gone => 0,
    };
    let Account { user, domain, .. } = account;
    format!(
        "REGISTER sip:{domain} SIP/2.0\r\n\
         Via: SIP/2.0/UDP {own};branch=z9hG4bKr{number}x{cseq};rport\r\n\
         Max-Forwards: 70\r\n\
         From: <sip:{user}@{domain}>;tag=f{number}\r\n\
         To: <sip:{user}@{domain}>\r\n\
         Call-ID: {number}@load\r\n\
         CSeq: {cseq} REGISTER\r\n\
         Contact: <sip:{user}@{own}>\r\n\
         Expires: {seconds}\r\n\
         {proof}Content-Length: 0\r\n\r\n"
    )
}

/// An INVITE with an offer of PCMU.
pub(super) fn invite(
    caller: &Account<'_>,
    uri: &str,
    number: usize,
    cseq: u32,
    own: SocketAddr,
    proof: &str,
) -> String {
    let sdp = sdp(own);
    let from = format!("<sip:{}@{}>", caller.user, caller.domain);
    format!(
        "INVITE {uri} SIP/2.0\r\n\
         Via: SIP/2.0/UDP {own};branch=z9hG4bKi{number}x{cseq};rport\r\n\
         Max-Forwards: 70\r\n\
         From: {from};tag=f{number}\r\n\
         To: <{uri}>\r\n\
         Call-ID: {number}@load\r\n\
         CSeq: {cseq} INVITE\r\n\
         Contact: <sip:{}@{own}>\r\n\
         {proof}Content-Type: application/sdp\r\n\
         Content-Length: {}\r\n\r\n{sdp}",
        caller.user,
        sdp.len(),
    )
}

/// An ACK or BYE in the dialog that a final response to the INVITE made, or the ACK of a refusal.
pub(super) fn follow(method: &str, response: &Response, uri: &str, cseq: u32, own: SocketAddr) -> String {
    let headers = response.headers();
    let text = |name: HeaderName| headers.text(name).unwrap_or_default().into_owned();
    let (number, success) = (
        number(headers).unwrap_or_default(),
        response.status().is_success(),
    );
    let mut uri = uri.to_owned();
    let mut routes = String::new();
    if success {
        if let Ok(Some(contact)) = headers.contact() {
            uri = contact.uri().to_string();
        }
        for route in headers.record_routes().unwrap_or_default().iter().rev() {
            let _ = write!(
                routes,
                "Route: {}\r\n",
                String::from_utf8_lossy(&route.to_bytes())
            );
        }
    }
    // The ACK of a refusal is the INVITE's own transaction; everything else is a new one (§17.1.1.3).
    let branch = if success {
        format!("z9hG4bK{}{number}", method.to_ascii_lowercase())
    } else {
        format!("z9hG4bKi{number}x{cseq}")
    };
    format!(
        "{method} {uri} SIP/2.0\r\n\
         Via: SIP/2.0/UDP {own};branch={branch};rport\r\n\
         Max-Forwards: 70\r\n\
         {routes}From: {}\r\n\
         To: {}\r\n\
         Call-ID: {}\r\n\
         CSeq: {cseq} {method}\r\n\
         Content-Length: 0\r\n\r\n",
        text(HeaderName::From),
        text(HeaderName::To),
        text(HeaderName::CallId),
    )
}

/// What the called phone says to a request.
pub(super) fn answer(request: &Request, status: &str, own: SocketAddr) -> String {
    let headers = request.headers();
    let mut answer = format!("SIP/2.0 {status}\r\n");
    for name in [HeaderName::Via, HeaderName::RecordRoute] {
        for value in headers.values(&name) {
            let _ = write!(answer, "{name}: {}\r\n", String::from_utf8_lossy(value));
        }
    }
    for name in [
        HeaderName::From,
        HeaderName::CallId,
        HeaderName::CSeq,
        HeaderName::To,
    ] {
        let value = headers.text(&name).unwrap_or_default();
        let _ = write!(answer, "{name}: {value}");
        answer += if name == HeaderName::To && !value.contains(";tag=") {
            ";tag=callee\r\n"
        } else {
            "\r\n"
        };
    }
    let _ = write!(answer, "Contact: <sip:{own}>\r\n");
    if *request.method() == Method::Invite && status.starts_with('2') {
        let sdp = sdp(own);
        let _ = write!(
            answer,
            "Content-Type: application/sdp\r\nContent-Length: {}\r\n\r\n{sdp}",
            sdp.len()
        );
    } else {
        answer += "Content-Length: 0\r\n\r\n";
    }
    answer
}

/// The number of the registration or call that a message of the load belongs to.
pub(super) fn number(headers: &Headers) -> Option<usize> {
    headers.call_id().ok()?.strip_suffix("@load")?.parse().ok()
}

fn sdp(own: SocketAddr) -> String {
    let ip = own.ip();
    format!(
        "v=0\r\no=- 1 1 IN IP4 {ip}\r\ns=-\r\nc=IN IP4 {ip}\r\nt=0 0\r\n\
         m=audio 40000 RTP/AVP 0\r\na=rtpmap:0 PCMU/8000\r\na=sendrecv\r\n"
    )
}
