use std::time::{Duration, Instant};

use super::counts::JitterCounts;
use super::delay::Delay;
use super::line::{Line, Silence};
use super::packet::{Kind, Packet, Taken};
use super::slots::{PACKETS_MAX, Slot, Slots};

/// A packet at most this much behind is late; one further behind may be a restart (RFC 3550 A.1).
const MISORDER_MAX: u16 = 100;

/// A larger jump forward may be a restart (RFC 3550 A.1).
const DROPOUT_MAX: u16 = 3_000;

/// Packets lost in a row that are made up for one by one; more are a pause.
const CONCEALED_MAX: u16 = 5;

/// How long something is made up when nothing comes.
const STARVED_MAX_MS: u32 = 120;

/// How long announced silence is played.
const SILENCE_MAX_MS: u32 = 60_000;

/// Audio that is later than it should be by more than this is left out.
const EXCESS_MAX_MS: u32 = 200;

/// A packet that is earlier or later than the one before by more than this begins another timeline.
const BREAK_MS: u32 = 2_000;

/// What is made up is a multiple of 2.5 ms, the shortest that Opus can (RFC 6716 §2.1.4).
const GRAINS_PER_SECOND: u32 = 400;

/// A phone's packets on their way to being heard.
#[derive(Debug)]
pub struct JitterBuffer {
    clock_rate: u32,
    pub(super) began: Instant,
    slots: Slots,
    delay: Delay,
    pub(super) line: Option<Line>,
    /// What is asked for at a time.
    frame_ticks: u32,
    concealed_ticks: u64,
    counts: JitterCounts,
}

impl JitterBuffer {
    /// For a sender whose clock has `clock_rate` ticks a second; audio will be asked for in frames of `frame_ticks`.
    #[must_use]
    pub fn new(clock_rate: u32, frame_ticks: u32, now: Instant) -> Self {
        Self {
            clock_rate,
            began: now,
            slots: Slots::new(),
            delay: Delay::new(clock_rate),
            line: None,
            frame_ticks,
            concealed_ticks: 0,
            counts: JitterCounts::default(),
        }
    }

    /// Whoever sent is gone; another sender begins, whatever its numbers are.
    pub fn forget(&mut self) {
        self.slots.clear();
        self.line = None;
    }

    /// Takes a packet that came.
    pub fn insert(&mut self, now: Instant, packet: &Packet<'_>) {
        let arrival = self.ticks_at(now);
        let Some(line) = self.line_for(arrival, packet) else {
            return;
        };
        let ahead = packet.sequence.wrapping_sub(line.next).cast_signed();
        if ahead < 0 && !(line.is_fresh && ahead > -PACKETS_MAX.cast_signed()) {
            let is_late = line.was_missing(packet.sequence);
            if is_late && packet.kind != Kind::Event {
                self.counts.late += 1;
                self.delay.miss(arrival, packet.timestamp);
            } else if !is_late {
                self.counts.duplicate += 1;
            }
            return;
        }
        if ahead < 0 {
            line.next = packet.sequence;
        }
        let from_highest = packet.sequence.wrapping_sub(line.highest).cast_signed();
        line.highest = if from_highest > 0 {
            packet.sequence
        } else {
            line.highest
        };
        if self.slots.has(packet.sequence) {
            self.counts.duplicate += 1;
            return;
        }
        self.make_room(packet.sequence);
        if !self.slots.put(packet) {
            self.counts.skipped += 1;
            return;
        }
        self.counts.reordered += u64::from(from_highest < 0);
        if matches!(packet.kind, Kind::Voice | Kind::LastVoice) {
            self.delay.arrive(arrival, packet.timestamp);
        }
    }

