//! What an INVITE to a trunk says.

use bytes::Bytes;
use config::{Trunk, TrunkAccount};
use media::offer_answer::Encryption;
use sip_stack::auth::Login;
use sip_stack::message::{HeaderName, NameAddr, Transport};
use sip_stack::user_agent::{Reliable, Terms};

use super::caller;
use super::numbers;
use super::sent_on;
use super::state::{House, LiveAccount, LiveTrunk};
use crate::call::{Carries, Gateway, HeaderPolicy, WayId, Wish};
use crate::service::encryption::{Privacy, encryption};
use crate::service::headers;

/// The way as a call needs it. `None`: it is not to be reached from here.
pub(super) fn gateway(house: &House, live: &LiveTrunk, way: WayId, wish: &Wish) -> Option<Gateway> {
    let trunk = house.trunks.get(way.trunk)?;
    let WayId {
        transport: carried,
        remote,
        ..
    } = way;
    let flow = house.local.flow(carried, remote)?;
    let speaker = speaker(trunk, live, Some(wish));
    let account = speaker.map(|(account, _)| account);
    let registered = speaker.map(|(_, live)| live).filter(|live| live.registered);
    let user = account.map(|account| account.username.as_str());
    let contact = registered.and_then(|account| account.contact.clone());
    let contact = contact.unwrap_or_else(|| {
        house
            .local
            .contact(&flow, user, trunk.advertise.as_deref())
            .into()
    });
    let number = numbers::sent(
        &trunk.numbering,
        &numbers::dialled(&trunk.numbering, &wish.number),
    );
    let uri = caller::uri(trunk, &number);
    let to = NameAddr::new(uri.clone());
    let (from, mut headers) = caller::tell(trunk, wish, account);
    headers.extend(sent_on::tell(trunk, wish, &to));
    let policy = policy(trunk);
    Some(Gateway {
        way,
        trunk: trunk.name.clone(),
        to,
        uri: uri.into(),
        from,
        local_contact: contact,
        target: house.local.target(carried, remote, &trunk.domain)?,
        media_ip: trunk
            .media_advertise
            .unwrap_or_else(|| house.local.addresses.media_ip(&flow)),
        route: registered
            .filter(|account| account.registrar == Some((carried, remote)))
            .map(|account| account.route.clone())
            .unwrap_or_default(),
        headers: crossing(&policy, wish, headers),
        policy,
        terms: terms(house, trunk),
        login: account.map(login),
        failover: trunk.failover.statuses.clone(),
        answer_within: trunk.failover.answer_within,
        codecs: house.codecs.get(way.trunk)?.clone(),
        encryption: encrypted(trunk, carried),
    })
}

/// The account in whose name we speak to a trunk: the one named like the caller's number, else the first that is
/// registered, else the first.
pub(super) fn speaker<'a>(
    trunk: &'a Trunk,
    live: &'a LiveTrunk,
    wish: Option<&Wish>,
) -> Option<(&'a TrunkAccount, &'a LiveAccount)> {
    let accounts = || trunk.accounts.iter().zip(&live.accounts);
    let named = |(account, live): &(&TrunkAccount, &LiveAccount)| {
        let stands = live.registered || !account.register;
        stands && wish.is_some_and(|wish| caller::is_named(trunk, wish, account))
    };
    accounts()
        .find(named)
        .or_else(|| accounts().find(|(_, live)| live.registered))
        .or_else(|| accounts().next())
}

/// Whether its audio is encrypted.
pub(super) fn encrypted(trunk: &Trunk, transport: Transport) -> Encryption {
    let privacy = Privacy {
        srtp: trunk.srtp.unwrap_or_default(),
        keys: trunk.keys.unwrap_or_default(),
    };
    encryption(privacy, transport)
}

/// What a trunk is asked for beyond the plain.
pub(super) fn terms(house: &House, trunk: &Trunk) -> Terms {
    Terms {
        reliable: match trunk.reliable {
            config::Reliable::Off => Reliable::Off,
            config::Reliable::Supported => Reliable::Supported,
            config::Reliable::Required => Reliable::Required,
        },
        ..house.terms
    }
}

pub(super) fn login(account: &config::TrunkAccount) -> Login {
    let name = account.auth_name.as_ref().unwrap_or(&account.username);
    let login = Login::new(name, account.password.expose());
    match &account.realm {
        Some(realm) => login.in_realm(realm),
        None => login,
    }
}

/// The identity that the trunk is told, and what crosses from the caller. What crosses says nothing that we say.
fn crossing(
    policy: &HeaderPolicy,
    wish: &Wish,
    mut told: Vec<(HeaderName, Bytes)>,
) -> Vec<(HeaderName, Bytes)> {
    told.retain(|(name, _)| policy.keeps(name));
    let mut crossed = wish.policy.onward(policy, Carries::Invite, &wish.headers);
    // Whoever brought a history counts in it: ours would be another.
    if crossed.iter().any(|(name, _)| *name == HeaderName::HistoryInfo) {
        told.retain(|(name, _)| *name != HeaderName::HistoryInfo);
    }
    crossed.retain(|(name, _)| !told.iter().any(|(own, _)| own == name));
    told.extend(crossed);
    told
}

/// What of a trunk's headers crosses, both ways.
pub(super) fn policy(trunk: &Trunk) -> HeaderPolicy {
    let plain = match trunk.identity.trust.is_empty() {
        true => HeaderPolicy::default(),
        false => HeaderPolicy::trusted(),
    };
    headers::policy(&trunk.headers, plain)
}

#[cfg(test)]
#[path = "compose_tests.rs"]
mod tests;
