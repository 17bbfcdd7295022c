//! The recording of one call: a file in the folder of recordings, written by the media engine.

use std::path::Path;

use media::engine::{Command, Engine, StreamId};
use media::record::Recording;
use metrics::counter;

use crate::call::{LegId, Taping};

/// Samples a second: all that a telephone's wideband codecs carry.
const RATE_HZ: u32 = 16_000;

/// What is recorded of a call, or will be.
#[derive(Debug, Default)]
pub(super) struct CallTape {
    /// Whom to record when its ports are open, and the file's name.
    waiting: Option<(LegId, String)>,
    running: Option<(StreamId, Recording)>,
    /// The one who waits shall begin in silence.
    is_paused: bool,
}

impl CallTape {
    /// Does what the call wants; a leg without a stream has no open ports yet.
    pub(super) fn obey(
        &mut self,
        engine: &Engine,
        folder: &Path,
        (leg, stream): (LegId, Option<StreamId>),
        taping: Taping,
    ) {
        match taping {
            Taping::Start { file } => {
                (self.waiting, self.is_paused) = (Some((leg, file)), false);
                if let Some(stream) = stream {
                    self.opened(engine, folder, leg, stream);
                }
            }
            Taping::Pause(is_paused) => {
                self.is_paused = is_paused;
                if let Some((_, recording)) = &self.running {
                    recording.pause(is_paused);
                }
            }
            Taping::Stop => self.stop(engine),
        }
    }

    /// A leg's ports are open: its recording begins if it waited for that.
    pub(super) fn opened(&mut self, engine: &Engine, folder: &Path, leg: LegId, stream: StreamId) {
        let Some((_, file)) = self.waiting.take_if(|(waiting, _)| *waiting == leg) else {
            return;
        };
        match engine.record(stream, &folder.join(file), RATE_HZ) {
            Ok(recording) => {
                recording.pause(self.is_paused);
                counter!("softswitch_recordings_total").increment(1);
                self.running = Some((stream, recording));
            }
            Err(error) => {
                counter!("softswitch_recordings_failed_total").increment(1);
                tracing::error!(%error, "a call is not recorded");
            }
        }
    }

    fn stop(&mut self, engine: &Engine) {
        self.waiting = None;
        let Some((stream, recording)) = self.running.take() else {
            return;
        };
        let tape = None;
        // A stream that is gone records nothing.
        let _ = engine.queue(Command::Record { stream, tape });
        note(&recording);
    }
}

impl Drop for CallTape {
    fn drop(&mut self) {
        if let Some((_, recording)) = &self.running {
            note(recording);
        }
    }
}

/// What is missing of a recording that ends.
fn note(recording: &Recording) {
    counter!("softswitch_recording_packets_lost_total").increment(recording.lost());
    if recording.has_failed() {
        counter!("softswitch_recordings_failed_total").increment(1);
        tracing::error!("a recording could not be written to its end");
    }
}
