//! Addresses to listen on, as `scheme://address:port`.

use std::net::SocketAddr;

use yaml::{Complaint, Mistakes, Node};

/// Reads one, whose scheme is one of those named.
pub(crate) fn read<T: Copy>(
    node: &Node,
    schemes: &[(&'static str, T)],
    mistakes: &mut Mistakes<'_>,
) -> Option<(T, SocketAddr)> {
    let names: Vec<_> = schemes.iter().map(|(name, _)| *name).collect();
    let example = format!(
        "{}://0.0.0.0:{}",
        names.first()?,
        if names.contains(&"udp") { 5060 } else { 8443 }
    );
    let text = node.text(&format!("an address like {example}"), mistakes)?;
    let Some((scheme, address)) = text.split_once("://") else {
        let message = format!("`{text}` does not say how: {} is missing", all(&names));
        mistakes.say(
            "bad-listener",
            node.span,
            message,
            format!("write it like {example}"),
        );
        return None;
    };
    let Some((_, found)) = schemes.iter().find(|(name, _)| *name == scheme) else {
        let complaint = Complaint::new(
            "bad-listener",
            node.span,
            format!("`{scheme}://` cannot be listened on here"),
        );
        mistakes.add(
            complaint.did_you_mean(mistakes.nearest(scheme, names.iter().copied()), || {
                format!("write {}", all(&names))
            }),
        );
        return None;
    };
    let Ok(address) = address.parse() else {
        let message = format!("`{address}` is not an IP address with a port");
        let help = format!(
            "write it like {example}; 0.0.0.0 means every address of this machine, [::] those of IPv6 too"
        );
        mistakes.say("bad-listener", node.span, message, help);
        return None;
    };
    Some((*found, address))
}

/// `udp:// or tcp://`
fn all(names: &[&str]) -> String {
    let schemes: Vec<_> = names.iter().map(|name| format!("{name}://")).collect();
    schemes.join(" or ")
}
