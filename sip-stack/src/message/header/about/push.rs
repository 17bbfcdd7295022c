//! What a sleeping phone can be woken by (RFC 8599 §4), in the URI of its Contact.

use crate::message::SipUri;

/// Parameters of a push service.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PushParams {
    /// The service: `apns`, `fcm`, `webpush`.
    pub provider: Box<str>,
    /// The phone as the service knows it.
    pub resource_id: Box<str>,
    /// The app, or what else the service wants to know.
    pub param: Option<Box<str>>,
}

impl PushParams {
    /// What a Contact's URI says; `None` unless service and phone are both named.
    pub fn of(contact: &SipUri) -> Option<Self> {
        let param = |name| contact.params().text(name).filter(|value| !value.is_empty());
        Some(Self {
            provider: param("pn-provider")?.into(),
            resource_id: param("pn-prid")?.into(),
            param: param("pn-param").map(Into::into),
        })
    }

    /// Whether a Contact's URI only asks which services there are (§4.1: `pn-provider` without more).
    pub fn is_query(contact: &SipUri) -> bool {
        contact.params().has("pn-provider") && !contact.params().has("pn-prid")
    }

    /// Takes them out of a URI that others will see (§13).
    pub fn remove(contact: &mut SipUri) {
        for name in ["pn-provider", "pn-prid", "pn-param", "pn-purr"] {
            contact.params_mut().remove(name);
        }
    }

    /// Writes them into a Contact's URI.
    pub fn write(&self, contact: &mut SipUri) {
        let params = contact.params_mut();
        params.set("pn-provider", &self.provider);
        params.set("pn-prid", &self.resource_id);
        if let Some(param) = &self.param {
            params.set("pn-param", param);
        }
    }
}
