//! A capture as a ladder: time down, one column a party, the switch between the first and the others.

use std::net::SocketAddr;

use super::message::{Direction, SipMessage};

/// Characters between two columns.
const WIDTH: usize = 26;
/// Characters of the time before the first column.
const MARGIN: usize = 14;
/// Parties that get a column of their own; the last one is shared by all others.
const PARTIES_MAX: usize = 8;

/// The ladder; with `whole`, each message's text stands under its arrow.
#[must_use]
pub fn ladder(messages: &[SipMessage], whole: bool) -> String {
    let parties = parties(messages);
    let mut lines = vec![heading(&parties)];
    for message in messages {
        let column = column_of(&parties, message.remote);
        lines.push(arrow(message, column, parties.len() + 1));
        if whole {
            let indent = " ".repeat(MARGIN);
            lines.extend(
                message
                    .text
                    .lines()
                    .map(|line| format!("{indent}{line}").trim_end().to_owned()),
            );
            lines.push(String::new());
        }
    }
    lines.join("\n") + "\n"
}

/// The peers in the order they appear.
fn parties(messages: &[SipMessage]) -> Vec<SocketAddr> {
    let mut parties = Vec::new();
    for message in messages {
        if !parties.contains(&message.remote) && parties.len() < PARTIES_MAX {
            parties.push(message.remote);
        }
    }
    parties
}

/// The first party stands left of the switch, which is column 1.
fn column_of(parties: &[SocketAddr], remote: SocketAddr) -> usize {
    let place = parties.iter().position(|party| *party == remote);
    match place.unwrap_or(parties.len().saturating_sub(1)) {
        0 => 0,
        place => place + 1,
    }
}

fn heading(parties: &[SocketAddr]) -> String {
    let mut names: Vec<String> = parties.iter().map(ToString::to_string).collect();
    names.insert(names.len().min(1), String::from("switch"));
    let mut line = String::new();
    for (column, name) in names.iter().enumerate() {
        let centre = MARGIN + column * WIDTH;
        let start = centre
            .saturating_sub(name.chars().count() / 2)
            .max(line.chars().count() + 1);
        line.extend(std::iter::repeat_n(' ', start - line.chars().count()));
        line.push_str(name);
    }
    line
}

fn arrow(message: &SipMessage, column: usize, columns: usize) -> String {
    const SWITCH: usize = 1;
    let (from, to) = match message.direction {
        Direction::In => (column, SWITCH),
        Direction::Out => (SWITCH, column),
    };
    let (left, right) = (from.min(to), from.max(to));
    let mut line = format!("{:<MARGIN$}", message.at.format("%H:%M:%S%.3f"));
    for place in 0..columns {
        line.push('|');
        if place + 1 == columns {
            break;
        }
        if place == left {
            let room = (right - left) * WIDTH - 1;
            line.push_str(&shaft(&message.title(), room, from < to));
        } else if !(left..right).contains(&place) {
            line.push_str(&" ".repeat(WIDTH - 1));
        }
        if place > left && place < right {
            line.pop();
        }
    }
    line
}

/// `--- INVITE (SDP) --->`, or the other way.
fn shaft(title: &str, room: usize, rightwards: bool) -> String {
    let label: String = title.chars().take(room.saturating_sub(8)).collect();
    let dashes = room - 3 - label.chars().count();
    let (before, after) = (dashes / 2, dashes - dashes / 2);
    let (before, after) = ("-".repeat(before), "-".repeat(after));
    if rightwards {
        format!("{before} {label} {after}>")
    } else {
        format!("<{before} {label} {after}")
    }
}

#[cfg(test)]
#[path = "ladder_tests.rs"]
mod tests;
