//! `domain`: realm and domain of the addresses of record.

use std::net::IpAddr;

use yaml::{Mistakes, Node};

use crate::address::is_host_name;

const DEFAULT: &str = "localhost";

pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let Some(node) = node else {
        return Some(DEFAULT.to_owned());
    };
    let text = node.text("a domain like office.example", mistakes)?;
    if is_host_name(text) || text.parse::<IpAddr>().is_ok() {
        return Some(text.to_lowercase());
    }
    let help = "write a name like office.example, without sip: and without a port";
    mistakes.say("bad-domain", node.span, format!("`{text}` is not a domain"), help);
    None
}
