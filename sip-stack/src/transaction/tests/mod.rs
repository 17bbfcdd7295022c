//! The machines' tables in virtual time: each line is a moment and what was sent or told then.

mod client;
mod invite_client;
mod invite_server;
mod keys;
mod run;
mod server;
