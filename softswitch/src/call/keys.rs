//! Keys that a phone presses by INFO, and those told by INFO to a phone that hears them so. From audio to audio the media
//! engine carries them alone.

use std::time::{Duration, Instant};

use media::engine::KeyForm;
use media::key::{Key, PressedOnce, Way};
use sip_stack::message::{Body, Request, StatusCode};

use super::call::Call;
use super::effect::{Effect, MediaAction};
use super::leg::LegId;
use super::request::Asked;

/// How long a key is held if nobody says so.
const HELD: Duration = Duration::from_millis(160);
/// No key is held longer.
const HELD_MAX_MS: u64 = 10_000;
const RELAY_TYPE: &str = "application/dtmf-relay";
const PLAIN_TYPE: &str = "application/dtmf";

/// What a call knows of keys.
#[derive(Debug)]
pub(super) struct Keys {
    /// In which form phones hear them that agreed to no events.
    without_events: KeyForm,
    /// What was told by INFO last, so that it is told once.
    pressed: PressedOnce,
}

impl Keys {
    pub(super) fn new(without_events: KeyForm) -> Self {
        Self {
            without_events,
            pressed: PressedOnce::default(),
        }
    }

    /// Whether a press towards the switch is not the last one told again in the other way.
    pub(super) fn is_new(&mut self, key: Key, way: Way, from: Instant, until: Instant) -> bool {
        self.pressed.is_new(key, way, from, until)
    }
}

impl Call {
    /// An INFO of a phone that is joined with another says that a key was pressed.
    pub(super) fn key_by_info(
        &mut self,
        now: Instant,
        asked: Asked,
        (key, held): (Key, Duration),
        request: &Request,
        out: &mut Vec<Effect>,
    ) {
        let Some(to) = self.partner(asked.leg) else { return };
        let is_by_info = self.key_form(to) == KeyForm::Info;
        if is_by_info && self.keys.pressed.is_new(key, Way::Info, now, now + held) {
            return self.relay(now, asked, request, out);
        }
        if !is_by_info {
            out.push(Effect::Media(MediaAction::Press { leg: to, key, held }));
        }
        self.answer_asked(now, asked, StatusCode::OK, out);
    }

    /// The media engine has heard that a phone pressed a key. It answers the switch, or is told to a phone that hears
    /// keys by INFO.
    pub(super) fn key_heard(
        &mut self,
        now: Instant,
        from: LegId,
        key: Key,
        held: Duration,
        out: &mut Vec<Effect>,
    ) {
        if self.asks(from) {
            return self.key_pressed(now, (key, held), Way::Media, out);
        }
        let Some(to) = self
            .partner(from)
            .filter(|to| self.key_form(*to) == KeyForm::Info)
        else {
            return;
        };
        let began = now.checked_sub(held).unwrap_or(now);
        if self.keys.pressed.is_new(key, Way::Media, began, now) {
            let text = format!("Signal={key}\r\nDuration={}\r\n", held.as_millis());
            self.send_info(now, to, Body::new(RELAY_TYPE, text), out);
        }
    }

    /// In which form a leg's phone hears keys.
    fn key_form(&self, leg: LegId) -> KeyForm {
        let agreed = self.legs.find(leg).and_then(|leg| leg.negotiator.agreed());
        match agreed {
            Some(agreed) if agreed.telephone_event_send.is_none() => self.keys.without_events,
            _ => KeyForm::Events,
        }
    }
}

/// The key that a body tells of, and how long it was held. `None`: it tells of something else.
pub(super) fn press_of(body: &Body) -> Option<(Key, Duration)> {
    let kind = body.content_type.split(';').next().unwrap_or_default().trim();
    let text = std::str::from_utf8(&body.bytes).ok()?;
    if kind.eq_ignore_ascii_case(PLAIN_TYPE) {
        return Some((key(field(text, "Signal").unwrap_or(text))?, HELD));
    }
    if !kind.eq_ignore_ascii_case(RELAY_TYPE) {
        return None;
    }
    let said = field(text, "Duration").and_then(|text| text.parse::<u64>().ok());
    let held = said.map_or(HELD, |said| Duration::from_millis(said.min(HELD_MAX_MS)));
    Some((key(field(text, "Signal")?)?, held))
}

/// Interop: Cisco's gateways write "Signal= 5", with a space.
fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    let mut fields = text.lines().filter_map(|line| line.split_once('='));
    let found = fields.find(|(known, _)| known.trim().eq_ignore_ascii_case(name));
    found.map(|(_, value)| value.trim())
}

/// By its sign, or, beyond 9, by the number of its event.
fn key(text: &str) -> Option<Key> {
    let text = text.trim();
    let mut signs = text.chars();
    match (signs.next(), signs.next()) {
        (Some(sign), None) => Key::of_sign(sign),
        _ => text
            .parse::<u8>()
            .ok()
            .filter(|event| *event >= 10)
            .and_then(Key::of_event),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use sip_stack::message::Body;

    use super::press_of;

    fn press(kind: &str, text: &str) -> Option<(char, u64)> {
        let (key, held) = press_of(&Body::new(kind, text.to_owned()))?;
        Some((key.sign(), u64::try_from(held.as_millis()).unwrap()))
    }

    #[test]
    fn a_key_is_read_as_phones_write_it() {
        let relay = "application/dtmf-relay";
        for (kind, text, expected) in [
            (relay, "Signal=5\r\nDuration=160\r\n", Some(('5', 160))),
            (relay, "Signal= #\nDuration= 250", Some(('#', 250))),
            (
                "Application/DTMF-Relay; charset=utf-8",
                "signal=d\r\n",
                Some(('D', 160)),
            ),
            (relay, "Signal=11\r\nDuration=100", Some(('#', 100))),
            (relay, "Signal=1\r\nDuration=99999999", Some(('1', 10_000))),
            ("application/dtmf", "*", Some(('*', 160))),
            ("application/dtmf", "7\r\n", Some(('7', 160))),
            (relay, "Signal=16\r\n", None),
            (relay, "Signal=!\r\n", None),
            (relay, "Duration=160\r\n", None),
            ("text/plain", "Signal=5\r\n", None),
        ] {
            assert_eq!(press(kind, text), expected, "{kind} {text:?}");
        }
    }

    proptest! {
        #[test]
        fn no_body_is_a_panic(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
            for kind in ["application/dtmf", "application/dtmf-relay"] {
                let _ = press_of(&Body::new(kind, bytes.clone()));
            }
        }
    }
}
