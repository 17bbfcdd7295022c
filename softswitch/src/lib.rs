//! The phone system: the only crate that knows both SIP and media.
//!
//! `call` is the pure B2BUA, `edge` the pure judge of who is listened to, `actor` their tasks, `service` what
//! lasts longer than a call, `observe` what people see of it, `boot` its start and stop, `control` the way to
//! a running switch, `command` the command line, `phone` a telephone for tests of every kind, `selftest` what
//! proves a running switch.

pub mod actor;
pub mod boot;
pub mod call;
pub mod clock;
pub mod command;
pub mod control;
pub mod edge;
pub mod mail;
pub mod observe;
pub mod phone;
pub mod selftest;
pub mod service;
