//! Remote-Party-ID (draft-ietf-sip-privacy-04 §5), which many phones and some trunks still read.

use std::fmt;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue, NameAddr};

/// A party of the call, as an element of the trust domain found out.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RemotePartyId(pub NameAddr);

/// Whose identity it is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PartyRole {
    /// Who calls.
    Calling,
    /// Who is called.
    Called,
}

/// What must not be told on.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RpidPrivacy {
    /// Everything may.
    Off,
    /// The name must not.
    Name,
    /// The address must not.
    Uri,
    /// Nothing may.
    Full,
}

impl RemotePartyId {
    /// A party's address, found out by us (`screen=yes`).
    pub fn new(mut address: NameAddr, role: PartyRole, privacy: RpidPrivacy) -> Self {
        let params = address.params_mut();
        params.set(
            "party",
            match role {
                PartyRole::Calling => "calling",
                PartyRole::Called => "called",
            },
        );
        params.set("screen", "yes");
        params.set(
            "privacy",
            match privacy {
                RpidPrivacy::Off => "off",
                RpidPrivacy::Name => "name",
                RpidPrivacy::Uri => "uri",
                RpidPrivacy::Full => "full",
            },
        );
        Self(address)
    }

    /// Whose identity it is, if it says.
    pub fn role(&self) -> Option<PartyRole> {
        match self.0.params().get("party")?.to_ascii_lowercase().as_str() {
            "calling" => Some(PartyRole::Calling),
            "called" => Some(PartyRole::Called),
            _ => None,
        }
    }

    /// What must not be told on; what cannot be read is taken for everything.
    pub fn privacy(&self) -> RpidPrivacy {
        let privacy = self.0.params().get("privacy").map(str::to_ascii_lowercase);
        match privacy.as_deref() {
            None | Some("off") => RpidPrivacy::Off,
            Some("name") => RpidPrivacy::Name,
            Some("uri") => RpidPrivacy::Uri,
            Some(_) => RpidPrivacy::Full,
        }
    }

    /// Whether someone has made sure of it.
    pub fn is_screened(&self) -> bool {
        let screen = self.0.params().get("screen");
        screen.is_some_and(|screen| screen.eq_ignore_ascii_case("yes"))
    }
}

impl HeaderValue for RemotePartyId {
    fn header() -> HeaderName {
        HeaderName::RemotePartyId
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        NameAddr::read(value).map(Self)
    }

    fn to_bytes(&self) -> Bytes {
        self.0.to_bytes()
    }
}

impl fmt::Display for RemotePartyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
