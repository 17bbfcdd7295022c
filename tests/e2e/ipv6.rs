//! IPv6 on loopback: phones of one family and of both, over UDP and TCP, heard at both ends (RFC 5118, RFC 6157).

use std::net::SocketAddr;

use tests::real::{Baresip, Office, Program};

use crate::{CALLEE_HZ, CALLER_HZ, start};

fn call(caller: (SocketAddr, &str), callee: (SocketAddr, &str)) {
    let mut alice = Baresip::start("101", caller.0, caller.1, CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", callee.0, callee.1, CALLEE_HZ, "PCMU");
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait_tone(CALLEE_HZ);
    bob.wait_tone(CALLER_HZ);
    alice.hang_up();
    bob.wait("CALL_CLOSED");
}

fn v6(program: &Program) -> [SocketAddr; 2] {
    program.v6.expect("a listener of IPv6")
}

#[test]
fn phones_on_ipv6_call_one_another_over_udp_and_tcp() {
    let office = Office::with_v6();
    let program = start(&office);
    let [udp, tcp] = v6(&program);
    call((udp, "udp"), (tcp, "tcp"));
}

#[test]
fn a_phone_on_ipv6_and_one_on_ipv4_call_one_another() {
    let office = Office::with_v6();
    let program = start(&office);
    let [udp, _] = v6(&program);
    call((udp, "udp"), (program.udp, "udp"));
    call((program.tcp, "tcp"), (udp, "udp"));
}