    /// What is to be heard next, `held` ticks after now: so much was given out and has not been heard yet. At least
    /// `wanted` more are needed; ask again until they are there, or nothing more comes.
    pub fn take(&mut self, now: Instant, held: u32, wanted: u32) -> Taken<'_> {
        let now = self.ticks_at(now);
        loop {
            let Some(mut line) = self.line else {
                return Taken::Idle;
            };
            let Some(head) = self.slots.first_from(line.next) else {
                return self.starve(wanted);
            };
            if self.is_too_old(now, held, &line, &head) {
                line.skip(head.sequence.wrapping_sub(line.next));
                line.advance(false);
                line.position = head.timestamp.wrapping_add(head.ticks);
                line.stretched = 0;
                self.line = Some(line);
                self.slots.remove(head.sequence);
                self.counts.skipped += 1;
                continue;
            }
            return match self.judge(now, held, wanted, &mut line, &head) {
                Verdict::Again => {
                    self.line = Some(line);
                    continue;
                }
                Verdict::Give => {
                    self.line = Some(line);
                    self.give(&head)
                }
                Verdict::Lost { ticks, is_last } => {
                    self.line = Some(line);
                    self.conceal(ticks);
                    let next = is_last && matches!(head.kind, Kind::Voice | Kind::LastVoice);
                    let next = next.then(|| self.slots.payload(&head));
                    Taken::Lost { ticks, next }
                }
                Verdict::Pause { ticks } => {
                    self.line = Some(line);
                    Taken::Pause { ticks }
                }
            };
        }
    }

    /// When audio must be asked for again after [`Taken::Idle`], given what has come since. `None`: nothing has.
    #[must_use]
    pub fn due(&self, now: Instant) -> Option<Instant> {
        let line = self.line.as_ref()?;
        let head = self.slots.first_from(line.next)?;
        let ticks = self.ticks_at(now);
        let target = self.target(ticks, line);
        let early = target.saturating_sub(self.delay.behind(ticks, head.timestamp));
        let early = u64::try_from(early.clamp(0, target)).unwrap_or(0);
        let wait = early * 1_000_000 / u64::from(self.clock_rate);
        Some(now + Duration::from_micros(wait))
    }

    /// By how many ticks audio waits longer than it must; less than 0: it does not wait long enough. 0 while nothing can be
    /// said. `held` is as for [`JitterBuffer::take`].
    #[must_use]
    pub fn excess(&self, now: Instant, held: u32) -> i32 {
        let now = self.ticks_at(now);
        match &self.line {
            Some(line) if !line.is_idle && line.stretched == 0 => {
                let aside = (held % self.grid(line)).cast_signed();
                self.waits(now, held, line) - aside - self.target(now, line)
            }
            _ => 0,
        }
    }

    /// How many ticks must be cut out for audio to wait less, or put in between for it to wait longer: only a change by so
    /// much lets a frame need a packet less, or more. `held` is as for [`JitterBuffer::take`].
    #[must_use]
    pub fn steps(&self, held: u32) -> Steps {
        let grid = self
            .line
            .as_ref()
            .map_or(self.frame_ticks, |line| self.grid(line));
        let aside = held % grid;
        Steps {
            out: grid + aside,
            between: grid - aside,
        }
    }

    /// How long audio shall wait now, in milliseconds.
    #[must_use]
    pub fn target_ms(&self, now: Instant) -> u32 {
        let now = self.ticks_at(now);
        let target = self
            .line
            .as_ref()
            .map_or_else(|| self.delay.target(now), |line| self.target(now, line));
        u32::try_from(target).unwrap_or(0) / (self.clock_rate / 1_000)
    }

    /// What was counted since this was last asked.
    pub fn take_counts(&mut self) -> JitterCounts {
        let milliseconds = self.concealed_ticks * 1_000 / u64::from(self.clock_rate);
        self.concealed_ticks -= milliseconds * u64::from(self.clock_rate) / 1_000;
        self.counts.concealed_ms = milliseconds;
        std::mem::take(&mut self.counts)
    }

    /// The timestamp of the audio that is given out next.
    #[cfg(test)]
    pub(crate) fn position(&self) -> Option<u32> {
        self.line.map(|line| line.position)
    }

    /// The line that a packet belongs to, begun anew where it must. `None`: it may be a restart, or a stray.
    fn line_for(&mut self, arrival: u32, packet: &Packet<'_>) -> Option<&mut Line> {
        let begins = match &mut self.line {
            None => true,
            Some(line) if line.ssrc != packet.ssrc => true,
            Some(line) => {
                let ahead = packet.sequence.wrapping_sub(line.next);
                let is_stray = (DROPOUT_MAX..=u16::MAX - MISORDER_MAX).contains(&ahead);
                let is_confirmed = line.restart_at == Some(packet.sequence);
                line.restart_at = is_stray.then(|| packet.sequence.wrapping_add(1));
                if is_stray && !is_confirmed {
                    return None;
                }
                let away = self.delay.behind(arrival, packet.timestamp);
                // Of an event, only the first packet's timestamp says when it was sent.
                let is_timed = packet.kind != Kind::Event;
                is_stray || is_timed && away.unsigned_abs() > self.delay.ticks(BREAK_MS).unsigned_abs()
            }
        };
        if begins {
            self.slots.clear();
            self.delay.restart();
            self.line = Some(Line::new(packet.ssrc, packet.sequence, packet.timestamp));
        }
        self.line.as_mut()
    }

    /// Of too many, the oldest are left out.
    fn make_room(&mut self, sequence: u16) {
        let Some(line) = &mut self.line else {
            return;
        };
        while sequence.wrapping_sub(line.next) >= PACKETS_MAX {
            let was_there = self.slots.has(line.next);
            self.slots.remove(line.next);
            self.counts.skipped += u64::from(was_there);
            self.counts.lost += u64::from(!was_there);
            line.advance(!was_there);
            // What is left begins in its own time.
            line.is_idle = true;
        }
    }

    /// A burst after a long silence of the network: only what is new enough is heard.
    fn is_too_old(&self, now: u32, held: u32, line: &Line, head: &Slot) -> bool {
        if head.kind == Kind::Event || head.sequence == line.highest {
            return false;
        }
        let behind = self.delay.behind(now.wrapping_add(held), head.timestamp);
        behind > self.target(now, line) + self.delay.ticks(EXCESS_MAX_MS)
    }

    fn judge(&mut self, now: u32, held: u32, wanted: u32, line: &mut Line, head: &Slot) -> Verdict {
        let missing = head.sequence.wrapping_sub(line.next);
        if line.is_idle && head.kind != Kind::Event {
            line.position = head.timestamp;
            (line.is_idle, line.stretched) = (false, 0);
        }
        let gap = head.timestamp.wrapping_sub(line.position).cast_signed();
        let gap = u32::try_from(gap).unwrap_or(0);
        let settled = line.settle(gap);
        let gap = gap - settled;
        if missing > 0 {
            self.concealed_ticks += u64::from(settled);
            let is_event_next = head.kind == Kind::Event || line.silence == Silence::Event;
            if gap == 0 || missing > CONCEALED_MAX || is_event_next {
                self.counts.lost += u64::from(missing);
                line.skip(missing);
                return Verdict::Again;
            }
            let ticks = gap.min(line.packet_ticks.max(self.grain()));
            self.counts.lost += 1;
            line.advance(true);
            line.position = line.position.wrapping_add(ticks);
            let is_last = missing == 1;
            return Verdict::Lost { ticks, is_last };
        }
        let is_after_silence = line.silence == Silence::Announced && head.ticks > 0;
        if head.kind == Kind::Event || gap == 0 && !is_after_silence {
            return Verdict::Give;
        }
        // In a pause the wait is made right, for nothing.
        let wrong = self.target(now, line) - self.waits(now, held, line);
        let rest = u32::try_from(i64::from(gap) + i64::from(wrong)).unwrap_or(0);
        // What follows begins where a frame or a packet does.
        let grid = self.grid(line);
        let rest = (held + rest).next_multiple_of(grid) - held;
        let ticks = rest.min(wanted);
        if ticks == rest {
            line.position = head.timestamp;
        } else {
            line.position = line.position.wrapping_add(ticks.min(gap.saturating_sub(1)));
        }
        if ticks == 0 {
            Verdict::Give
        } else {
            Verdict::Pause { ticks }
        }
    }

    fn give(&mut self, head: &Slot) -> Taken<'_> {
        self.slots.remove(head.sequence);
        if let Some(line) = &mut self.line {
            line.advance(false);
            line.is_fresh = false;
            line.silence = match head.kind {
                Kind::Voice => Silence::Unexplained,
                Kind::LastVoice | Kind::Noise => Silence::Announced,
                Kind::Event => Silence::Event,
            };
            if head.kind != Kind::Event {
                // What was made up in the place of a packet that is only late makes all that follows wait longer.
                self.concealed_ticks += u64::from(line.stretched);
                line.stretched = 0;
                line.position = head.timestamp.wrapping_add(head.ticks);
            }
            if head.ticks > 0 {
                line.packet_ticks = head.ticks;
            }
        }
        let payload = self.slots.payload(head);
        match head.kind {
            Kind::Voice | Kind::LastVoice => Taken::Voice(payload),
            Kind::Noise => Taken::Noise(payload),
            Kind::Event => Taken::Event {
                timestamp: head.timestamp,
                marker: head.marker,
                payload,
            },
        }
    }

    fn starve(&mut self, wanted: u32) -> Taken<'_> {
        let grain = self.grain();
        let Some(line) = &mut self.line else {
            return Taken::Idle;
        };
        let most = match line.silence {
            Silence::Unexplained => STARVED_MAX_MS,
            Silence::Announced => SILENCE_MAX_MS,
            Silence::Event => 0,
        };
        if line.is_idle || line.stretched >= self.delay.ticks(most).unsigned_abs() {
            (line.is_idle, line.stretched) = (true, 0);
            return Taken::Idle;
        }
        let ticks = wanted.next_multiple_of(grain);
        line.stretched += ticks;
        if line.silence == Silence::Announced {
            Taken::Pause { ticks }
        } else {
            Taken::Starved { ticks }
        }
    }

    fn conceal(&mut self, ticks: u32) {
        self.concealed_ticks += u64::from(ticks);
    }

    /// How long what is heard now has waited since the fastest packet would have brought it.
    fn waits(&self, now: u32, held: u32, line: &Line) -> i32 {
        self.delay.behind(now.wrapping_add(held), line.position)
    }

    fn target(&self, now: u32, line: &Line) -> i32 {
        // A frame that ends within a packet needs the whole of it.
        let within = self.frame_ticks - self.grid(line);
        self.delay.target(now).saturating_add(within.cast_signed())
    }

    /// What the ends of frames and those of packets have in common.
    fn grid(&self, line: &Line) -> u32 {
        match line.packet_ticks {
            0 => self.frame_ticks,
            packet => greatest_common_divisor(self.frame_ticks, packet),
        }
    }

    fn grain(&self) -> u32 {
        (self.clock_rate / GRAINS_PER_SECOND).max(1)
    }

    // The cast: RTP time wraps.
    fn ticks_at(&self, now: Instant) -> u32 {
        let passed = now.saturating_duration_since(self.began);
        (passed.as_micros() * u128::from(self.clock_rate) / 1_000_000) as u32
    }
}

/// By how many ticks played audio can usefully be changed; see [`JitterBuffer::steps`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Steps {
    /// To be cut out.
    pub out: u32,
    /// To be put in between.
    pub between: u32,
}

/// What is to be done about the first packet that is there.
enum Verdict {
    Again,
    Give,
    Lost { ticks: u32, is_last: bool },
    Pause { ticks: u32 },
}

fn greatest_common_divisor(a: u32, b: u32) -> u32 {
    if b == 0 {
        a
    } else {
        greatest_common_divisor(b, a % b)
    }
}
