//! Whose a call is that comes in: told by where it comes from, never by what it says of itself.

use std::net::SocketAddr;

use config::Trunk;
use sip_stack::auth::Login;
use sip_stack::flow::Flow;
use sip_stack::message::{HeaderName, Headers, Request, Uri};
use sip_stack::transport::tls::PeerNames;
use sip_stack::user_agent::Terms;

use super::state::{House, LiveAccount, LiveTrunk};
use super::{Channel, caller, numbers};
use crate::call::{CameBy, HeaderPolicy, Party, number_of};

/// An INVITE that may be a trunk's.
#[derive(Clone, Copy, Debug)]
pub struct Arrival<'a> {
    /// What it came over.
    pub flow: &'a Flow,
    /// What the peer has proved to be with its certificate.
    pub certified: Option<&'a PeerNames>,
    /// The INVITE.
    pub request: &'a Request,
}

/// What is found about an INVITE.
#[derive(Debug)]
pub enum Whose {
    /// No trunk's: the caller must prove to be a user.
    Nobodys,
    /// A trunk's, for a number of ours.
    Trunks {
        /// Who calls.
        caller: Party,
        /// By which trunk, and for which number.
        came_by: CameBy,
        /// The trunk's codecs.
        codecs: Vec<media::codec::Codec>,
        /// Whether its audio is encrypted.
        encryption: media::offer_answer::Encryption,
        /// Our address of media towards it, where it has one of its own.
        media_ip: Option<std::net::IpAddr>,
        /// What is asked of it and granted.
        terms: Terms,
        /// What its challenges to our requests are answered with.
        login: Option<Box<Login>>,
        /// What of its headers crosses.
        policy: Box<HeaderPolicy>,
        /// Its place on the trunk.
        channel: Channel,
    },
    /// A trunk's, for a number that is not ours.
    Unknown {
        /// The trunk's name.
        trunk: String,
    },
    /// A trunk's, but it may not have another call now.
    Full {
        /// The trunk's name.
        trunk: String,
        /// What is full.
        reason: &'static str,
    },
}

/// The trunk that a request comes from and the number of ours it is for, as far as that can be told. Of several
/// trunks behind one address the one whose number was dialled; then the one that has proved its name, is registered
/// at just there, has the exact port, whose account or whose domain is named.
pub(super) fn find(
    house: &House,
    live: &[LiveTrunk],
    arrival: Arrival<'_>,
) -> Option<(usize, Option<String>)> {
    let line = line_of(arrival.request.uri());
    let by_line = live.iter().position(|trunk| {
        let own = |account: &LiveAccount| line.as_deref() == Some(&*account.line);
        trunk.accounts.iter().any(own)
    });
    if let Some(index) = by_line {
        let trunk = house.trunks.get(index)?;
        return Some((index, dialled(trunk, arrival.request)));
    }
    let candidates = house.trunks.iter().zip(live).enumerate();
    let candidates = candidates.filter_map(|(index, (trunk, live))| {
        let proof = proof(trunk, live, &arrival)?;
        Some((index, trunk, live, proof))
    });
    candidates
        .map(|(index, trunk, live, proof)| {
            let number = dialled(trunk, arrival.request);
            let marks = (
                number.is_some(),
                proof,
                has_port(trunk, live, arrival.flow.remote),
                names_account(trunk, arrival.request),
                names_domain(trunk, arrival.request),
            );
            (marks, index, number)
        })
        // The first of those that are alike.
        .max_by(|(a, a_index, _), (b, b_index, _)| a.cmp(b).then(b_index.cmp(a_index)))
        .map(|(_, index, number)| (index, number))
}

pub(super) fn party(trunk: &Trunk, headers: &Headers) -> Party {
    caller::of(trunk, headers)
}

/// What shows that a request is a trunk's, the best last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Proof {
    /// Its address.
    Address,
    /// It came by the way on which we are registered: over our own connection, or from the registrar's port.
    Registration,
    /// A name in its certificate.
    Certificate,
}

fn proof(trunk: &Trunk, live: &LiveTrunk, arrival: &Arrival<'_>) -> Option<Proof> {
    let named = |name: &String| arrival.certified.is_some_and(|names| names.contains(name));
    if trunk.certificates.iter().any(named) {
        return Some(Proof::Certificate);
    }
    let Flow {
        transport, remote, ..
    } = *arrival.flow;
    let remote = SocketAddr::new(remote.ip().to_canonical(), remote.port());
    let registrar = |account: &LiveAccount| account.registrar == Some((transport, remote));
    if live.accounts.iter().any(registrar) {
        return Some(Proof::Registration);
    }
    // Phones may stand behind the address of a server, so its port counts wherever it tells something.
    let same = |own: SocketAddr| own.ip() == remote.ip() && (transport.is_reliable() || own == remote);
    let allowed = if trunk.allow.is_empty() && trunk.certificates.is_empty() {
        let mut hops = live.servers.iter().flat_map(|server| &server.hops);
        hops.any(|hop| same(hop.remote))
    } else {
        trunk.allow.iter().any(|source| source.holds(remote))
    };
    allowed.then_some(Proof::Address)
}

fn has_port(trunk: &Trunk, live: &LiveTrunk, from: SocketAddr) -> bool {
    let exact = trunk
        .allow
        .iter()
        .any(|source| source.port.is_some() && source.holds(from));
    let mut hops = live.servers.iter().flat_map(|server| &server.hops);
    exact || hops.any(|hop| hop.remote.port() == from.port())
}

fn names_account(trunk: &Trunk, request: &Request) -> bool {
    let user = number_of(request.uri());
    trunk
        .accounts
        .iter()
        .any(|account| Some(&account.username) == user.as_ref())
}

fn names_domain(trunk: &Trunk, request: &Request) -> bool {
    let from = request.headers().from().ok();
    let from = from.as_ref().map(sip_stack::message::NameAddr::uri);
    [Some(request.uri()), from]
        .into_iter()
        .flatten()
        .filter_map(Uri::as_sip)
        .any(|uri| uri.host().to_string().eq_ignore_ascii_case(&trunk.domain))
}

fn line_of(uri: &Uri) -> Option<String> {
    uri.as_sip()?.params().get("line").map(|line| line.to_string())
}

/// The number of ours that was dialled: of the Request-URI; where that names the account, of P-Called-Party-ID
/// (RFC 7315 §4.2) or To.
fn dialled(trunk: &Trunk, request: &Request) -> Option<String> {
    let headers = request.headers();
    let called = headers
        .addresses(HeaderName::from_static("P-Called-Party-ID"))
        .unwrap_or_default();
    let named = called.first().and_then(|called| number_of(called.uri()));
    let to = headers.to().ok().and_then(|to| number_of(to.uri()));
    let numbers = [number_of(request.uri()), named, to].into_iter().flatten();
    numbers
        .map(|number| numbers::received(&trunk.numbering, &number))
        .find(|number| trunk.numbers.iter().any(|range| range.holds(number)))
}

#[cfg(test)]
#[path = "inbound_tests.rs"]
mod tests;
