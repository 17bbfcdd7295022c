//! What a phone is told unasked: a NOTIFY outside every dialog, as the makers of phones agree on it. RFC 6665 §3.1.1
//! knows only NOTIFYs that answer a SUBSCRIBE; these are older.

use bytes::Bytes;
use sip_stack::flow::Target;
use sip_stack::message::{
    Body, CSeq, Event, HeaderName, Method, NameAddr, Request, SipUri, SubscriptionState, TerminationReason,
    Uri,
};
use sip_stack::tokens::Tokens;

use crate::call::{address_of_record, host};

/// What there is to tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// Look whether there are new settings.
    CheckSync {
        /// Start anew in any case; a phone without new settings may go on otherwise.
        reboot: bool,
    },
    /// Where the settings are.
    Profile {
        /// Their address.
        url: String,
    },
}

/// A phone that is told.
#[derive(Clone, Debug)]
pub struct Device {
    /// Its contact address, as registered.
    pub contact: Uri,
    /// The flow or address that reaches it.
    pub target: Target,
    /// The Path it registered through, as Route header values (RFC 3327 §5.2).
    pub route: Vec<Bytes>,
    /// Our own Contact towards it.
    pub local_contact: Uri,
}

impl Notice {
    /// The NOTIFY to one phone of an extension.
    pub(super) fn compose(
        &self,
        (extension, domain): (&str, &str),
        device: &Device,
        tokens: &mut Tokens,
    ) -> Request {
        let house = Uri::Sip(SipUri::new(None, host(domain)));
        let from = NameAddr::new(house).with_tag(&tokens.tag());
        let mut request = Request::new(Method::Notify, device.contact.clone());
        let headers = request.headers_mut();
        headers.push(HeaderName::MaxForwards, "70");
        for hop in &device.route {
            headers.push(HeaderName::Route, hop);
        }
        headers.push(HeaderName::From, from.to_bytes());
        let to = NameAddr::new(address_of_record(extension, domain));
        headers.push(HeaderName::To, to.to_bytes());
        headers.push(HeaderName::CallId, &*tokens.call_id());
        headers.push(HeaderName::CSeq, CSeq::new(1, Method::Notify).to_string());
        let contact = NameAddr::new(device.local_contact.clone());
        headers.push(HeaderName::Contact, contact.to_bytes());
        headers.put(&self.event());
        headers.put(&SubscriptionState::terminated(TerminationReason::Timeout));
        request.set_body(self.body());
        request
    }

    fn event(&self) -> Event {
        match self {
            // Interop: Yealink, Snom and Fanvil read `reboot`; Poly and Grandstream pass over it.
            Self::CheckSync { reboot } => {
                Event::new("check-sync").with_param("reboot", if *reboot { "true" } else { "false" })
            }
            Self::Profile { .. } => Event::new("ua-profile").with_param("effective-by", "0"),
        }
    }

    fn body(&self) -> Option<Body> {
        match self {
            Self::CheckSync { .. } => None,
            // Interop: Snom, Yealink and Fanvil read the bare address, not RFC 6080's external body.
            Self::Profile { url } => Some(Body::new("application/url", url.clone())),
        }
    }
}
