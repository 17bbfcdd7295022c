//! What an INVITE to a trunk says.

use bytes::Bytes;
use config::Trunk;
use sip_stack::auth::Login;
use sip_stack::message::{HeaderName, NameAddr};
use sip_stack::user_agent::{Reliable, Terms};

use super::caller;
use super::numbers;
use super::state::{House, LiveTrunk};
use crate::call::{Gateway, WayId, Wish};

/// The way as a call needs it. `None`: it is not to be reached from here.
pub(super) fn gateway(house: &House, live: &LiveTrunk, way: WayId, wish: &Wish) -> Option<Gateway> {
    let trunk = house.trunks.get(way.trunk)?;
    let WayId {
        transport: carried,
        remote,
        ..
    } = way;
    let flow = house.local.flow(carried, remote)?;
    let registered = live.accounts.iter().find(|account| account.registered);
    let account = trunk.accounts.first();
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
    let (from, headers) = caller::tell(trunk, wish);
    Some(Gateway {
        way,
        trunk: trunk.name.clone(),
        to: NameAddr::new(uri.clone()),
        uri: uri.into(),
        from,
        local_contact: contact,
        target: house.local.target(carried, remote, &trunk.domain)?,
        media_ip: trunk
            .media_advertise
            .unwrap_or_else(|| house.local.addresses.media_ip(&flow)),
        route: registered
            .map(|account| account.route.clone())
            .unwrap_or_default(),
        headers: ruled(trunk, wish, headers),
        terms: terms(house, trunk),
        login: account.map(login),
        failover: trunk.failover.statuses.clone(),
        answer_within: trunk.failover.answer_within,
        codecs: house.codecs.get(way.trunk)?.clone(),
    })
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

/// Headers that pass from the caller and those that are added, without those that are taken away.
fn ruled(trunk: &Trunk, wish: &Wish, mut headers: Vec<(HeaderName, Bytes)>) -> Vec<(HeaderName, Bytes)> {
    let named = |name: &String| HeaderName::parse(name.as_bytes());
    for name in trunk.headers.pass.iter().filter_map(named) {
        let values = wish.headers.values(name.clone());
        headers.extend(values.map(|value| (name.clone(), Bytes::copy_from_slice(value))));
    }
    for (name, value) in &trunk.headers.add {
        headers.extend(named(name).map(|name| (name, Bytes::copy_from_slice(value.as_bytes()))));
    }
    let removed: Vec<_> = trunk.headers.remove.iter().filter_map(named).collect();
    headers.retain(|(name, _)| !removed.contains(name));
    headers
}
