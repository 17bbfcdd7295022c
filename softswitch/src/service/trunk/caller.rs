//! Who calls: as a trunk tells us, and as we tell a trunk (RFC 3325, RFC 3323).

use bytes::Bytes;
use config::{IdentityHeader, Trunk, TrunkAccount};
use sip_stack::message::{HeaderName, Headers, Host, NameAddr, SipUri};

use super::numbers;
use crate::call::{Party, Wish, host, number_of, wants_to_be_unknown};

/// The number of a caller who does not want to be known.
const ANONYMOUS: &str = "anonymous";

/// The caller of a trunk's INVITE: what the trunk asserts before what the caller wrote, in E.164.
pub(super) fn of(trunk: &Trunk, headers: &Headers) -> Party {
    let from = headers.from().ok();
    let asserted = trunk.identity.trust.iter().find_map(|kind| {
        let addresses = headers.addresses(name(*kind)).unwrap_or_default();
        addresses
            .into_iter()
            .find(|address| number_of(address.uri()).is_some())
    });
    let named = from.as_ref().is_some_and(|from| number_of(from.uri()).is_some());
    let Some(address) = asserted
        .or(from)
        .filter(|_| named && !wants_to_be_unknown(headers))
    else {
        return Party {
            number: String::from(ANONYMOUS),
            name: Some(String::from("Anonymous")),
        };
    };
    let number = number_of(address.uri()).unwrap_or_default();
    Party {
        number: numbers::received(&trunk.numbering, &number),
        name: address.display().filter(|name| !name.is_empty()),
    }
}

/// The number that a trunk is told of a caller, in E.164 where it is known so. `None`: there is none to tell.
fn number<'a>(trunk: &'a Trunk, wish: &'a Wish) -> Option<&'a str> {
    match &wish.came_by {
        Some(_) if wish.caller.number.starts_with('+') => Some(&wish.caller.number),
        Some(came_by) => Some(&came_by.number),
        None => trunk.caller_id.of(&wish.caller.number),
    }
}

/// Whether an account has the caller's number for its name, in whichever form.
pub(super) fn is_named(trunk: &Trunk, wish: &Wish, account: &TrunkAccount) -> bool {
    let bare = |number: &str| number.trim_start_matches('+').to_owned();
    number(trunk, wish).is_some_and(|number| {
        bare(&account.username) == bare(number) || account.username == numbers::sent(&trunk.numbering, number)
    })
}

/// From, and the headers that say more; `account`: in whose name.
pub(super) fn tell(
    trunk: &Trunk,
    wish: &Wish,
    account: Option<&TrunkAccount>,
) -> (NameAddr, Vec<(HeaderName, Bytes)>) {
    let account = account.map(|account| account.username.clone());
    let number = number(trunk, wish).map(|number| numbers::sent(&trunk.numbering, number));
    let hidden = wish.private || wish.caller.number == ANONYMOUS;
    let shown = number
        .or_else(|| account.clone())
        .unwrap_or_else(|| wish.caller.number.clone());
    let user = match account {
        Some(account) if trunk.identity.from_account => account,
        _ => shown.clone(),
    };
    let named = |user: &str| {
        let address = NameAddr::new(uri(trunk, user));
        match &wish.caller.name {
            Some(name) if !hidden => address.with_display(name),
            _ => address,
        }
    };
    let from = if hidden && !trunk.identity.from_account {
        let nowhere = Host::Name("anonymous.invalid".into());
        NameAddr::new(SipUri::new(Some(ANONYMOUS), nowhere)).with_display("Anonymous")
    } else {
        named(&user)
    };
    let mut headers = Vec::new();
    if !hidden || trunk.identity.trusted {
        for kind in &trunk.identity.send {
            let mut value = named(&shown).to_bytes().to_vec();
            if *kind == IdentityHeader::RemoteParty {
                let privacy = if hidden { "full" } else { "off" };
                value.extend_from_slice(format!(";party=calling;screen=yes;privacy={privacy}").as_bytes());
            }
            headers.push((name(*kind), Bytes::from(value)));
        }
    }
    if hidden {
        headers.push((HeaderName::Privacy, Bytes::from_static(b"id")));
    }
    (from, headers)
}

/// A number at the trunk's domain.
pub(super) fn uri(trunk: &Trunk, number: &str) -> SipUri {
    let uri = SipUri::new(Some(number), host(&trunk.domain));
    if trunk.user_phone {
        uri.with_param("user", "phone")
    } else {
        uri
    }
}

const fn name(kind: IdentityHeader) -> HeaderName {
    match kind {
        IdentityHeader::Asserted => HeaderName::PAssertedIdentity,
        IdentityHeader::Preferred => HeaderName::PPreferredIdentity,
        IdentityHeader::RemoteParty => HeaderName::RemotePartyId,
    }
}
