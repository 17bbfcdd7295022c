use std::collections::BTreeMap;

use crate::sdp::{Encoding, Format, Section};

/// Where new payload types are taken from: the dynamic ones (RFC 3551 §6).
const DYNAMIC: std::ops::RangeInclusive<u8> = 96..=127;

/// What a payload type has stood for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Known(Encoding),
    /// Something that we do not speak; it is not to be used for anything else.
    Foreign,
}

/// What each payload type has stood for on one leg: it keeps that meaning while the call lasts
/// (RFC 3264 §8.3.2). Holds 128 at most.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    meanings: BTreeMap<u8, Meaning>,
}

impl Numbers {
    /// Takes note of what a phone's section says, and of what it once said otherwise no more.
    pub(super) fn learn(&mut self, section: &Section) {
        let written = section.formats.iter().filter_map(|format| format.parse().ok());
        for payload_type in written.filter(|payload_type| *payload_type < 128) {
            self.meanings.insert(payload_type, Meaning::Foreign);
        }
        for format in section.known_formats() {
            self.keep(&format);
        }
    }

    /// Gives formats of an offer their payload types on this leg: the number a format has had here, else the
    /// one it brings, else one that was never used.
    pub(super) fn assign(&mut self, formats: &mut [Format]) {
        let mut used = Vec::with_capacity(formats.len());
        for format in formats {
            format.payload_type = self.number_of(format, &used);
            used.push(format.payload_type);
            self.keep(format);
        }
    }

    fn keep(&mut self, format: &Format) {
        let meaning = Meaning::Known(format.encoding);
        self.meanings.insert(format.payload_type, meaning);
    }

    fn number_of(&self, format: &Format, used: &[u8]) -> u8 {
        let brought = format.payload_type;
        let same = Some(&Meaning::Known(format.encoding));
        let free = |payload_type: &u8| !used.contains(payload_type);
        let unused = |payload_type: &u8| free(payload_type) && !self.meanings.contains_key(payload_type);
        if self.meanings.get(&brought) == same && free(&brought) {
            return brought;
        }
        let had = self
            .meanings
            .iter()
            .find(|(payload_type, meaning)| Some(*meaning) == same && free(payload_type));
        had.map(|(payload_type, _)| *payload_type)
            .or_else(|| Some(brought).filter(unused))
            .or_else(|| DYNAMIC.into_iter().find(unused))
            // All have had a meaning: one must change it.
            .or_else(|| DYNAMIC.into_iter().find(free))
            .unwrap_or(brought)
    }
}
