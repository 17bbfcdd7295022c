//! Reading a REFER: what it asks for, and whether it may (RFC 3515 §2.4, RFC 4488, RFC 7614 §5, RFC 3892).

use std::time::Instant;

use bytes::Bytes;
use sip_stack::message::{HeaderName, Method, ReferSub, ReferTo, Replaces, Request, StatusCode, Uri};

use super::listener::Listener;
use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::identity::{host, number_of};
use crate::call::leg::LegId;
use crate::call::phase::Phase;
use crate::call::request::Asked;

/// The extensions that a REFER may require.
const KNOWN: [&str; 4] = ["norefersub", "nosub", "replaces", "tdialog"];

/// A REFER as it will be followed.
#[derive(Debug)]
pub(super) struct Referral {
    /// CSeq of the REFER.
    pub(super) id: u32,
    pub(super) by: LegId,
    pub(super) moved: LegId,
    pub(super) target: String,
    /// Whether NOTIFYs are wanted.
    pub(super) subscribes: bool,
    /// Who hears them, if it is not the leg's phone within its dialog.
    pub(super) listener: Option<Box<Listener>>,
}

/// Why a REFER is not followed.
#[derive(Debug)]
pub(super) struct Declined {
    pub(super) status: StatusCode,
    pub(super) headers: Vec<(HeaderName, Bytes)>,
}

impl From<StatusCode> for Declined {
    fn from(status: StatusCode) -> Self {
        Self {
            status,
            headers: Vec::new(),
        }
    }
}

impl Call {
    /// A phone asks us to connect its partner with someone else.
    pub(in crate::call) fn refer(
        &mut self,
        now: Instant,
        asked: Asked,
        request: &Request,
        out: &mut Vec<Effect>,
    ) {
        let (referral, replaces) = match self.read_referral(asked.leg, request) {
            Ok(read) => read,
            Err(Declined { status, headers }) => {
                return self.answer_with(now, asked, status, headers, None, out);
            }
        };
        let mut headers: Vec<_> = self.contact_of(asked.leg).into_iter().collect();
        if !referral.subscribes {
            headers.push((HeaderName::ReferSub, Bytes::from_static(b"false")));
        }
        self.answer_with(now, asked, StatusCode::ACCEPTED, headers, None, out);
        match replaces {
            None => self.transfer_blind(now, referral, out),
            Some(replaces) => self.transfer_attended(now, referral, replaces, out),
        }
    }

    pub(super) fn read_referral(
        &self,
        by: LegId,
        request: &Request,
    ) -> Result<(Referral, Option<Replaces>), Declined> {
        let headers = request.headers();
        let mut foreign = headers.require();
        let is_silent = foreign.iter().any(|tag| tag == "nosub");
        foreign.retain(|tag| !KNOWN.contains(&tag.as_str()));
        if !foreign.is_empty() {
            return Err(Declined {
                status: StatusCode::BAD_EXTENSION,
                headers: vec![(HeaderName::Unsupported, Bytes::from(foreign.join(", ")))],
            });
        }
        let refer_to = headers.one::<ReferTo>().ok().flatten();
        let refer_to = refer_to.ok_or(StatusCode::BAD_REQUEST)?;
        let subscribes = headers.one::<ReferSub>().map_err(|_| StatusCode::BAD_REQUEST)?;
        let replaces = refer_to.replaces().map_err(|_| StatusCode::BAD_REQUEST)?;
        let id = headers.cseq().map_err(|_| StatusCode::BAD_REQUEST)?.number;
        let moved = self.may_refer(by)?;
        if refer_to.method() != Method::Invite {
            return Err(StatusCode::DECLINE.into());
        }
        let referral = Referral {
            id,
            by,
            moved,
            target: self.number_referred_to(by, &refer_to.target())?,
            subscribes: !is_silent && subscribes.is_none_or(|ReferSub(wanted)| wanted),
            listener: None,
        };
        Ok((referral, replaces))
    }

    /// The partner whom a leg's phone may have moved: our own users may, one transfer at a time, while they talk
    /// to someone and nothing else about that is being agreed on.
    fn may_refer(&self, by: LegId) -> Result<LegId, StatusCode> {
        let is_user = self.legs.find(by).is_some_and(|leg| leg.extension.is_some());
        if !is_user {
            return Err(StatusCode::FORBIDDEN);
        }
        if self.transfer.is_some() {
            return Err(StatusCode::REQUEST_PENDING);
        }
        match &self.phase {
            Phase::Bridged(bridge) if !bridge.joins(by) => Err(StatusCode::DECLINE),
            Phase::Bridged(bridge) if bridge.exchange.is_some() => Err(StatusCode::REQUEST_PENDING),
            Phase::Bridged(bridge) => Ok(bridge.other(by)),
            _ => Err(StatusCode::DECLINE),
        }
    }

    /// The number to dial. An address of another domain is not ours to reach; a phone may write our domain, or
    /// us as it knows us.
    fn number_referred_to(&self, by: LegId, target: &Uri) -> Result<String, StatusCode> {
        let number = number_of(target);
        let uri = match target {
            Uri::Sip(uri) => uri,
            Uri::Tel(_) => return number.ok_or(StatusCode::ADDRESS_INCOMPLETE),
            Uri::Other(_) => return Err(StatusCode::UNSUPPORTED_URI_SCHEME),
        };
        let usage = self.legs.find(by).map(|leg| &leg.usage);
        let dialled = usage
            .and_then(|usage| usage.dialog())
            .map(|dialog| dialog.local().uri());
        let contact = usage.map(|usage| usage.contact());
        let ours = [dialled, contact].into_iter().flatten().filter_map(Uri::as_sip);
        let is_ours = uri.host().equivalent(&host(&self.domain))
            || ours.into_iter().any(|our| our.host().equivalent(uri.host()));
        if !is_ours {
            return Err(StatusCode::FORBIDDEN);
        }
        number.ok_or(StatusCode::ADDRESS_INCOMPLETE)
    }
}
