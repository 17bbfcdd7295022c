//! What watches the signalling: the edge before it, the captures beside it.

use config::Settings;
use store::{Store, TenantId};
use tokio::task::JoinHandle;

use super::configure;
use crate::actor::captures::Captures;
use crate::edge::Sentence;
use crate::observe::capture::{CaptureTask, Tap};
use crate::service::edge::{Gate, KeeperTask};

/// What watches, running.
pub(super) struct Watch {
    /// Each call's messages; `None`: none are kept.
    pub(super) captures: Option<Captures>,
    /// The edge.
    pub(super) gate: Gate,
    /// Stores captures and removes old ones.
    pub(super) capturing: JoinHandle<()>,
    /// Keeps bans.
    pub(super) keeping: JoinHandle<()>,
}

impl Watch {
    /// Starts the keepers, and the edge with the bans of former runs; `secret` makes its tables unpredictable.
    pub(super) fn start(
        settings: &Settings,
        (store, tenant, bans): (Store, TenantId, Vec<Sentence>),
        secret: [u8; 32],
    ) -> Self {
        let (capturing, captures) = captures(settings, &store, tenant);
        let (keeper_task, keeper) = KeeperTask::new(store, tenant);
        let edge = configure::edge(settings, bans, secret);
        Self {
            captures,
            gate: Gate::new(edge, keeper, &settings.domain),
            capturing,
            keeping: tokio::spawn(keeper_task.run()),
        }
    }
}

/// Starts what stores captures; without captures it still removes old ones.
fn captures(settings: &Settings, store: &Store, tenant: TenantId) -> (JoinHandle<()>, Option<Captures>) {
    let task = CaptureTask {
        store: store.clone(),
        tenant,
        keep: settings.capture.keep,
        bytes_max: settings.capture.megabytes.saturating_mul(1_000_000),
    };
    let (task, keeper) = task.start();
    let captures = settings.capture.enabled.then(|| Captures {
        tap: Tap::default(),
        keeper,
    });
    (tokio::spawn(task), captures)
}
