//! How a caller is shown to the one it calls (RFC 3323, RFC 3325).
//!
//! The switch knows who calls from the account that was proved; what a phone claims in P-Asserted-Identity or
//! Remote-Party-ID is not read. What it asks in Privacy is kept: its name and number then leave the switch in no header.

use bytes::Bytes;
use sip_stack::message::{
    HeaderName, HeaderValue, Headers, Host, NameAddr, PartyRole, Privacy, PrivacyKind, RemotePartyId,
    RpidPrivacy, SipUri,
};

use super::call::Call;

/// What the caller wants to keep from those it calls. What cannot be read is taken for a wish to be unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Presentation {
    /// Everybody may know.
    #[default]
    Open,
    /// Nobody may.
    Withheld,
}

impl Presentation {
    /// What an INVITE asks for.
    pub(super) fn of(headers: &Headers) -> Self {
        match headers.one::<Privacy>() {
            Ok(None) => Self::Open,
            Ok(Some(privacy)) if !privacy.hides_identity() => Self::Open,
            Ok(Some(_)) | Err(_) => Self::Withheld,
        }
    }

    /// The From that the far end sees (RFC 3323 §4.1.1.3).
    pub(super) fn from(&self, caller: NameAddr) -> NameAddr {
        match self {
            Self::Open => caller,
            Self::Withheld => {
                let nowhere = Host::Name("anonymous.invalid".into());
                NameAddr::new(SipUri::new(Some("anonymous"), nowhere)).with_display("Anonymous")
            }
        }
    }

    /// The headers that tell the caller, or that it wishes not to be told.
    pub(super) fn headers(&self, caller: &NameAddr) -> Vec<(HeaderName, Bytes)> {
        match self {
            Self::Open => {
                let party = RemotePartyId::new(caller.clone(), PartyRole::Calling, RpidPrivacy::Off);
                vec![
                    (HeaderName::PAssertedIdentity, caller.to_bytes()),
                    (HeaderName::RemotePartyId, party.to_bytes()),
                ]
            }
            Self::Withheld => vec![(HeaderName::Privacy, Privacy::new([PrivacyKind::Id]).to_bytes())],
        }
    }
}

impl Call {
    /// What a phone's INVITE carries besides what makes it one: who calls, and what the caller sent along.
    pub(super) fn headers_for_phone(&self, caller: &NameAddr) -> Vec<(HeaderName, Bytes)> {
        let mut headers = self.presentation.headers(caller);
        let moved = self.transfer_headers();
        let is_moved = |name: &HeaderName| moved.iter().any(|(own, _)| own == name);
        headers.extend(self.carried.iter().filter(|(name, _)| !is_moved(name)).cloned());
        headers.extend(moved);
        headers
    }
}

#[cfg(test)]
mod tests {
    use sip_stack::message::{HeaderName, Headers, NameAddr, Uri};

    use super::Presentation;

    fn asks(privacy: &str) -> Presentation {
        let mut headers = Headers::new();
        headers.push(HeaderName::Privacy, privacy);
        Presentation::of(&headers)
    }

    #[test]
    fn who_asks_for_it_is_unknown_and_who_cannot_be_understood_too() {
        for withheld in ["id", "user;critical", "header", "i d", ""] {
            assert_eq!(asks(withheld), Presentation::Withheld, "{withheld}");
        }
        for open in ["none", "session", "history"] {
            assert_eq!(asks(open), Presentation::Open, "{open}");
        }
        assert_eq!(Presentation::of(&Headers::new()), Presentation::Open);
    }

    #[test]
    fn an_unknown_caller_is_named_in_no_header() {
        let caller = NameAddr::new("sip:101@office.example".parse::<Uri>().unwrap()).with_display("Alice");
        let shown = Presentation::Withheld.from(caller.clone()).to_string();
        assert_eq!(shown, "\"Anonymous\" <sip:anonymous@anonymous.invalid>");
        let headers = Presentation::Withheld.headers(&caller);
        assert_eq!(headers, [(HeaderName::Privacy, "id".into())]);
        let open = Presentation::Open.headers(&caller);
        assert!(
            open.iter()
                .all(|(_, value)| value.starts_with(b"\"Alice\" <sip:101@office.example>"))
        );
    }
}
