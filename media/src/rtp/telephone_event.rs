/// Hears named events once each (RFC 4733 §2.3), however often their packets are repeated (§2.5.1.4).
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TelephoneEvents {
    /// The RTP timestamp of the event whose end was heard last: it names the event (§2.2).
    ended: Option<u32>,
}

/// A finished event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pressed {
    /// 0–9 digits, 10 `*`, 11 `#`, 12–15 A–D (§3.2).
    pub(crate) event: u8,
    /// In RTP ticks.
    pub(crate) duration_ticks: u16,
}

const END: u8 = 0x80;

impl TelephoneEvents {
    /// Takes one packet's payload; gives the event when its end is heard for the first time.
    pub(crate) fn receive(&mut self, timestamp: u32, payload: &[u8]) -> Option<Pressed> {
        let (event, is_end, duration_ticks) = event_of(payload)?;
        if !is_end || self.ended == Some(timestamp) {
            return None;
        }
        self.ended = Some(timestamp);
        Some(Pressed {
            event,
            duration_ticks,
        })
    }
}

/// The event of a payload, whether it has ended, and how long it has lasted in ticks (RFC 4733 §2.3). `None`: too short.
pub(crate) fn event_of(payload: &[u8]) -> Option<(u8, bool, u16)> {
    let [event, flags, duration @ ..] = payload.first_chunk::<4>()?;
    Some((*event, flags & END != 0, u16::from_be_bytes(*duration)))
}

#[cfg(test)]
mod tests {
    use super::{Pressed, TelephoneEvents};

    #[test]
    fn a_repeated_end_is_one_press() {
        let mut events = TelephoneEvents::default();
        assert_eq!(events.receive(1000, &[5, 0x0a, 0, 160]), None, "still pressed");
        let pressed = Some(Pressed {
            event: 5,
            duration_ticks: 800,
        });
        assert_eq!(events.receive(1000, &[5, 0x8a, 3, 32]), pressed);
        assert_eq!(events.receive(1000, &[5, 0x8a, 3, 32]), None, "repeated");
        assert_eq!(events.receive(9000, &[5, 0x8a, 3, 32]), pressed, "pressed again");
        assert_eq!(events.receive(9001, &[5, 0x8a, 3]), None, "too short");
    }
}
