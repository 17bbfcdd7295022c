//! What stands in which segment, how far it is on disk, and how far it has reached the database.

use std::collections::VecDeque;

/// One file of the spool.
#[derive(Debug)]
pub(super) struct Segment {
    pub(super) number: u64,
    /// What is surely on disk. Bytes behind it are no records.
    pub(super) durable_bytes: u64,
    /// What has reached the database.
    pub(super) done_bytes: u64,
    /// Nothing more is appended.
    pub(super) sealed: bool,
}

/// The segments in order; the appender adds at the back, the drain takes at the front.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    pub(super) segments: VecDeque<Segment>,
    last_number: u64,
    /// The appender is about to add to the last segment.
    appending: bool,
    /// Records on disk that have not reached the database.
    pub(super) pending: usize,
    /// Records refused because the spool was full.
    pub(super) refused_full: u64,
}

impl Ledger {
    /// A segment of a former run.
    pub(super) fn found(&mut self, number: u64, bytes: u64, records: usize) {
        self.last_number = self.last_number.max(number);
        self.pending += records;
        self.segments.push_back(Segment {
            number,
            durable_bytes: bytes,
            done_bytes: 0,
            sealed: true,
        });
    }

    /// What is on disk, in bytes.
    pub(super) fn bytes(&self) -> u64 {
        self.segments.iter().map(|segment| segment.durable_bytes).sum()
    }

    /// Keeps the last segment for the appender until `appended` or `append_failed`: its number, if it still
    /// takes records.
    pub(super) fn begin_append(&mut self, segment_bytes_max: u64) -> Option<u64> {
        let last = self.segments.back_mut()?;
        last.sealed |= last.durable_bytes >= segment_bytes_max;
        if last.sealed {
            return None;
        }
        self.appending = true;
        Some(last.number)
    }

    /// The number of a segment to be made.
    pub(super) fn next_number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }

    /// A segment that was made, kept for the appender.
    pub(super) fn made(&mut self, number: u64) {
        self.appending = true;
        self.segments.push_back(Segment {
            number,
            durable_bytes: 0,
            done_bytes: 0,
            sealed: false,
        });
    }

    /// Records are on disk.
    pub(super) fn appended(&mut self, bytes: u64, records: usize) {
        self.appending = false;
        self.pending += records;
        if let Some(last) = self.segments.back_mut() {
            last.durable_bytes += bytes;
        }
    }

    /// Nobody knows what is behind the durable bytes now: the segment takes no more.
    pub(super) fn append_failed(&mut self) {
        self.appending = false;
        if let Some(last) = self.segments.back_mut() {
            last.sealed = true;
        }
    }

    /// Where the drain goes on: the first segment's number, what is done of it and what is durable.
    pub(super) fn next_place(&mut self) -> Option<(u64, u64, u64)> {
        match self.segments.front() {
            Some(first) if first.sealed || first.done_bytes < first.durable_bytes => {
                Some((first.number, first.done_bytes, first.durable_bytes))
            }
            _ => {
                // A former run's damaged lines may have been miscounted; nothing is left now.
                self.pending = 0;
                None
            }
        }
    }

    /// Records have reached the database. Returns the first segment's number if it may be deleted: all of it
    /// is done and nothing more comes. One that is open is sealed for that if it has `worth_bytes`.
    pub(super) fn done(&mut self, bytes: u64, records: usize, worth_bytes: u64) -> Option<u64> {
        self.pending = self.pending.saturating_sub(records);
        let is_last = self.segments.len() == 1;
        let first = self.segments.front_mut()?;
        first.done_bytes += bytes;
        if first.done_bytes < first.durable_bytes {
            return None;
        }
        let is_kept = is_last && self.appending;
        if !first.sealed && !is_kept && first.durable_bytes >= worth_bytes {
            first.sealed = true;
        }
        if !first.sealed {
            return None;
        }
        self.segments.pop_front().map(|first| first.number)
    }
}
