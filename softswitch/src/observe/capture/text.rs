//! A capture as text, message after message.

use std::fmt::Write;

use super::message::{Direction, SipMessage};

/// Every message whole, under a line that says when and where it went.
#[must_use]
pub fn text(messages: &[SipMessage]) -> String {
    let mut text = String::new();
    for message in messages {
        let arrow = match message.direction {
            Direction::In => "<-",
            Direction::Out => "->",
        };
        let at = message.at.format("%Y-%m-%d %H:%M:%S%.6f");
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "--- {at} {} {} {arrow} {}",
            message.transport, message.local, message.remote
        );
        text.push_str(&message.text.replace("\r\n", "\n"));
        text.push('\n');
    }
    text
}
