//! A trunk's accounts, as registrations.

use sip_stack::flow::Target;
use sip_stack::message::{NameAddr, SipUri, Uri};
use sip_stack::registration::{Account, Registration};
use sip_stack::tokens::Tokens;

use super::caller;
use super::compose::login;
use super::state::House;
use crate::call::host;

/// Which account of which trunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct AccountId {
    pub(super) trunk: usize,
    pub(super) account: usize,
}

/// The accounts that register.
pub(super) fn all(house: &House) -> Vec<AccountId> {
    let of = |(trunk, settings): (usize, &config::Trunk)| {
        let accounts = settings.accounts.iter().enumerate();
        accounts
            .filter(|(_, account)| account.register)
            .map(move |(account, _)| AccountId { trunk, account })
            .collect::<Vec<_>>()
    };
    house.trunks.iter().enumerate().flat_map(of).collect()
}

/// Where the servers of a trunk are, as far as it is known: by priority, each in the order of DNS.
pub(super) fn servers(house: &House, trunk: usize) -> Vec<Target> {
    let live = house.live();
    let (Some(settings), Some(standing)) = (house.trunks.get(trunk), live.trunks.get(trunk)) else {
        return Vec::new();
    };
    let mut servers: Vec<_> = settings.servers.iter().zip(&standing.servers).collect();
    servers.sort_by_key(|(server, _)| server.priority);
    let hops = servers.into_iter().flat_map(|(_, live)| &live.hops);
    hops.filter_map(|hop| house.local.target(hop.transport, hop.remote, &settings.domain))
        .collect()
}

/// A registration that has not begun; its contact carries a mark by which calls for it are known (`line`).
/// `None`: no server's address is known yet.
pub(super) fn machine(house: &House, id: AccountId, tokens: &mut Tokens) -> Option<Registration> {
    let trunk = house.trunks.get(id.trunk)?;
    let settings = trunk.accounts.get(id.account)?;
    let servers = servers(house, id.trunk);
    let flow = match servers.first()? {
        Target::Flow(flow) => *flow,
        Target::Address { transport, remote }
        | Target::Located {
            transport, remote, ..
        } => house.local.flow(*transport, *remote)?,
        Target::Uri(_) => return None,
    };
    let mut live = house.live();
    let account = live.trunks.get_mut(id.trunk)?.accounts.get_mut(id.account)?;
    let contact = house
        .local
        .contact(&flow, Some(&settings.username), trunk.advertise.as_deref())
        .with_param("line", &account.line);
    let contact = Uri::Sip(contact);
    account.contact = Some(contact.clone());
    let account = Account {
        address: NameAddr::new(caller::uri(trunk, &settings.username)),
        registrar: Uri::Sip(SipUri::new(None, host(&trunk.domain))),
        contact,
        servers,
        login: login(settings),
        expires_s: u32::try_from(settings.expires.as_secs()).unwrap_or(u32::MAX),
        persistent: true,
    };
    Some(Registration::new(account, tokens))
}
