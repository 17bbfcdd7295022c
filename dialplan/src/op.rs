//! What a run asks for.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;

use crate::conference::Conference;
use crate::extension::Extension;
use crate::gather::Gather;
use crate::groups::Group;

/// One thing that the call shall do; its [`Outcome`](crate::Outcome) resumes the run.
#[derive(Clone, Debug, PartialEq)]
pub enum Op {
    /// Call the phones of these users, all at once.
    Ring {
        /// Whom, at least one, in the order of the plan.
        extensions: Vec<Extension>,
        /// When to give up.
        timeout: Duration,
        /// Which way the audio goes once a phone has answered.
        media: MediaPath,
    },
    /// Say whose turn it is of a group's members; the answer is [`Outcome::Turn`](crate::Outcome::Turn).
    Hunt(Arc<Group>),
    /// Call a number outside, by one trunk after the other until one takes the call.
    Dial {
        /// As it was dialled, or as the plan says.
        number: String,
        /// The trunks to try, in this order; empty: all of them.
        trunks: Vec<String>,
        /// When to give up.
        timeout: Duration,
    },
    /// Answer the caller.
    Answer,
    /// Let the caller hear itself until it hangs up. The run has ended.
    Echo,
    /// Play a sound file to its end.
    Play {
        /// The file's path as the plan gives it, relative to the folder of the settings.
        prompt: String,
    },
    /// Play a tone.
    Tone {
        /// What it sounds like.
        tone: Tone,
        /// For how long.
        duration: Duration,
    },
    /// Play one of the tones of telephone networks.
    Signal {
        /// Which.
        signal: Signal,
        /// For how long.
        duration: Duration,
    },
    /// Ask the caller for keys; it answers with [`Outcome::Gathered`](crate::Outcome::Gathered).
    Gather(Gather),
    /// Record what the caller says and hears, or do so no longer; it takes no time.
    Record(Recording),
    /// Let the caller into a conference until it hangs up; if that is full the outcome is
    /// [`Outcome::Busy`](crate::Outcome::Busy).
    Conference {
        /// Which.
        conference: Arc<Conference>,
        /// The caller leads it.
        as_moderator: bool,
    },
    /// End the call. The run has ended.
    Hangup {
        /// Why.
        cause: Cause,
    },
}

/// What becomes of the recording of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recording {
    /// It begins, or goes on after a pause.
    Start,
    /// It is silent until it is started again: for a card's number.
    Pause,
    /// It ends; a later start begins another file.
    Stop,
}

impl Recording {
    /// Each by its name in the plan.
    pub(crate) const NAMED: [(&'static str, Self); 3] = [
        ("start", Self::Start),
        ("pause", Self::Pause),
        ("stop", Self::Stop),
    ];
}

impl fmt::Display for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = Self::NAMED.iter().find(|(_, what)| what == self);
        f.write_str(name.map_or("", |(name, _)| name))
    }
}

/// A steady tone.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Tone {
    /// Its pitch.
    pub frequency_hz: f32,
    /// Its loudness: 0 is the loudest sine that G.711 carries without clipping, about +3 dB above that is its limit.
    pub level_dbm0: f32,
}

/// A tone that every caller of a country knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signal {
    /// A number can be dialled.
    Dial,
    /// It rings.
    Ringback,
    /// Busy.
    Busy,
    /// There is no way there.
    Congestion,
    /// The three rising tones before an announcement.
    Information,
}

impl Signal {
    /// Every one by its name in the plan.
    pub(crate) const NAMED: [(&'static str, Self); 5] = [
        ("dial", Self::Dial),
        ("ringback", Self::Ringback),
        ("busy", Self::Busy),
        ("congestion", Self::Congestion),
        ("information", Self::Information),
    ];
}

/// By its name in the plan.
impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Self::NAMED.iter().find(|(_, signal)| signal == self);
        f.write_str(named.map_or("dial", |(name, _)| name))
    }
}

/// Why a plan ends a call, in the words of no protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// The plan is through.
    Normal,
    /// Whom it rang is busy.
    Busy,
    /// Nobody answered in time.
    NoAnswer,
    /// None of the users' phones is registered.
    Unregistered,
    /// Whom it rang refused.
    Rejected,
    /// Nobody has this number.
    NotFound,
    /// Something did not work.
    Failed,
}

impl Cause {
    /// Every cause that a plan may name, by its name in the plan.
    pub(crate) const NAMED: [(&'static str, Self); 7] = [
        ("normal", Self::Normal),
        ("busy", Self::Busy),
        ("no-answer", Self::NoAnswer),
        ("unregistered", Self::Unregistered),
        ("rejected", Self::Rejected),
        ("not-found", Self::NotFound),
        ("failed", Self::Failed),
    ];
}

/// By its name in the plan.
impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = Self::NAMED.iter().find(|(_, cause)| cause == self);
        f.write_str(named.map_or("failed", |(name, _)| name))
    }
}

/// Which way the audio of two phones goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MediaPath {
    /// Through the switch, which can do everything with it.
    #[default]
    Relay,
    /// From phone to phone where they can do without the switch.
    Direct,
}

impl MediaPath {
    pub(crate) const NAMED: [(&'static str, Self); 2] = [("relay", Self::Relay), ("direct", Self::Direct)];
}
