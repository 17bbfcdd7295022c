//! Real programs: the switch as a process, Debian's baresip and SIPp as its phones, Kamailio as its neighbour.

mod authority;
mod bad_network;
mod baresip;
mod dns;
mod jssip;
mod kamailio;
mod office;
mod ports;
mod process;
mod program;
mod sipp;
mod wav;

pub use authority::Authority;
pub use bad_network::{BadNetwork, Weather};
pub use baresip::Baresip;
pub use dns::dns;
pub use jssip::JsSip;
pub use kamailio::Kamailio;
pub use office::{Office, PASSWORD, USERS};
pub use ports::free_port;
pub use program::{Program, output};
pub use sipp::{Sipp, scenario};
pub use wav::{hears, write_tone};
