//! What a person reads when the switch is up: what to do next, then one line for scripts.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use sip_stack::message::Transport;

use super::switch::Switch;
use super::usual_address::usual_address;

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
    lines.push(String::from("What to do next:"));
    let reachable = switch
        .sip_addresses()
        .iter()
        .map(|(transport, at)| sip_uri(*transport, reachable(*at)));
    let reachable: Vec<String> = reachable.collect();
    lines.push(format!(
        "  1. Register a phone at {} (domain {}).",
        reachable.join(" or "),
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
    let addresses = switch
        .sip_addresses()
        .iter()
        .map(|(transport, at)| sip_uri(*transport, *at));
    let addresses: Vec<String> = addresses.collect();
    lines.push(format!("ready {} {}", addresses.join(" "), switch.web_address()));
    lines
}

/// An address that a phone on the network can use: for a wildcard, the one this machine sends from.
fn reachable(address: SocketAddr) -> SocketAddr {
    if !address.ip().is_unspecified() {
        return address;
    }
    let loopback: IpAddr = match address {
        SocketAddr::V4(_) => Ipv4Addr::LOCALHOST.into(),
        SocketAddr::V6(_) => Ipv6Addr::LOCALHOST.into(),
    };
    SocketAddr::new(usual_address(address.ip()).unwrap_or(loopback), address.port())
}

fn sip_uri(transport: Transport, address: SocketAddr) -> String {
    format!(
        "sip:{address};transport={}",
        transport.as_str().to_ascii_lowercase()
    )
}
