//! How a caller is shown to the one it calls (RFC 3323, RFC 3325).
//!
//! The switch knows who calls from the account that was proved; what a phone claims in P-Asserted-Identity or
//! Remote-Party-ID is not read. What it asks in Privacy is kept: its name and number then leave the switch in no header.
//! The same goes for a caller who names nobody in From, as phones do that "call anonymously" (RFC 3323 §4.1.1.3).

use bytes::Bytes;
use sip_stack::message::{
    HeaderName, HeaderValue, Headers, Host, NameAddr, PartyRole, Privacy, PrivacyKind, RemotePartyId,
    RpidPrivacy, SipUri, Uri,
};

use super::call::Call;

/// Who is named where nobody is to be named (RFC 3323 §4.1.1.3).
const NOBODY: &str = "anonymous";
/// The host of such a name.
const NOWHERE: &str = "anonymous.invalid";

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
        match wants_to_be_unknown(headers) {
            true => Self::Withheld,
            false => Self::Open,
        }
    }

    /// The From that the far end sees (RFC 3323 §4.1.1.3).
    pub(super) fn from(&self, caller: NameAddr) -> NameAddr {
        match self {
            Self::Open => caller,
            Self::Withheld => {
                let nowhere = Host::Name(NOWHERE.into());
                NameAddr::new(SipUri::new(Some(NOBODY), nowhere)).with_display("Anonymous")
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

/// Whether the sender of an INVITE wants to be unknown: it says so in Privacy, or it names nobody. A caller whom
/// Remote-Party-ID withholds wants it too. What cannot be read is taken for such a wish.
#[must_use]
pub fn wants_to_be_unknown(headers: &Headers) -> bool {
    let asks = match headers.one::<Privacy>() {
        Ok(privacy) => privacy.is_some_and(|privacy| privacy.hides_identity()),
        Err(_) => true,
    };
    asks || headers.from().is_ok_and(|from| is_nobody(from.uri())) || withheld_party(headers)
}

/// Whether an address is nobody's: the one of callers who want to be unknown.
#[must_use]
pub fn is_nobody(uri: &Uri) -> bool {
    let Some(uri) = uri.as_sip() else { return false };
    let named = uri.user().is_some_and(|user| user.eq_ignore_ascii_case(NOBODY));
    let placed = matches!(uri.host(), Host::Name(name) if name.eq_ignore_ascii_case(NOWHERE));
    named || placed
}

fn withheld_party(headers: &Headers) -> bool {
    let Ok(parties) = headers.list::<RemotePartyId>() else {
        return headers.has(HeaderName::RemotePartyId);
    };
    let hides = |party: &RemotePartyId| matches!(party.privacy(), RpidPrivacy::Uri | RpidPrivacy::Full);
    parties
        .iter()
        .any(|party| party.role() != Some(PartyRole::Called) && hides(party))
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
    fn who_names_nobody_or_is_withheld_by_remote_party_id_is_unknown() {
        let said = |name: HeaderName, value: &str| {
            let mut headers = Headers::new();
            headers.push(name, value);
            Presentation::of(&headers)
        };
        for from in [
            "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1",
            "<sip:Anonymous@office.example>;tag=1",
            "<sip:anonymous.invalid>;tag=1",
        ] {
            assert_eq!(said(HeaderName::From, from), Presentation::Withheld, "{from}");
        }
        let own = "\"Anonymous\" <sip:101@office.example>;tag=1";
        assert_eq!(
            said(HeaderName::From, own),
            Presentation::Open,
            "a name is no address"
        );
        for (party, shown) in [
            ("<sip:1@h>;privacy=full", Presentation::Withheld),
            ("<sip:1@h>;party=calling;privacy=uri", Presentation::Withheld),
            ("<sip:1@h>;party=calling;privacy=off", Presentation::Open),
            ("<sip:1@h>;party=called;privacy=full", Presentation::Open),
            ("<sip:1@h>", Presentation::Open),
            ("nonsense", Presentation::Withheld),
        ] {
            assert_eq!(said(HeaderName::RemotePartyId, party), shown, "{party}");
        }
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
