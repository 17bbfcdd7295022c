//! What a REGISTER asks for, read once (RFC 3261 §10.2).

use super::Binding;
use crate::flow::Flow;
use crate::message::{HeaderError, HeaderName, NameAddr, Request};

/// The preference of a contact without `q`.
const Q_UNSAID: u16 = 1000;

/// One contact of a REGISTER, as a binding that ends at its wished time.
pub(super) struct Wanted {
    pub(super) binding: Binding,
    /// `None`: the phone leaves it to us.
    pub(super) expires_s: Option<u32>,
}

/// What all contacts of one REGISTER share.
pub(super) struct Origin {
    call_id: Box<str>,
    cseq: u32,
    expires_s: Option<u32>,
    path: Vec<NameAddr>,
    flow: Flow,
    user_agent: Option<Box<str>>,
}

impl Origin {
    pub(super) fn read(request: &Request, flow: Flow) -> Result<Self, HeaderError> {
        let headers = request.headers();
        Ok(Self {
            call_id: headers.call_id()?.into(),
            cseq: headers.cseq()?.number,
            // A malformed Expires is as none (§10.2.1.1).
            expires_s: headers.expires().unwrap_or_default(),
            path: headers.paths()?.iter().map(detached).collect(),
            flow,
            user_agent: headers.text(HeaderName::UserAgent).map(|text| text.into()),
        })
    }

    pub(super) fn expires_s(&self) -> Option<u32> {
        self.expires_s
    }

    /// Whether this REGISTER may change a binding (§10.3 steps 6 and 7): it is of another Call-ID, or later.
    pub(super) fn may_change(&self, binding: &Binding) -> bool {
        binding.call_id != self.call_id || self.cseq > binding.cseq
    }

    /// `counts_flows`: whether `reg-id` means anything.
    pub(super) fn wanted(&self, contact: &NameAddr, counts_flows: bool) -> Wanted {
        let params = contact.params();
        let instance = params.text("+sip.instance").map(String::into_boxed_str);
        let reg_id = params
            .get("reg-id")
            .filter(|_| counts_flows && instance.is_some());
        let mut uri = detached(contact).uri().clone();
        if let Some(sip) = uri.as_sip_mut() {
            // It becomes a Request-URI, which may not have these (§19.1.1 table 1): nobody writes our headers.
            sip.clear_headers();
            sip.params_mut().remove("method");
        }
        let binding = Binding {
            contact: uri,
            call_id: self.call_id.clone(),
            cseq: self.cseq,
            q_thousandths: params.get("q").and_then(parse_q).unwrap_or(Q_UNSAID),
            expires_at_unix: 0,
            path: self.path.clone(),
            flow: self.flow,
            user_agent: self.user_agent.clone(),
            reg_id: reg_id.and_then(|id| id.parse().ok()),
            instance,
        };
        let own_expires_s = params
            .has("expires")
            .then(|| params.get("expires").and_then(parse_seconds));
        Wanted {
            binding,
            expires_s: own_expires_s.unwrap_or(self.expires_s),
        }
    }
}

/// A copy that does not keep the whole REGISTER in memory for as long as the binding lives.
fn detached(address: &NameAddr) -> NameAddr {
    NameAddr::parse(&address.to_bytes()).unwrap_or_else(|_| address.clone())
}

/// Seconds; numbers too large saturate, malformed ones are as none (§10.2.1.1).
fn parse_seconds(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
}

/// `0` to `1` with up to three decimals (§25.1 `qvalue`), in thousandths.
fn parse_q(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    let sound = decimals.len() <= 3 && decimals.bytes().all(|byte| byte.is_ascii_digit());
    let whole: u16 = sound.then(|| whole.parse().ok()).flatten()?;
    let thousandths: u16 = format!("{decimals:0<3}").parse().ok()?;
    whole
        .checked_mul(1000)?
        .checked_add(thousandths)
        .filter(|q| *q <= 1000)
}
