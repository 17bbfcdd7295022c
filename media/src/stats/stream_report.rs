use std::time::Duration;

use super::Heard;
use crate::jitter::JitterCounts;
use crate::srtp::Suite;

/// The counts of a stream over its whole life, when it is closed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct StreamReport {
    /// RTP packets accepted from the phone.
    pub packets_received: u64,
    /// Their payloads, in bytes.
    pub bytes_received: u64,
    /// RTP packets sent to the phone.
    pub packets_sent: u64,
    /// Their payloads, in bytes.
    pub bytes_sent: u64,
    /// Packets that the phone sent and that never came (RFC 3550 §6.4.1).
    pub lost: u64,
    /// The most of them in a row.
    pub longest_loss: u16,
    /// Times in which losses followed each other with fewer than 16 packets in between (RFC 3611 §4.7.2).
    pub bursts: u64,
    /// How long the phone was in conversation: joined with others, and free to speak.
    pub talked: Duration,
    /// What came of what it said.
    pub heard: Heard,
    /// Interarrival jitter at the end (RFC 3550 §6.4.1), in milliseconds; the worker's tick adds up to one.
    pub jitter_ms: f32,
    /// What became of the phone's packets where they were decoded; all 0 where they are carried over as they come.
    pub jitter: JitterCounts,
    /// How long its audio waited last to be decoded, in milliseconds; `None`: it was never decoded.
    pub jitter_target_ms: Option<u32>,
    /// Round trip to the phone, when its reports told (RFC 3550 §6.4.1).
    pub round_trip: Option<Duration>,
    /// Packets of ours that never came to the phone, when its reports told.
    pub far_lost: Option<u64>,
    /// Interarrival jitter at the phone, in milliseconds, when its reports told.
    pub far_jitter_ms: Option<f32>,
    /// How what the phone says sounds here: a mean opinion score of 1 to 4.5 by the E-model (ITU-T G.107).
    pub opinion_in: Option<f32>,
    /// How what we say sounds at the phone, when its reports told.
    pub opinion_out: Option<f32>,
    /// RTP and RTCP packets dropped because they came from someone else.
    pub rejected_source: u64,
    /// RTP packets dropped because their payload type was not agreed on.
    pub rejected_payload: u64,
    /// Packets dropped because they were not protected by the key that was agreed on (RFC 3711 §3.3).
    pub rejected_authentication: u64,
    /// Packets dropped because they had come before (RFC 3711 §3.3.2).
    pub rejected_replay: u64,
    /// Packets not sent because a number may be used only once under a key (RFC 3711 §9.1).
    pub unprotected: u64,
    /// STUN datagrams dropped because their writer does not know our password, or that are no checks.
    pub rejected_checks: u64,
    /// How packets were protected last; `None`: not at all.
    pub srtp: Option<Suite>,
    /// Datagrams dropped because they were neither RTP nor RTCP.
    pub malformed: u64,
    /// RTP packets that the socket did not take.
    pub send_failed: u64,
}
