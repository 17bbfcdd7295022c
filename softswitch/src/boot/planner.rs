//! Changes of the dialplan while the switch runs: a version is read, checked and tested before it is in force at once
//! and whole; a bad one changes nothing.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use config::Settings;
use dialplan::Diagnostics;
use metrics::counter;

use super::{StartError, plan};
use crate::service::plan::{InForce, Plan};
use crate::service::users::Users;

/// How often the plan's files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// What changes the plan in force. Cheap to clone.
#[derive(Clone, Debug)]
pub(super) struct Planner {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    settings: Settings,
    users: Users,
    in_force: InForce,
    /// One change at a time, so that none undoes another.
    turn: Mutex<()>,
}

/// Why a version of the plan is not put in force.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    /// Its files or sounds are no good.
    #[error("{0}")]
    Unusable(#[from] StartError),
    /// It does not do what its tests say.
    #[error("{0}")]
    Tests(Diagnostics),
    /// The task that read it has died: a fault of ours.
    #[error("reading the dialplan has failed: {0}")]
    Died(#[from] tokio::task::JoinError),
}

impl Planner {
    pub(super) fn new(settings: &Settings, users: &Users, in_force: &InForce) -> Self {
        let inner = Inner {
            settings: settings.clone(),
            users: users.clone(),
            in_force: Arc::clone(in_force),
            turn: Mutex::new(()),
        };
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Puts the files as they are now in force.
    ///
    /// # Errors
    /// Why they are not; the version in force stays.
    pub(super) async fn reload(&self, reason: &str) -> Result<(), Refused> {
        let inner = Arc::clone(&self.inner);
        let read = tokio::task::spawn_blocking(move || inner.reload()).await;
        let done = read.map_err(Refused::from).and_then(|done| done);
        match &done {
            Ok(()) => {
                counter!("softswitch_plan_reloads_total", "result" => "accepted").increment(1);
                tracing::info!(reason, "a new version of the dialplan is in force");
            }
            Err(error) => {
                counter!("softswitch_plan_reloads_total", "result" => "refused").increment(1);
                tracing::error!(reason, %error, "the dialplan has changed and is no good; the old version stays in force");
            }
        }
        done
    }

    /// Compiles the version in force for other users.
    ///
    /// # Errors
    /// It does not fit them; it stays as it is.
    pub(super) fn fit(&self, extensions: &BTreeSet<String>) -> Result<(), Diagnostics> {
        let _turn = self.inner.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let old = self.inner.in_force.load_full();
        let graph = plan::compile_sources(&old.sources, &self.inner.settings, extensions)?;
        self.inner.in_force.store(Arc::new(Plan {
            graph,
            ..Plan::clone(&old)
        }));
        Ok(())
    }

    /// Looks at the files until the task is ended.
    pub(super) async fn watch(self) {
        let mut seen = self.inner.looks();
        let mut looks = tokio::time::interval(LOOK_EVERY);
        loop {
            looks.tick().await;
            let now = self.inner.looks();
            if now != seen {
                seen = now;
                // What came of it is logged.
                let _ = self.reload("its files have changed").await;
            }
        }
    }
}

impl Inner {
    fn reload(&self) -> Result<(), Refused> {
        let _turn = self.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let plan = plan::load(&self.settings, &self.users)?;
        if let Some(failed) = plan::failed_tests(&plan) {
            return Err(Refused::Tests(failed));
        }
        self.in_force.store(Arc::new(plan));
        Ok(())
    }

    /// Enough of each file to see that it changed.
    fn looks(&self) -> Vec<Option<(SystemTime, u64)>> {
        self.settings.dialplan.iter().map(|path| look(path)).collect()
    }
}

fn look(path: &Path) -> Option<(SystemTime, u64)> {
    let found = path.metadata().ok()?;
    Some((found.modified().ok()?, found.len()))
}
