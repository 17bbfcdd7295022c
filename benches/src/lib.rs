//! Load on the parts of the switch, and the floors to compare with.

pub mod rtp;
