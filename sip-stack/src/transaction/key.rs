//! How a message finds its transaction (RFC 3261 §17.1.3, §17.2.3) and its merged twin (§8.2.2.2).

use std::fmt::Write;

use crate::message::{HeaderError, Method, Request};
use crate::tokens::{Branch, MAGIC_COOKIE};

/// Room for most keys.
const KEY_BYTES_USUAL: usize = 96;

/// Our handle on one server transaction; never used twice by one endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ServerId(pub u64);

/// What finds a client transaction: our branch, which only a CANCEL shares with another request. The method in
/// the response's CSeq must still be compared (§17.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClientKey {
    /// Branch of the top Via.
    pub branch: Branch,
    /// A CANCEL shares the branch of its INVITE.
    pub is_cancel: bool,
}

impl ClientKey {
    /// The key of a request with this method.
    pub fn new(branch: Branch, method: &Method) -> Self {
        Self {
            branch,
            is_cancel: *method == Method::Cancel,
        }
    }
}

/// What a repeated request must share with the first one: branch, sent-by and method; without the magic
/// cookie the rules of RFC 2543 (§17.2.3).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ServerKey(String);

impl ServerKey {
    /// The key of the transaction this request opens or repeats; an ACK has the key of its INVITE.
    pub fn of(request: &Request) -> Result<Self, HeaderError> {
        match request.method() {
            Method::Ack => Self::with_method(request, &Method::Invite),
            method => Self::with_method(request, method),
        }
    }

    /// The key of the INVITE which a CANCEL means (§9.2).
    pub fn invite_of(cancel: &Request) -> Result<Self, HeaderError> {
        Self::with_method(cancel, &Method::Invite)
    }

    fn with_method(request: &Request, method: &Method) -> Result<Self, HeaderError> {
        let headers = request.headers();
        let via = headers.via()?;
        let mut key = String::with_capacity(KEY_BYTES_USUAL);
        match via.branch() {
            Some(branch) if branch.starts_with(MAGIC_COOKIE) && branch.len() > MAGIC_COOKIE.len() => {
                let _ = write!(key, "{branch}\0{}\0{method}", via.sent_by());
            }
            _ => {
                let (cseq, from) = (headers.cseq()?, headers.from()?);
                let call_id = headers.call_id()?;
                let tag = from.tag().unwrap_or_default();
                let _ = write!(
                    key,
                    "\0{via}\0{}\0{call_id}\0{tag}\0{}\0{method}",
                    request.uri(),
                    cseq.number
                );
            }
        }
        key.make_ascii_lowercase();
        Ok(Self(key))
    }
}

/// What two requests share that came by different paths (merged requests, §8.2.2.2).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct MergeKey(String);

impl MergeKey {
    /// The key of a request; `None` within a dialog, where the rule does not apply.
    pub fn of(request: &Request) -> Option<Self> {
        let headers = request.headers();
        if headers.to().ok()?.tag().is_some() {
            return None;
        }
        let (from, call_id, cseq) = (
            headers.from().ok()?,
            headers.call_id().ok()?,
            headers.cseq().ok()?,
        );
        let tag = from.tag()?;
        let mut key = String::with_capacity(KEY_BYTES_USUAL);
        // Writing to a String cannot fail.
        let _ = write!(key, "{call_id}\0{tag}\0{}\0{}", cseq.number, cseq.method);
        Some(Self(key))
    }
}
