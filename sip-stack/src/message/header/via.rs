//! Via (RFC 3261 §20.42, RFC 3581).

use std::fmt;
use std::io::Write;
use std::net::IpAddr;

use bytes::Bytes;
use memchr::memchr;

use super::{HeaderError, HeaderErrorKind, HeaderName, Headers};
use crate::message::lexis::{find_bare, is_space, is_token, list, trim};
use crate::message::params::Params;
use crate::message::text::Text;
use crate::message::{HostPort, Transport};

/// Room for most Vias.
const BYTES_USUAL: usize = 128;

/// One hop of the way back.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Via {
    transport: Text,
    sent_by: HostPort,
    params: Params,
}

impl Via {
    /// A Via of our own.
    pub fn new(transport: Transport, sent_by: HostPort) -> Self {
        Self {
            transport: transport.as_str().into(),
            sent_by,
            params: Params::new(),
        }
    }

    /// The same with that branch.
    #[must_use]
    pub fn with_branch(mut self, branch: &str) -> Self {
        self.params.set("branch", branch);
        self
    }

    /// The same, asking for the port the request came from (RFC 3581 §3).
    #[must_use]
    pub fn with_rport(mut self) -> Self {
        self.params.set_flag("rport");
        self
    }

    /// Reads one Via value.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderErrorKind> {
        Self::read(&Bytes::copy_from_slice(value))
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (params_at, rest) = match find_bare(value, b';', false) {
            Some(at) => (at, &value[..at]),
            None => (value.len(), &value[..]),
        };
        let (name, rest) = until_slash(rest)?;
        let (version, rest) = until_slash(rest)?;
        if !name.eq_ignore_ascii_case(b"SIP") || !is_token(version) {
            return Err(HeaderErrorKind::Protocol);
        }
        let rest = trim(rest);
        let end = rest
            .iter()
            .position(|byte| is_space(*byte))
            .ok_or(HeaderErrorKind::Protocol)?;
        if !is_token(&rest[..end]) {
            return Err(HeaderErrorKind::Protocol);
        }
        let transport = Text::new(value.slice_ref(&rest[..end])).ok_or(HeaderErrorKind::Protocol)?;
        let sent_by = HostPort::parse(&rest[end..])?;
        let params = Params::read(&value.slice(params_at..)).ok_or(HeaderErrorKind::Params)?;
        Ok(Self {
            transport,
            sent_by,
            params,
        })
    }

    /// The transport, if it is one of ours.
    pub fn transport(&self) -> Option<Transport> {
        Transport::parse(self.transport.as_bytes())
    }

    /// The transport as written.
    pub fn transport_token(&self) -> &str {
        &self.transport
    }

    /// Who sent the request and wants the response.
    pub fn sent_by(&self) -> &HostPort {
        &self.sent_by
    }

    /// The transaction's identifier (§8.1.1.7); `None` if absent or empty.
    pub fn branch(&self) -> Option<&str> {
        self.params.get("branch").filter(|branch| !branch.is_empty())
    }

    /// The address the request really came from (§18.2.1); `None` if absent or not an address.
    pub fn received(&self) -> Option<IpAddr> {
        let text = self.params.get("received")?;
        // Interop: RFC 5118 §4.5: IPv6 is written with and without brackets.
        text.strip_prefix('[')
            .and_then(|text| text.strip_suffix(']'))
            .unwrap_or(text)
            .parse()
            .ok()
    }

    /// `Some(None)`: the port is asked for; `Some(Some(_))`: filled in (RFC 3581).
    pub fn rport(&self) -> Option<Option<u16>> {
        let value = self.params.get("rport")?;
        if value.is_empty() {
            Some(None)
        } else {
            value.parse().ok().map(Some)
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(BYTES_USUAL);
        // Writing to a Vec cannot fail.
        let _ = write!(out, "SIP/2.0/{} {}", self.transport, self.sent_by);
        self.params.write(&mut out);
        out
    }

    /// Its parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Its parameters, to be changed.
    pub fn params_mut(&mut self) -> &mut Params {
        &mut self.params
    }
}

fn until_slash(bytes: &[u8]) -> Result<(&[u8], &[u8]), HeaderErrorKind> {
    let at = bytes
        .iter()
        .position(|byte| *byte == b'/')
        .ok_or(HeaderErrorKind::Protocol)?;
    Ok((trim(&bytes[..at]), &bytes[at + 1..]))
}

impl fmt::Display for Via {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SIP/2.0/{} {}{}", self.transport, self.sent_by, self.params)
    }
}

impl Headers {
    /// The topmost Via: the last hop.
    pub fn via(&self) -> Result<Via, HeaderError> {
        if let Some(known) = self.known.via() {
            return Ok(known.clone());
        }
        let (item, offset) = self
            .items(&HeaderName::Via)
            .next()
            .ok_or(HeaderErrorKind::Missing.of(HeaderName::Via))?;
        Via::read(&item).map_err(|kind| kind.at(HeaderName::Via, offset))
    }

    /// All Vias, last hop first.
    pub fn vias(&self) -> Result<Vec<Via>, HeaderError> {
        self.items(&HeaderName::Via)
            .map(|(item, offset)| Via::read(&item).map_err(|kind| kind.at(HeaderName::Via, offset)))
            .collect()
    }

    /// Checks that there is a Via and each can be read, and keeps the topmost.
    pub(crate) fn check_vias(&mut self) -> Result<(), HeaderError> {
        let mut vias = self
            .items(&HeaderName::Via)
            .map(|(item, offset)| Via::read(&item).map_err(|kind| kind.at(HeaderName::Via, offset)));
        let top = vias
            .next()
            .unwrap_or_else(|| Err(HeaderErrorKind::Missing.of(HeaderName::Via)))?;
        vias.try_for_each(|via| via.map(drop))?;
        drop(vias);
        self.known.keep_via(top);
        Ok(())
    }

    /// Adds a Via on top.
    pub fn push_via(&mut self, via: &Via) {
        self.push_front(HeaderName::Via, via.to_bytes());
    }

    /// Replaces the topmost Via; those that share its line stay.
    pub fn set_via(&mut self, via: &Via) {
        let mut value = via.to_bytes();
        if let Some(below) = self.vias_below_top() {
            value.extend_from_slice(b", ");
            value.extend_from_slice(&below);
        }
        self.replace_first(HeaderName::Via, value);
        self.known.keep_via(via.clone());
    }

    /// Removes the topmost Via; those that share its line stay.
    pub fn pop_via(&mut self) {
        match self.vias_below_top() {
            Some(below) => self.replace_first(HeaderName::Via, below),
            None => drop(self.remove_first(HeaderName::Via)),
        }
    }

    /// What follows the first comma of the first Via line.
    fn vias_below_top(&self) -> Option<Vec<u8>> {
        let line = self.first(HeaderName::Via)?;
        memchr(b',', line)?;
        let below: Vec<_> = list(line, b',').skip(1).collect();
        (!below.is_empty()).then(|| below.join(b", ".as_slice()))
    }
}
