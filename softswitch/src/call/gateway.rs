//! Ways out of the house: what a call wants of the trunks, and what it is given.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use bytes::Bytes;
use media::codec::Codec;
use media::offer_answer::Encryption;
use sip_stack::auth::Login;
use sip_stack::flow::Target;
use sip_stack::message::{HeaderName, Headers, NameAddr, StatusCode, Transport, Uri};
use sip_stack::user_agent::Terms;

use super::headers::HeaderPolicy;
use super::identity::Party;

/// One server of one trunk, by their places in the settings; and which of the hops that its name leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WayId {
    /// Which trunk.
    pub trunk: usize,
    /// Which of its servers.
    pub server: usize,
    /// What carries requests there.
    pub transport: Transport,
    /// Where that is.
    pub remote: SocketAddr,
}

/// A number outside, and all that decides by which way and as whom it is called.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The number, as it was dialled or as the plan says.
    pub number: String,
    /// The trunks to try, in this order; empty: all.
    pub trunks: Vec<String>,
    /// Who calls.
    pub caller: Party,
    /// The caller does not want to be known (RFC 3323).
    pub private: bool,
    /// The trunk by which the caller came, and the number of ours it dialled; `None`: a user.
    pub came_by: Option<CameBy>,
    /// The user whose phone sent the call on.
    pub diverted_by: Option<String>,
    /// The caller's INVITE, for the headers that cross.
    pub headers: Headers,
    /// What of them crosses.
    pub policy: HeaderPolicy,
    /// Ways that did not take the call.
    pub tried: Vec<WayId>,
}

/// How a call from outside came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CameBy {
    /// The trunk's name.
    pub trunk: String,
    /// The number of ours that was dialled, in E.164.
    pub number: String,
}

/// A way to a number outside, with everything its INVITE says.
#[derive(Clone, Debug)]
pub struct Gateway {
    /// Its place in the settings.
    pub way: WayId,
    /// The trunk's name.
    pub trunk: String,
    /// The Request-URI: the number at the trunk's domain.
    pub uri: Uri,
    /// Who calls, as the trunk is told.
    pub from: NameAddr,
    /// Whom.
    pub to: NameAddr,
    /// Our own Contact towards the trunk.
    pub local_contact: Uri,
    /// The server.
    pub target: Target,
    /// Our own address of media towards it.
    pub media_ip: IpAddr,
    /// Route values.
    pub route: Vec<Bytes>,
    /// Identity, and what crosses.
    pub headers: Vec<(HeaderName, Bytes)>,
    /// What of its own headers crosses.
    pub policy: HeaderPolicy,
    /// What is asked of it and granted.
    pub terms: Terms,
    /// What its challenges are answered with.
    pub login: Option<Login>,
    /// Final statuses that mean "try another way".
    pub failover: Vec<u16>,
    /// How long it may be silent.
    pub answer_within: Duration,
    /// Codecs towards it, best first.
    pub codecs: Vec<Codec>,
    /// Whether its audio is encrypted.
    pub encryption: Encryption,
}

/// Why there is no way, or none left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoWay {
    /// Every way has been tried, or none takes calls at all.
    Left,
    /// All channels are taken, or too many calls begin in this second.
    Full {
        /// When to try again.
        retry_after_s: u32,
    },
    /// The call came from where it would go.
    Loop,
}

/// What a way made of a call it did not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Which one.
    pub way: WayId,
    /// Its final status; 408 for silence, 503 for a transport that failed.
    pub status: StatusCode,
    /// A server that answered wants to be left alone so long.
    pub retry_after_s: Option<u32>,
    /// A response came: the server is alive.
    pub answered: bool,
}
