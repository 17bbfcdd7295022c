//! Packets that come as a test says, heard in virtual time.

mod order;
mod pace;
mod random;

use std::time::{Duration, Instant};

use super::{JitterBuffer, JitterCounts, Kind, Packet, Taken};

const RATE: u32 = 8_000;
const TICKS: u32 = 160;
const PTIME: Duration = Duration::from_millis(20);

/// What is heard in 20 ms, by its timestamp, or what there is instead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Heard {
    Voice(u32),
    Noise,
    Event,
    Lost { has_next: bool },
    Starved,
    Pause,
}

/// Plays what a buffer gives, 20 ms at a time, and makes the wait right as perfect signal processing would.
struct Ear {
    buffer: JitterBuffer,
    now: Instant,
    due: Option<Instant>,
    held: u32,
    /// Ticks still to be cut out, or, below 0, to be put in between.
    change: i64,
    heard: Vec<Heard>,
    /// How long each packet was under way in the buffer, in milliseconds.
    waits_ms: Vec<u64>,
    counts: JitterCounts,
}

impl Ear {
    fn new() -> Self {
        let now = Instant::now();
        Self {
            buffer: JitterBuffer::new(RATE, TICKS, now),
            now,
            due: None,
            held: 0,
            change: 0,
            heard: Vec::new(),
            waits_ms: Vec::new(),
            counts: JitterCounts::default(),
        }
    }

    /// A packet whose payload is when it came.
    fn come(&mut self, packet: Packet<'_>) {
        let came = u64::try_from((self.now - self.buffer_began()).as_micros()).unwrap();
        let payload = came.to_be_bytes();
        let packet = Packet {
            payload: &payload,
            ..packet
        };
        self.buffer.insert(self.now, &packet);
        if self.due.is_none() {
            self.due = self.buffer.due(self.now);
        }
    }

    fn buffer_began(&self) -> Instant {
        self.buffer.began
    }

    /// Lets time pass, and plays.
    fn pass(&mut self, time: Duration) {
        let until = self.now + time;
        while let Some(due) = self.due.filter(|due| *due <= until) {
            self.now = self.now.max(due);
            let pace = match self.buffer.excess(self.now, self.held) {
                excess if excess > 16 => Duration::from_micros(19_990),
                excess if excess < 8 => Duration::from_micros(20_010),
                _ => PTIME,
            };
            self.due = self.play().then(|| due + pace);
            if self.due.is_none() {
                self.held = 0;
                self.due = self.buffer.due(self.now).filter(|at| *at > self.now);
            }
        }
        self.now = until;
        self.counts = self.counts.plus(self.buffer.take_counts());
    }

    /// 20 ms; `false`: there was nothing.
    fn play(&mut self) -> bool {
        let excess = self.buffer.excess(self.now, self.held);
        let steps = self.buffer.steps(self.held);
        if self.change == 0 && excess > steps.out.cast_signed() + 40 {
            self.change = i64::from(steps.out);
        } else if self.change == 0 && excess < -40 {
            self.change = -i64::from(steps.between);
        }
        while self.held < TICKS {
            let heard = match self.buffer.take(self.now, self.held, TICKS - self.held) {
                Taken::Voice(came) => {
                    let came = Duration::from_micros(u64::from_be_bytes(came.try_into().unwrap()));
                    let at = self.now - self.buffer.began;
                    self.waits_ms
                        .push(u64::try_from((at - came).as_millis()).unwrap());
                    let piece = self.change.clamp(-40, 40);
                    self.change -= piece;
                    self.held += u32::try_from(i64::from(TICKS) - piece).unwrap();
                    Heard::Voice(self.buffer.line.unwrap().position.wrapping_sub(TICKS))
                }
                Taken::Lost { ticks, next } => {
                    self.held += ticks;
                    Heard::Lost {
                        has_next: next.is_some(),
                    }
                }
                Taken::Starved { ticks } => {
                    self.held += ticks;
                    self.change = 0;
                    Heard::Starved
                }
                Taken::Pause { ticks } => {
                    self.held += ticks;
                    Heard::Pause
                }
                Taken::Noise(_) => Heard::Noise,
                Taken::Event { .. } => Heard::Event,
                Taken::Idle => return false,
            };
            self.heard.push(heard);
        }
        self.held -= TICKS;
        true
    }

    fn count(&self, what: impl Fn(&Heard) -> bool) -> usize {
        self.heard.iter().filter(|heard| what(heard)).count()
    }

    fn voices(&self) -> Vec<u32> {
        let voice = |heard: &Heard| match heard {
            Heard::Voice(timestamp) => Some(*timestamp),
            _ => None,
        };
        self.heard.iter().filter_map(voice).collect()
    }
}

/// The packet of this number, in a talkspurt without end whose numbers and timestamps come round.
fn voice(number: u16) -> Packet<'static> {
    Packet {
        ssrc: 7,
        sequence: number.wrapping_sub(5),
        timestamp: u32::from(number).wrapping_mul(TICKS).wrapping_sub(500),
        marker: false,
        kind: Kind::Voice,
        ticks: TICKS,
        payload: &[],
    }
}

fn timestamps(numbers: impl IntoIterator<Item = u16>) -> Vec<u32> {
    numbers
        .into_iter()
        .map(|number| voice(number).timestamp)
        .collect()
}
