//! In which order the servers of trunks are tried.

use std::time::Instant;

use config::Trunk;

use super::state::{Live, LiveTrunk};
use crate::call::WayId;

/// All ways of these trunks: those that are up first; then by the order of the trunks; then those that have not just
/// failed (RFC 3263 §4.3); then by the servers' priority; then by lot, as their weights say (RFC 2782); then as DNS
/// says. A trunk that is drained has none.
pub(super) fn ways(trunks: &[Trunk], live: &mut Live, wanted: &[usize], now: Instant) -> Vec<WayId> {
    let Live {
        trunks: standing,
        tokens,
        dead,
    } = live;
    let mut ways = Vec::new();
    for (place, index) in wanted.iter().enumerate() {
        let (Some(trunk), Some(stands)) = (trunks.get(*index), standing.get(*index)) else {
            continue;
        };
        if stands.drained {
            continue;
        }
        for (server, (settings, live)) in trunk.servers.iter().zip(&stands.servers).enumerate() {
            let lot = lot(settings.weight, tokens.number());
            let hops = live.answers.hops(tokens.fork()).unwrap_or_default();
            for (rank, hop) in hops.into_iter().enumerate() {
                let way = WayId {
                    trunk: *index,
                    server,
                    transport: hop.transport,
                    remote: hop.remote,
                };
                let down = !is_ready(trunk, stands, way, now);
                let failed = dead.is_dead(now, &hop);
                ways.push(((down, place, failed, settings.priority), (lot, rank), way));
            }
        }
    }
    ways.sort_by(|(a, (a_lot, a_rank), _), (b, (b_lot, b_rank), _)| {
        a.cmp(b).then(a_lot.total_cmp(b_lot)).then(a_rank.cmp(b_rank))
    });
    ways.into_iter().map(|(_, _, way)| way).collect()
}

fn is_ready(trunk: &Trunk, live: &LiveTrunk, way: WayId, now: Instant) -> bool {
    let up = live.hop(way).is_some_and(|hop| hop.health.is_ready(now));
    up && !live.is_unregistered(trunk)
}

/// An exponential variate: of several, each is the least as often as its weight says.
fn lot(weight: u16, number: u64) -> f64 {
    // 53 bits fit a float exactly; never zero, so that the logarithm is finite.
    #[expect(clippy::cast_precision_loss, reason = "shifted to 53 bits, which fit")]
    let unit = ((number >> 9) as f64 + 1.0) / (1_u64 << 53) as f64;
    -unit.ln() / f64::from(weight)
}
