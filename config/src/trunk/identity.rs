//! `identity`: which headers say who calls, both ways.

use yaml::{Mistakes, Node};

use super::choice;

const HEADERS_MAX: usize = 4;
const HEADERS: [(&str, IdentityHeader); 3] = [
    ("pai", IdentityHeader::Asserted),
    ("ppi", IdentityHeader::Preferred),
    ("rpid", IdentityHeader::RemoteParty),
];
const FROM: [(&str, bool); 2] = [("number", false), ("account", true)];

/// A header that says who calls, besides From.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IdentityHeader {
    /// P-Asserted-Identity (RFC 3325 §9.1).
    Asserted,
    /// P-Preferred-Identity (RFC 3325 §9.2).
    Preferred,
    /// Remote-Party-ID, older than both.
    RemoteParty,
}

/// Who is told what of a caller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// Headers that carry the caller's number to the trunk.
    pub send: Vec<IdentityHeader>,
    /// Headers of the trunk that are believed before From, first first.
    pub trust: Vec<IdentityHeader>,
    /// From names the account instead of the caller, as some trunks want it.
    pub from_account: bool,
    /// A call that was passed on names who passed it on in Diversion (RFC 5806).
    pub diversion: bool,
    /// The same in History-Info (RFC 7044), for trunks that go by it.
    pub history: bool,
    /// The trunk keeps a hidden number hidden (RFC 3325 §7): it may be told it. Otherwise it hears nothing.
    pub trusted: bool,
}

impl Default for Identity {
    fn default() -> Self {
        Self {
            send: vec![IdentityHeader::Asserted],
            trust: vec![IdentityHeader::Asserted, IdentityHeader::RemoteParty],
            from_account: false,
            diversion: true,
            history: false,
            trusted: true,
        }
    }
}

impl Identity {
    pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let default = Self::default();
        let mut fields = node.fields("`identity`", mistakes)?;
        let mut headers = |name, default, mistakes: &mut Mistakes<'_>| match fields.take(name, mistakes) {
            Some(node) => headers(node, mistakes),
            None => Some(default),
        };
        let send = headers("send", default.send, mistakes);
        let trust = headers("trust", default.trust, mistakes);
        let from_account = match fields.take("from", mistakes) {
            Some(node) => choice::word(node, &FROM, mistakes),
            None => Some(default.from_account),
        };
        let mut flag = |name, default, mistakes: &mut Mistakes<'_>| match fields.take(name, mistakes) {
            Some(node) => choice::flag(node, mistakes),
            None => Some(default),
        };
        let diversion = flag("diversion", default.diversion, mistakes);
        let history = flag("history", default.history, mistakes);
        let trusted = flag("trusted", default.trusted, mistakes);
        fields.finish(mistakes);
        Some(Self {
            send: send?,
            trust: trust?,
            from_account: from_account?,
            diversion: diversion?,
            history: history?,
            trusted: trusted?,
        })
    }
}

/// `[pai, rpid]`; `[]` for none.
fn headers(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<IdentityHeader>> {
    let items = match &node.value {
        yaml::Value::List(items) if items.is_empty() => return Some(Vec::new()),
        _ => choice::one_or_more(node, HEADERS_MAX, mistakes)?,
    };
    choice::each(items, mistakes, |node, mistakes| {
        choice::word(node, &HEADERS, mistakes)
    })
}
