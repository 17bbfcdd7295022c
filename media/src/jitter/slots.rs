use super::packet::{Kind, Packet};

/// Packets that wait at most; of those that come at once, the newest.
pub(super) const PACKETS_MAX: u16 = 32;

/// The largest payload that is kept: what an Ethernet frame carries.
pub(super) const PAYLOAD_MAX: usize = 1_500;

/// The packets that wait, each at the place of its number.
#[derive(Debug)]
pub(super) struct Slots {
    slots: [Option<Slot>; PACKETS_MAX as usize],
    bytes: Box<[u8]>,
}

/// A packet that waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) sequence: u16,
    pub(super) timestamp: u32,
    pub(super) marker: bool,
    pub(super) kind: Kind,
    pub(super) ticks: u32,
    length: usize,
}

impl Slots {
    pub(super) fn new() -> Self {
        Self {
            slots: [None; PACKETS_MAX as usize],
            bytes: vec![0; usize::from(PACKETS_MAX) * PAYLOAD_MAX].into(),
        }
    }

    /// `false`: it is too long.
    pub(super) fn put(&mut self, packet: &Packet<'_>) -> bool {
        let index = index(packet.sequence);
        let at = index * PAYLOAD_MAX;
        let (Some(slot), Some(space)) = (
            self.slots.get_mut(index),
            self.bytes
                .get_mut(at..at + packet.payload.len())
                .filter(|space| space.len() <= PAYLOAD_MAX),
        ) else {
            return false;
        };
        space.copy_from_slice(packet.payload);
        *slot = Some(Slot {
            sequence: packet.sequence,
            timestamp: packet.timestamp,
            marker: packet.marker,
            kind: packet.kind,
            ticks: packet.ticks,
            length: packet.payload.len(),
        });
        true
    }

    pub(super) fn has(&self, sequence: u16) -> bool {
        self.at(sequence).is_some()
    }

    /// The first packet from this number on.
    pub(super) fn first_from(&self, sequence: u16) -> Option<Slot> {
        (0..PACKETS_MAX).find_map(|ahead| self.at(sequence.wrapping_add(ahead)))
    }

    /// Its place stays untouched until the next packet is put.
    pub(super) fn remove(&mut self, sequence: u16) {
        if let Some(slot) = self.slots.get_mut(index(sequence)) {
            *slot = None;
        }
    }

    pub(super) fn clear(&mut self) {
        self.slots = [None; PACKETS_MAX as usize];
    }

    pub(super) fn payload(&self, slot: &Slot) -> &[u8] {
        let at = index(slot.sequence) * PAYLOAD_MAX;
        self.bytes.get(at..at + slot.length).unwrap_or_default()
    }

    fn at(&self, sequence: u16) -> Option<Slot> {
        let slot = self.slots.get(index(sequence)).copied().flatten();
        slot.filter(|slot| slot.sequence == sequence)
    }
}

fn index(sequence: u16) -> usize {
    usize::from(sequence % PACKETS_MAX)
}
