//! Where SIP URIs lead, for whoever sends to a domain (RFC 3263): the plan is [`sip_stack::locate`]'s, DNS is asked here.

mod dns;
mod locator;

#[cfg(test)]
mod server;
#[cfg(test)]
mod tests;

pub use dns::Dns;
pub use locator::Locator;
