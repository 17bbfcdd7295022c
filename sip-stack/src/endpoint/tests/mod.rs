//! Whole calls between endpoints over a simulated network, and single messages against one endpoint. Time hops from
//! deadline to deadline; all chance comes from a seed.

mod call;
mod cancel;
mod challenge;
mod chance;
mod end;
mod fork;
mod glare;
mod large;
mod loss;
mod network;
mod prack;
mod proof;
mod reinvite;
mod requests;
mod responses;
mod session_timer;
mod side;
mod update;
mod world;
