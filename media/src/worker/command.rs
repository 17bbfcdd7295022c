use crate::offer_answer::Agreed;
use crate::session::{Source, StreamId};

/// What a stream shall do from now on. Each replaces what the stream did before; one for a closed stream is nothing.
#[derive(Clone, Debug)]
pub enum Command {
    /// A negotiation has ended: codec, payload numbers, addresses and direction hold from now on.
    Agree {
        /// The stream.
        stream: StreamId,
        /// What was negotiated.
        agreed: Agreed,
    },
    /// Each of two streams of one worker hears the other.
    Bridge {
        /// One.
        a: StreamId,
        /// The other.
        b: StreamId,
    },
    /// The phone hears itself.
    Echo {
        /// The stream.
        stream: StreamId,
    },
    /// The phone hears a source, from its beginning; it waits while the phone is on hold.
    Play {
        /// The stream.
        stream: StreamId,
        /// What to play.
        source: Source,
    },
    /// The phone hears nothing.
    Silence {
        /// The stream.
        stream: StreamId,
    },
    /// Gives the ports back; answered by [`crate::engine::Event::Closed`].
    Close {
        /// The stream.
        stream: StreamId,
    },
}

impl Command {
    /// The stream that it is for; of a bridge, the first.
    pub(crate) fn stream(&self) -> StreamId {
        match self {
            Self::Agree { stream, .. }
            | Self::Bridge { a: stream, .. }
            | Self::Echo { stream }
            | Self::Play { stream, .. }
            | Self::Silence { stream }
            | Self::Close { stream } => *stream,
        }
    }
}
