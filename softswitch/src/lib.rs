//! The phone system: the only crate that knows both SIP and media.
//!
//! `call` is the pure B2BUA, `actor` its tasks, `service` what lasts longer than a call, `observe` what
//! people see of it, `boot` its start and stop, `command` the command line, `phone` a telephone for
//! tests of every kind, `selftest` what proves a running switch.

pub mod actor;
pub mod boot;
pub mod call;
pub mod clock;
pub mod command;
pub mod mail;
pub mod observe;
pub mod phone;
pub mod selftest;
pub mod service;
