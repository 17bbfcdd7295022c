//! `headers`: which headers of a call pass to a trunk's leg, and which are added or taken away.

use yaml::{Mistakes, Node, Value};

const RULES_MAX: usize = 64;
/// Headers that make the dialog or the body, and so are nobody's to choose.
const OURS: [&str; 14] = [
    "via",
    "from",
    "to",
    "call-id",
    "cseq",
    "contact",
    "max-forwards",
    "route",
    "record-route",
    "content-length",
    "content-type",
    "authorization",
    "proxy-authorization",
    "require",
];

/// What happens to the headers of calls by a trunk.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeaderRules {
    /// Carried over from the caller's INVITE.
    pub pass: Vec<String>,
    /// Added, in this order.
    pub add: Vec<(String, String)>,
    /// Taken away from what we would send.
    pub remove: Vec<String>,
}

impl HeaderRules {
    /// `{pass: [X-Ticket], add: {X-Site: berlin}, remove: [Allow-Events]}`.
    pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
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
    let items = super::choice::one_or_more(node, RULES_MAX, mistakes)?;
    super::choice::each(items, mistakes, |node, mistakes| {
        let text = node.text("a header's name", mistakes)?;
        name(text, node, mistakes)
    })
}

fn added(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Vec<(String, String)>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let Value::Map(entries) = &node.value else {
        let help = "write {X-Site: berlin}";
        mistakes.say(
            "bad-header",
            node.span,
            "`add` is a map of headers to their values",
            help,
        );
        return None;
    };
    let read: Vec<_> = entries
        .iter()
        .take(RULES_MAX)
        .map(|entry| {
            let value = entry.value.text("a header's value", mistakes)?;
            if value.chars().any(char::is_control) {
                let message = "a header's value is one line without control characters";
                mistakes.say("bad-header", entry.value.span, message, "shorten it");
                return None;
            }
            Some((name(&entry.key.name, &entry.value, mistakes)?, value.to_owned()))
        })
        .collect();
    read.into_iter().collect()
}

fn name(text: &str, node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let token = |byte: u8| byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&byte);
    let message = if text.is_empty() || !text.bytes().all(token) {
        format!("`{text}` cannot be a header's name")
    } else if OURS.contains(&text.to_ascii_lowercase().as_str()) {
        format!("`{text}` is made by the switch")
    } else {
        return Some(text.to_owned());
    };
    mistakes.say("bad-header", node.span, message, "name a header like X-Ticket");
    None
}
