//! What watches the signalling: the edge before it, the captures beside it.

use std::sync::Arc;

use config::Settings;
use store::{Capture, Spool, Store, TenantId};
use tokio::task::JoinHandle;

use super::configure;
use crate::actor::captures::Captures;
use crate::edge::Sentence;
use crate::observe::capture::{CaptureTask, Tap};
use crate::service::edge::{Gate, KeeperTask};

/// Starts what stores captures; without captures it still removes old ones.
pub(super) fn captures(
    settings: &Settings,
    spool: Arc<Spool<Capture>>,
    store: &Store,
    tenant: TenantId,
) -> (JoinHandle<()>, Option<Captures>) {
    let task = CaptureTask {
        spool,
        store: store.clone(),
        tenant,
        domain: settings.domain.clone(),
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

/// Starts what keeps bans, and the edge with those of former runs; `secret` makes its tables unpredictable.
pub(super) fn gate(
    settings: &Settings,
    bans: Vec<Sentence>,
    store: Store,
    tenant: TenantId,
    secret: [u8; 32],
) -> (JoinHandle<()>, Gate) {
    let (task, keeper) = KeeperTask::new(store, tenant);
    let edge = configure::edge(settings, bans, secret);
    (
        tokio::spawn(task.run()),
        Gate::new(edge, keeper, &settings.domain),
    )
}
