//! What users send one another beside calls goes through the program as a proxy.

use tests::real::{Office, Sipp, free_port};

use crate::start;

/// `sender` asks over UDP what `receiver` answers over `transport`.
fn passes(sender: &str, receiver: &str, transport: &str) {
    let office = Office::new();
    let program = start(&office);
    let server = if transport == "tcp" {
        program.tcp
    } else {
        program.udp
    };
    let port = free_port();
    Sipp::register("103", server, transport, port);
    let receiver = Sipp::start(receiver, "103", "103", server, transport, port);
    let sender = Sipp::start(sender, "101", "103", program.udp, "udp", free_port());
    sender.succeed();
    receiver.succeed();
}

#[test]
fn a_message_passes_from_user_to_user() {
    passes("message.xml", "mailbox.xml", "udp");
}

#[test]
fn a_message_passes_from_udp_to_tcp() {
    passes("message.xml", "mailbox.xml", "tcp");
}

#[test]
fn the_dialog_of_a_foreign_event_package_stays_on_its_way() {
    passes("watcher.xml", "weather.xml", "udp");
}

#[test]
fn the_dialog_of_a_foreign_event_package_passes_from_udp_to_tcp_and_back() {
    passes("watcher.xml", "weather.xml", "tcp");
}
