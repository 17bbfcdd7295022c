//! One dialog: what both sides agreed on when it was opened (RFC 3261 §12.1).

use crate::dialog::{DialogError, DialogId, LocalDialog};
use crate::flow::{Flow, Target};
use crate::message::{Contacts, Headers, NameAddr, Request, Response, Uri};

/// A peer-to-peer relation of two user agents.
#[derive(Clone, Debug)]
pub struct Dialog {
    pub(super) id: DialogId,
    pub(super) local: NameAddr,
    pub(super) remote: NameAddr,
    pub(super) local_cseq: u32,
    pub(super) remote_cseq: Option<u32>,
    pub(super) remote_target: Uri,
    pub(super) route_set: Vec<NameAddr>,
    /// How the peer reached us, or how we first reached it.
    pub(super) peer: Peer,
}

/// What is known about the way to the peer.
#[derive(Clone, Debug)]
pub(super) enum Peer {
    /// Its last request came this way.
    Seen(Flow),
    /// Our first request went this way.
    Called(Target),
}

impl Dialog {
    /// The dialog that an arrived request opens, seen by the UAS (§12.1.1). The route set is Record-Route as it stands.
    pub fn uas(request: &Request, local_tag: &str, cseq: u32, flow: Flow) -> Result<Self, DialogError> {
        let headers = request.headers();
        let (from, to) = (headers.from()?, headers.to()?);
        Ok(Self {
            id: DialogId {
                call_id: headers.call_id()?.into(),
                local_tag: local_tag.into(),
                remote_tag: from.tag().unwrap_or_default().into(),
            },
            local: to.with_tag(local_tag),
            remote: from,
            local_cseq: cseq,
            remote_cseq: Some(headers.cseq()?.number),
            remote_target: contact(headers)?,
            route_set: headers.record_routes()?,
            peer: Peer::Seen(flow),
        })
    }

    /// The dialog that a response opens, seen by the UAC (§12.1.2). The route set is Record-Route in reverse.
    pub fn uac(request: &Request, response: &Response, target: &Target) -> Result<Self, DialogError> {
        let (ours, theirs) = (request.headers(), response.headers());
        let (from, to) = (ours.from()?, theirs.to()?);
        let mut route_set = theirs.record_routes()?;
        route_set.reverse();
        // Interop: peers of RFC 2543 answer without a To tag (§12.1.2).
        let remote_tag = to.tag().unwrap_or_default().into();
        Ok(Self {
            id: DialogId {
                call_id: ours.call_id()?.into(),
                local_tag: from.tag().ok_or(DialogError::ToTag)?.into(),
                remote_tag,
            },
            local: from,
            remote: to,
            local_cseq: ours.cseq()?.number,
            remote_cseq: None,
            // Interop: a 2xx without a usable Contact would leave the call unacknowledged.
            remote_target: contact(theirs).unwrap_or_else(|_| request.uri().clone()),
            route_set,
            peer: Peer::Called(target.clone()),
        })
    }

    /// Call-ID and both tags.
    pub fn id(&self) -> &DialogId {
        &self.id
    }

    /// Our half of the identity.
    pub fn local_dialog(&self) -> LocalDialog {
        LocalDialog::from(&self.id)
    }

    /// Our own address, with our tag.
    pub fn local(&self) -> &NameAddr {
        &self.local
    }

    /// The peer's address, with its tag if it has one.
    pub fn remote(&self) -> &NameAddr {
        &self.remote
    }

    /// Where the peer wants requests of this dialog (its Contact).
    pub fn remote_target(&self) -> &Uri {
        &self.remote_target
    }

    /// The proxies between, nearest first.
    pub fn route_set(&self) -> &[NameAddr] {
        &self.route_set
    }

    /// Checks the order of an arrived request (§12.2.2) and remembers the way it came. Gaps are fine.
    pub fn receive(&mut self, request: &Request, flow: Flow) -> Result<(), DialogError> {
        let got = request.headers().cseq()?.number;
        if let Some(last) = self.remote_cseq
            && got <= last
        {
            return Err(DialogError::OldCSeq { got, last });
        }
        self.remote_cseq = Some(got);
        self.peer = Peer::Seen(flow);
        Ok(())
    }

    /// Takes a new remote target from a target refresh (re-INVITE, UPDATE or their 2xx); without a
    /// usable Contact the old one stays.
    pub fn refresh(&mut self, headers: &Headers) {
        if let Ok(target) = contact(headers) {
            self.remote_target = target;
        }
    }

    /// Goes on with the order of requests that an early dialog had (§13.2.2.4).
    pub fn continue_from(&mut self, early: &Self) {
        self.local_cseq = self.local_cseq.max(early.local_cseq);
        self.remote_cseq = early.remote_cseq;
    }

    /// Whether this tag is the peer's.
    pub fn is_with(&self, remote_tag: Option<&str>) -> bool {
        *self.id.remote_tag == *remote_tag.unwrap_or_default()
    }
}

fn contact(headers: &Headers) -> Result<Uri, DialogError> {
    match headers.contacts()? {
        Contacts::List(list) => match list.as_slice() {
            [contact] => Ok(contact.uri().clone()),
            _ => Err(DialogError::Contact),
        },
        Contacts::Star => Err(DialogError::Contact),
    }
}
