use std::io;
use std::net::IpAddr;
use std::ops::RangeInclusive;

use crate::dtls::IdentityError;

/// Why an engine cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The range holds no even port followed by another.
    #[error("the port range {}-{} holds no pair of ports", .range.start(), .range.end())]
    NoPair {
        /// The range.
        range: RangeInclusive<u16>,
    },
    /// More threads than make sense.
    #[error("{workers} media threads are asked for; at most {max} make sense")]
    TooManyWorkers {
        /// Asked for.
        workers: usize,
        /// The limit.
        max: usize,
    },
    /// No certificate can be made.
    #[error(transparent)]
    Identity(#[from] IdentityError),
    /// The system refuses a thread or its descriptors.
    #[error("a media thread cannot start: {0}")]
    Thread(#[from] io::Error),
}

/// Why a stream cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Every pair of ports is taken by our own calls, or by other programs.
    #[error("no free pair of {pairs} RTP port pairs: widen media.ports")]
    NoPorts {
        /// How many the range has.
        pairs: usize,
    },
    /// The system refuses a socket.
    #[error("cannot open RTP sockets on {ip}: {error}")]
    Io {
        /// The address asked for.
        ip: IpAddr,
        /// What the system says.
        error: io::Error,
    },
    /// The media thread does not keep up with its orders.
    #[error("the media thread has {pending} orders pending")]
    QueueFull {
        /// The limit that is reached.
        pending: usize,
    },
    /// The engine was shut down.
    #[error("the media engine is stopped")]
    Stopped,
}

/// Why a command was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// The media thread does not keep up with its orders.
    #[error("the media thread has {pending} orders pending")]
    QueueFull {
        /// The limit that is reached.
        pending: usize,
    },
    /// The two streams of a bridge were opened with different affinities.
    #[error("streams {a} and {b} live on different media threads and cannot be bridged")]
    DifferentWorkers {
        /// One.
        a: super::StreamId,
        /// The other.
        b: super::StreamId,
    },
    /// The engine was shut down.
    #[error("the media engine is stopped")]
    Stopped,
}
