//! In which order the servers of trunks are tried.

use std::time::Instant;

use config::Trunk;

use super::state::{Live, LiveTrunk};
use crate::call::WayId;

/// All ways of these trunks: those that are up first; then by the order of the trunks; then by the servers'
/// priority; then by lot, as their weights say (RFC 2782). A trunk that is drained has none.
pub(super) fn ways(trunks: &[Trunk], live: &mut Live, wanted: &[usize], now: Instant) -> Vec<WayId> {
    let Live {
        trunks: standing,
        tokens,
    } = live;
    let mut ways = Vec::new();
    for (place, index) in wanted.iter().enumerate() {
        let (Some(trunk), Some(stands)) = (trunks.get(*index), standing.get(*index)) else {
            continue;
        };
        if trunk.drain {
            continue;
        }
        for (server, settings) in trunk.servers.iter().enumerate() {
            if stands
                .servers
                .get(server)
                .is_none_or(|live| live.remote.is_none())
            {
                continue;
            }
            let lot = lot(settings.weight, tokens.number());
            let down = !is_ready(trunk, stands, server, now);
            let way = WayId {
                trunk: *index,
                server,
            };
            ways.push(((down, place, settings.priority), lot, way));
        }
    }
    ways.sort_by(|(a, a_lot, _), (b, b_lot, _)| a.cmp(b).then(a_lot.total_cmp(b_lot)));
    ways.into_iter().map(|(_, _, way)| way).collect()
}

fn is_ready(trunk: &Trunk, live: &LiveTrunk, server: usize, now: Instant) -> bool {
    let up = live
        .servers
        .get(server)
        .is_some_and(|server| server.health.is_ready(now));
    up && !live.is_unregistered(trunk)
}

/// An exponential variate: of several, each is the least as often as its weight says.
fn lot(weight: u16, number: u64) -> f64 {
    // 53 bits fit a float exactly; never zero, so that the logarithm is finite.
    #[expect(clippy::cast_precision_loss, reason = "shifted to 53 bits, which fit")]
    let unit = ((number >> 9) as f64 + 1.0) / (1_u64 << 53) as f64;
    -unit.ln() / f64::from(weight)
}
