//! What is registered, and where.

use crate::auth::Login;
use crate::flow::Target;
use crate::message::{CSeq, HeaderName, Method, NameAddr, Request, Uri};

/// An address at a registrar.
#[derive(Clone, Debug)]
pub struct Account {
    /// The address of record, for To and From.
    pub address: NameAddr,
    /// The Request-URI: the registrar's domain (RFC 3261 §10.2).
    pub registrar: Uri,
    /// Where calls to the address shall go.
    pub contact: Uri,
    /// The registrar's servers in the order to try them, at least one.
    pub servers: Vec<Target>,
    /// Who we are.
    pub login: Login,
    /// How long a registration shall hold, in seconds.
    pub expires_s: u32,
    /// Try again by itself after a failure.
    pub persistent: bool,
}

impl Account {
    /// A REGISTER without Via; `expires_s` 0 takes the contact back (§10.2.2).
    pub(super) fn request(&self, call_id: &str, tag: &str, cseq: u32, expires_s: u32) -> Request {
        let mut request = Request::new(Method::Register, self.registrar.clone());
        let headers = request.headers_mut();
        headers.push(HeaderName::MaxForwards, "70");
        headers.push(HeaderName::From, self.address.clone().with_tag(tag).to_bytes());
        headers.push(HeaderName::To, self.address.to_bytes());
        headers.push(HeaderName::CallId, call_id);
        headers.push(HeaderName::CSeq, CSeq::new(cseq, Method::Register).to_string());
        headers.push(
            HeaderName::Contact,
            NameAddr::new(self.contact.clone()).to_bytes(),
        );
        headers.push(HeaderName::Expires, expires_s.to_string());
        headers.push(HeaderName::Supported, "path");
        request
    }
}
