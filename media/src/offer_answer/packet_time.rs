use crate::sdp::Section;

/// Milliseconds in a packet when nobody says otherwise (RFC 3551 §4.2).
const PTIME_MS: u16 = 20;

/// How much audio one side wants in a packet (RFC 8866 §6.4, §6.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct PacketTime {
    /// `a=ptime`.
    pub(super) wanted_ms: Option<u16>,
    /// `a=maxptime`.
    pub(super) most_ms: Option<u16>,
}

impl PacketTime {
    /// What we say of our own.
    pub(super) const OURS: Self = Self {
        wanted_ms: Some(PTIME_MS),
        most_ms: None,
    };

    pub(super) fn of(section: &Section) -> Self {
        Self {
            wanted_ms: section.ptime_ms(),
            most_ms: section.maxptime_ms(),
        }
    }

    /// What to send to the side that says so.
    pub(super) fn to_send_ms(self) -> u16 {
        let wanted = self.wanted_ms.unwrap_or(PTIME_MS);
        self.most_ms.map_or(wanted, |most| wanted.min(most))
    }
}
