//! Real programs: the switch as a process, and Debian's baresip and SIPp as its phones.

mod authority;
mod baresip;
mod dns;
mod jssip;
mod office;
mod process;
mod program;
mod sipp;
mod wav;

pub use authority::Authority;
pub use baresip::Baresip;
pub use dns::dns;
pub use jssip::JsSip;
pub use office::{Office, PASSWORD, USERS};
pub use process::free_port;
pub use program::{Program, output};
pub use sipp::{Sipp, scenario};
pub use wav::{hears, write_tone};
