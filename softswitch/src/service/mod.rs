//! What lasts longer than a call: users, their phones, and who may come in.

pub mod addresses;
pub mod authentication;
pub mod capabilities;
pub mod conferences;
pub mod domains;
pub mod edge;
pub mod encryption;
pub mod events;
pub mod headers;
pub mod locate;
pub mod pace;
pub mod plan;
pub mod prompts;
pub mod proxy;
mod quirks;
pub mod recordings;
pub mod registrar;
pub mod speech;
pub mod tones;
pub mod trunk;
pub mod turns;
pub mod users;
