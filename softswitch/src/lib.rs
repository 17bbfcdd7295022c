//! The phone system.
