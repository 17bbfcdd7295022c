//! What the benchmarks share: the switch as a process, phones in numbers, the floors to compare with, and how
//! to read what each of them costs.

pub mod figures;
pub mod footprint;
pub mod kamailio;
pub mod load;
pub mod office;
pub mod rtp;
pub mod rtpengine;
pub mod server;
pub mod signalling;
