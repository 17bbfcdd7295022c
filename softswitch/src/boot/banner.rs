//! What a person reads when the switch is up: what to do next, then one line for scripts.

use sip_stack::message::Transport;

use super::switch::Switch;

/// The lines, the last one `ready` with its addresses.
#[must_use]
pub fn lines(switch: &Switch) -> Vec<String> {
    let mut lines = Vec::new();
    if !switch.passwords().created.is_empty() {
        lines.push(String::from(
            "New users; note these passwords, they are shown only this once:",
        ));
        for created in &switch.passwords().created {
            lines.push(format!(
                "  extension {}  password {}",
                created.extension, created.password
            ));
        }
        lines.push(String::new());
    }
    let addresses: Vec<String> = switch
        .sip_addresses()
        .iter()
        .map(|(transport, address)| sip_uri(*transport, *address))
        .collect();
    lines.push(String::from("What to do next:"));
    lines.push(format!(
        "  1. Register a phone at {} (domain {}).",
        addresses.join(" or "),
        switch.domain()
    ));
    lines.push(String::from(
        "  2. Dial 600 to hear yourself, 601 to hear a prompt and a tone.",
    ));
    lines.push(String::from(
        "  3. Register a second phone and call it by its extension.",
    ));
    lines.push(String::from(
        "  4. `softswitch calls` lists the calls, `softswitch selftest` makes some of its own.",
    ));
    lines.push(String::new());
    lines.push(format!("ready {} {}", addresses.join(" "), switch.web_address()));
    lines
}

fn sip_uri(transport: Transport, address: std::net::SocketAddr) -> String {
    format!(
        "sip:{address};transport={}",
        transport.as_str().to_ascii_lowercase()
    )
}
