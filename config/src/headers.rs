//! `headers`: which headers of calls cross to a peer and from it, and which are added or taken away.

use yaml::{Mistakes, Node, Span, Value};

use crate::trunk::choice;

/// Headers of each kind.
const RULES_MAX: usize = 32;

/// Bytes of all values that are added.
const ADDED_BYTES_MAX: usize = 8_192;

/// What belongs to one dialog, one hop, one body or one proof, and so is nobody's to choose.
const OURS: [&str; 52] = [
    "accept",
    "accept-encoding",
    "allow",
    "allow-events",
    "authentication-info",
    "authorization",
    "call-id",
    "contact",
    "content-disposition",
    "content-encoding",
    "content-length",
    "content-type",
    "cseq",
    "event",
    "expires",
    "flow-timer",
    "from",
    "info-package",
    "join",
    "max-breadth",
    "max-forwards",
    "mime-version",
    "min-expires",
    "min-se",
    "path",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-require",
    "rack",
    "record-route",
    "recv-info",
    "refer-sub",
    "refer-to",
    "replaces",
    "require",
    "route",
    "rseq",
    "server",
    "service-route",
    "session-expires",
    "sip-etag",
    "sip-if-match",
    "subscription-state",
    "supported",
    "target-dialog",
    "timestamp",
    "to",
    "unsupported",
    "user-agent",
    "via",
    "warning",
    "www-authenticate",
];

/// Who calls is said as `identity` says.
const IDENTITY: [&str; 4] = [
    "p-asserted-identity",
    "p-preferred-identity",
    "remote-party-id",
    "privacy",
];

/// What happens to the headers of calls with a peer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderRules {
    /// Cross to the peer and from it.
    pub pass: Vec<String>,
    /// Added to what the peer gets, in this order.
    pub add: Vec<(String, String)>,
    /// Cross neither to the peer nor from it, and are not added for it.
    pub remove: Vec<String>,
}

impl HeaderRules {
    /// `{pass: [X-Ticket], add: {X-Site: berlin}, remove: [Diversion]}`.
    pub(crate) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let mut fields = node.fields("`headers`", mistakes)?;
        let pass = names(fields.take("pass", mistakes), mistakes);
        let add = added(fields.take("add", mistakes), mistakes);
        let remove = names(fields.take("remove", mistakes), mistakes);
        fields.finish(mistakes);
        Some(Self {
            pass: pass?,
            add: add?,
            remove: remove?,
        })
    }
}

fn names(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Vec<String>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let items = choice::one_or_more(node, RULES_MAX, mistakes)?;
    choice::each(items, mistakes, |node, mistakes| {
        let text = node.text("a header's name", mistakes)?;
        name(text, node.span, mistakes)
    })
}

fn added(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Vec<(String, String)>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let Value::Map(entries) = &node.value else {
        let help = "write {X-Site: berlin}";
        let message = "`add` is a map of headers to their values";
        mistakes.say("bad-header", node.span, message, help);
        return None;
    };
    if entries.len() > RULES_MAX {
        let message = format!("here are {} of them", entries.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("add at most {RULES_MAX}"),
        );
        return None;
    }
    let read: Vec<_> = entries
        .iter()
        .map(|entry| {
            let value = entry.value.text("a header's value", mistakes)?;
            if value.chars().any(char::is_control) {
                let message = "a header's value is one line without control characters";
                mistakes.say("bad-header", entry.value.span, message, "shorten it");
                return None;
            }
            Some((name(&entry.key.name, entry.key.span, mistakes)?, value.to_owned()))
        })
        .collect();
    let read: Vec<(String, String)> = read.into_iter().collect::<Option<_>>()?;
    let bytes: usize = read.iter().map(|(_, value)| value.len()).sum();
    if bytes > ADDED_BYTES_MAX {
        let message = format!("the values to add have {bytes} bytes");
        let help = format!("shorten them to {ADDED_BYTES_MAX} in all");
        mistakes.say("bad-header", node.span, message, help);
        return None;
    }
    Some(read)
}

fn name(text: &str, span: Span, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&byte);
    let lower = text.to_ascii_lowercase();
    let (message, help) = if text.is_empty() || !text.bytes().all(token) {
        let message = format!("`{text}` cannot be a header's name");
        (message, "name a header like X-Ticket")
    } else if text.len() == 1 {
        let message = format!("`{text}` is a short form");
        (message, "write the header's whole name")
    } else if OURS.contains(&lower.as_str()) {
        let message = format!("`{text}` is made by the switch");
        (message, "name a header like X-Ticket")
    } else if IDENTITY.contains(&lower.as_str()) {
        let message = format!("`{text}` says who calls, and the switch alone writes that");
        (message, "see `identity` and `caller_id` of a trunk")
    } else {
        return Some(text.to_owned());
    };
    mistakes.say("bad-header", span, message, help);
    None
}
