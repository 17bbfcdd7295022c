//! Hosts, and addresses that others shall send to.

use std::net::{IpAddr, SocketAddr};

use yaml::{Mistakes, Node};

const NAME_CHARS_MAX: usize = 253;
const LABEL_CHARS_MAX: usize = 63;

/// A host name by RFC 1123 §2.1.
pub(crate) fn is_host_name(text: &str) -> bool {
    let is_label = |label: &str| {
        (1..=LABEL_CHARS_MAX).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    text.len() <= NAME_CHARS_MAX && text.split('.').all(is_label) && text.parse::<IpAddr>().is_err()
}

/// Whether this is a name or an address, perhaps with a port.
pub(crate) fn is_host_port(text: &str) -> bool {
    let is_numeric = text.parse::<IpAddr>().is_ok() || text.parse::<SocketAddr>().is_ok();
    is_numeric
        || match text.rsplit_once(':') {
            Some((name, port)) => is_host_name(name) && port.parse::<u16>().is_ok_and(|port| port > 0),
            None => is_host_name(text),
        }
}

/// Where peers shall send SIP to: a name or address, perhaps with a port.
pub(crate) fn host_port(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.text("a host name or address", mistakes)?;
    if let Ok(IpAddr::V6(ip)) = text.parse() {
        return Some(format!("[{ip}]"));
    }
    if is_host_port(text) {
        return Some(text.to_owned());
    }
    let help = "write an address like 203.0.113.7 or a name like pbx.example, perhaps with :port";
    mistakes.say(
        "bad-address",
        node.span,
        format!("`{text}` is not a host name or address"),
        help,
    );
    None
}

/// A name or an address without a port; IPv6 without brackets.
pub(crate) fn host(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.text("a host name or address", mistakes)?;
    if text.parse::<IpAddr>().is_ok() || is_host_name(text) {
        return Some(text.to_owned());
    }
    mistakes.say(
        "bad-address",
        node.span,
        format!("`{text}` is not a host name or address"),
        "write a name like carrier.example, or an address, without a port",
    );
    None
}

/// The address that peers shall send RTP to.
pub(crate) fn ip(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<IpAddr> {
    let text = node.text("an IP address", mistakes)?;
    match text.parse::<IpAddr>() {
        Ok(ip) if ip.is_unspecified() || ip.is_multicast() => {
            let message = format!("nobody can send to {text}");
            mistakes.say(
                "bad-address",
                node.span,
                message,
                "write the address that phones reach, or remove the line",
            );
            None
        }
        Ok(ip) => Some(ip),
        Err(_) => {
            let help = "write an address like 203.0.113.7; SDP carries no names here";
            mistakes.say(
                "bad-address",
                node.span,
                format!("`{text}` is not an IP address"),
                help,
            );
            None
        }
    }
}
