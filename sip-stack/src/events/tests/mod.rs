//! RFC 6665 and RFC 3903, section by section, in virtual time.

mod fixture;
mod notifier;
mod publication;
