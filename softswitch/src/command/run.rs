//! `softswitch run`: the switch, until it is told to stop.

use std::path::Path;

use tokio::signal::unix::{Signal, SignalKind, signal};

use super::office::{self, Fault};
use super::terminal;
use crate::boot::{Switch, banner};
use crate::observe::logging::{self, LogFormat};

/// Runs until SIGTERM or SIGINT, then lets calls finish; a second signal ends them.
pub(super) fn run(config: &Path, log_format: LogFormat) -> Result<(), Fault> {
    logging::start(log_format);
    let settings = office::settings(config)?;
    office::block_on(async {
        let mut stop = Stop::listen()?;
        let mut reload = Reload::listen()?;
        let grace = settings.shutdown.drain;
        let switch = Switch::start(settings).await?;
        for line in banner::lines(&switch) {
            terminal::say(&line);
        }
        tokio::select! {
            () = stop.wait() => {}
            never = reload.answer(&switch) => match never {},
        }
        tracing::info!(
            calls = switch.live_calls(),
            ?grace,
            "stopping: no new calls, a second signal ends all"
        );
        tokio::select! {
            () = switch.drained() => {}
            () = tokio::time::sleep(grace) => tracing::warn!("the time for calls to finish is over"),
            () = stop.wait() => tracing::warn!("second signal"),
        }
        switch.stop().await;
        Ok(())
    })?
}

/// The signal that asks a program to read its files anew.
struct Reload {
    hangup: Signal,
}

impl Reload {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            hangup: signal(SignalKind::hangup())?,
        })
    }

    async fn answer(&mut self, switch: &Switch) -> std::convert::Infallible {
        while self.hangup.recv().await.is_some() {
            switch.reload().await;
        }
        std::future::pending().await
    }
}

/// Both signals that stop a program.
struct Stop {
    terminate: Signal,
    interrupt: Signal,
}

impl Stop {
    fn listen() -> std::io::Result<Self> {
        Ok(Self {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    async fn wait(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}
