//! End to end: the program as a process, real phones, and audio that is heard.

#![expect(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod bad_input;
mod bad_network;
mod bans;
mod baresip;
mod capture;
mod carrier;
mod commands;
mod conference;
mod direct;
mod dtmf;
mod events;
mod front_door;
mod groups;
mod gruu;
mod hold;
mod ice;
mod ipv6;
mod kamailio;
mod live;
mod menu;
mod message;
mod proving;
mod record;
mod recording;
mod registrar;
mod reload;
mod restart;
mod sipp;
mod srtp;
mod stop;
mod transfer;
mod trunk;
mod users;
mod web_socket;

use tests::real::{Office, Program};

/// The program under test.
const PROGRAM: &str = env!("CARGO_BIN_EXE_switch-under-test");

/// What the caller's phone says, in hertz.
const CALLER_HZ: f32 = 440.0;

/// What the callee's phone says, in hertz.
const CALLEE_HZ: f32 = 620.0;

fn start(office: &Office) -> Program {
    Program::start(PROGRAM, office.dir())
}
