//! Closes a stream, later if the media thread has too much to do now: its ports must not be lost.

use std::time::Duration;

use media::engine::{Command, CommandError, Engine, StreamId};
use metrics::counter;
use tokio::runtime::Handle;

/// How long to wait before the thread is asked again. As many wait at most as there are ports.
const AGAIN_AFTER: Duration = Duration::from_millis(50);

/// Closes a stream when its thread is woken next. Never waits: what cannot be closed now is closed by a task of its own.
pub(super) fn close(engine: &Engine, stream: StreamId) {
    if !is_to_be_repeated(engine.queue(Command::Close { stream })) {
        return;
    }
    let engine = engine.clone();
    let attempt = move || engine.command(Command::Close { stream });
    counter!("softswitch_media_closes_delayed_total").increment(1);
    // Calls live in the runtime; outside of it only a panic at the program's end drops one.
    if let Ok(runtime) = Handle::try_current() {
        runtime.spawn(at_last(attempt, AGAIN_AFTER));
    }
}

async fn at_last(mut attempt: impl FnMut() -> Result<(), CommandError>, again_after: Duration) {
    loop {
        tokio::time::sleep(again_after).await;
        if !is_to_be_repeated(attempt()) {
            return;
        }
    }
}

/// A stopped engine has closed all streams itself.
fn is_to_be_repeated(attempt: Result<(), CommandError>) -> bool {
    matches!(attempt, Err(CommandError::QueueFull { .. }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_queue_is_asked_until_it_takes_the_order() {
        let mut attempts = 0;
        let attempt = || {
            attempts += 1;
            if attempts < 4 {
                return Err(CommandError::QueueFull { pending: 1_024 });
            }
            Ok(())
        };
        at_last(attempt, Duration::ZERO).await;
        assert_eq!(attempts, 4);
    }

    #[tokio::test]
    async fn a_stopped_engine_is_asked_no_more() {
        let mut attempts = 0;
        let attempt = || {
            attempts += 1;
            Err(CommandError::Stopped)
        };
        at_last(attempt, Duration::ZERO).await;
        assert_eq!(attempts, 1);
    }
}
