use std::time::Duration;

use crate::key::Key;
use crate::mix::Room;
use crate::offer_answer::Agreed;
use crate::record::Tape;
use crate::session::{KeyForm, Source, Standing, StreamId};

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
    /// The phone takes part in a conference: it hears all others in the room, and they hear it.
    Confer {
        /// The stream.
        stream: StreamId,
        /// Where.
        room: Room,
        /// What it hears, again and again, while it is alone there.
        music: Option<Source>,
    },
    /// What a member of a conference may do; nothing for others. Who comes in anew is heard and hears.
    Stand {
        /// The stream.
        stream: StreamId,
        /// As what.
        standing: Standing,
    },
    /// A member of a conference hears two tones, and nobody else does; nothing for others.
    Chime {
        /// The stream.
        stream: StreamId,
        /// Which of both is the higher one.
        rising: bool,
    },
    /// The phone hears nothing.
    Silence {
        /// The stream.
        stream: StreamId,
    },
    /// In which form the phone hears keys if it agreed to no events (RFC 4733); tones in the audio until this is said.
    HearKeys {
        /// The stream.
        stream: StreamId,
        /// The form.
        form: KeyForm,
    },
    /// Tells of the keys that the phone presses towards us, until this is taken back: where it agreed to no events, of the
    /// tones in its audio too.
    Listen {
        /// The stream.
        stream: StreamId,
        /// Whether.
        wanted: bool,
    },
    /// Presses a key towards a bridged phone, in its form; not if that is INFO, and not if its peer pressed it just now in
    /// the audio or beside it.
    Press {
        /// The stream.
        stream: StreamId,
        /// Which.
        key: Key,
        /// For how long.
        held: Duration,
    },
    /// Records what the phone says and hears from now on.
    Record {
        /// The stream.
        stream: StreamId,
        /// Where to; `None`: nowhere any more.
        tape: Option<Tape>,
    },
    /// Tells the counts so far; answered by [`crate::engine::Event::Counted`].
    Report {
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
            | Self::Confer { stream, .. }
            | Self::Stand { stream, .. }
            | Self::Chime { stream, .. }
            | Self::Silence { stream }
            | Self::HearKeys { stream, .. }
            | Self::Listen { stream, .. }
            | Self::Press { stream, .. }
            | Self::Record { stream, .. }
            | Self::Report { stream }
            | Self::Close { stream } => *stream,
        }
    }
}
