//! SIP (RFC 3261) as pure machines.
