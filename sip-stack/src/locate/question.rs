//! What DNS is asked, and what it says.

use std::net::IpAddr;
use std::sync::Arc;

use super::{Naptr, Srv};

/// A question to DNS.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Question {
    /// The name, without a dot at its end.
    pub name: Arc<str>,
    /// What is asked about it.
    pub kind: RecordKind,
}

/// The kinds of records that matter here.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum RecordKind {
    /// Services and their transports (RFC 3403).
    Naptr,
    /// Hosts of a service (RFC 2782).
    Srv,
    /// IPv4 addresses.
    A,
    /// IPv6 addresses.
    Aaaa,
}

/// The records of a name; none where the name or the kind does not exist.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Records {
    /// To a question for NAPTR.
    Naptr(Vec<Naptr>),
    /// To a question for SRV.
    Srv(Vec<Srv>),
    /// To a question for A or AAAA.
    Addresses(Vec<IpAddr>),
}
