//! The trunks as calls see them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use config::Trunk;
use media::codec::Codec;
use metrics::counter;
use sip_stack::tokens::Tokens;
use sip_stack::user_agent::Terms;

use super::inbound::{self, Arrival, Whose};
use super::local::Local;
use super::state::{House, Live};
use super::{Channel, compose, numbers, order};
use crate::call::{CameBy, Gateway, NoWay, Refusal, WayId, Wish};

/// Seconds after which a caller may try a trunk again that had no room.
const RETRY_AFTER_S: u32 = 2;

/// All trunks. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Trunks {
    pub(super) house: Arc<House>,
}

impl Trunks {
    /// The trunks of the settings, none of them registered. `codecs` are for those that name none.
    #[must_use]
    pub fn new(
        trunks: Vec<Trunk>,
        (codecs, terms): (&[Codec], Terms),
        local: Local,
        tokens: Tokens,
        now: Instant,
    ) -> Self {
        Self {
            house: Arc::new(House::new(trunks, (codecs, terms), local, tokens, now)),
        }
    }

    /// The next way for a call, and its channel there.
    ///
    /// # Errors
    /// Why there is none.
    pub fn find_way(&self, now: Instant, wish: &Wish) -> Result<(Gateway, Channel), NoWay> {
        let house = &self.house;
        let mut live = house.live();
        let (wanted, loops) = self.wanted(wish);
        let ways = order::ways(&house.trunks, &mut live, &wanted, now);
        let mut full = false;
        for way in ways.into_iter().filter(|way| !wish.tried.contains(way)) {
            let (Some(trunk), Some(standing)) = (house.trunks.get(way.trunk), live.trunks.get_mut(way.trunk))
            else {
                continue;
            };
            let Some(gateway) = compose::gateway(house, standing, way, wish) else {
                continue;
            };
            let room = trunk.channels.is_none_or(|most| standing.channels < most);
            if !room || !standing.pace.as_mut().is_none_or(|pace| pace.take(now)) {
                full = true;
                let reason = if room { "pace" } else { "channels" };
                counter!("softswitch_trunk_full_total", "trunk" => trunk.name.clone(), "reason" => reason)
                    .increment(1);
                continue;
            }
            return Ok((gateway, Channel::take(house, way.trunk, &mut standing.channels)));
        }
        Err(match (full, loops) {
            (true, _) => NoWay::Full {
                retry_after_s: RETRY_AFTER_S,
            },
            (false, true) => NoWay::Loop,
            (false, false) => NoWay::Left,
        })
    }

    /// The places of the trunks that are wanted, and whether one was left out because the call came from there
    /// with this very number: it would come back at once.
    fn wanted(&self, wish: &Wish) -> (Vec<usize>, bool) {
        let trunks = &self.house.trunks;
        let named: Vec<usize> = if wish.trunks.is_empty() {
            (0..trunks.len()).collect()
        } else {
            let place = |name: &String| trunks.iter().position(|trunk| trunk.name == *name);
            wish.trunks.iter().filter_map(place).collect()
        };
        let returns = |index: &usize| {
            trunks
                .get(*index)
                .zip(wish.came_by.as_ref())
                .is_some_and(|(trunk, came_by)| {
                    trunk.name == came_by.trunk
                        && numbers::dialled(&trunk.numbering, &wish.number) == came_by.number
                })
        };
        let all = named.len();
        let wanted: Vec<usize> = named.into_iter().filter(|index| !returns(index)).collect();
        let loops = wanted.len() < all;
        (wanted, loops)
    }

    /// A way did not take a call.
    pub fn refused(&self, now: Instant, refusal: Refusal) {
        let mut live = self.house.live();
        let Live { trunks, dead, .. } = &mut *live;
        let Refusal {
            way, retry_after_s, ..
        } = refusal;
        let (Some(hop), Some(trunk)) = (
            trunks.get_mut(way.trunk).and_then(|trunk| trunk.hop_mut(way)),
            self.house.trunks.get(way.trunk),
        ) else {
            return;
        };
        let (name, status) = (trunk.name.as_str(), refusal.status.code());
        let wait = retry_after_s.map(|seconds| Duration::from_secs(seconds.into()));
        if status == 503 || !refusal.answered {
            dead.mark(now, way.transport, way.remote, wait);
        }
        counter!("softswitch_trunk_refusals_total", "trunk" => name.to_owned(), "status" => status.to_string())
            .increment(1);
        tracing::info!(trunk = name, status, "a trunk did not take a call");
        if let (503, Some(wait)) = (status, wait) {
            hop.health.avoid(now, wait);
        }
        if hop.health.note(refusal.answered) {
            tracing::warn!(
                trunk = name,
                remote = %way.remote,
                up = hop.health.is_up(),
                "a trunk's server changed"
            );
        }
    }

    /// A server answered a probe, or did not.
    pub(super) fn probed(&self, way: WayId, alive: bool) {
        let mut live = self.house.live();
        let Live { trunks, dead, .. } = &mut *live;
        let (Some(standing), Some(trunk)) = (trunks.get_mut(way.trunk), self.house.trunks.get(way.trunk))
        else {
            return;
        };
        let Some(hop) = standing.hop_mut(way) else { return };
        let name = trunk.name.as_str();
        if hop.health.note(alive) {
            tracing::warn!(
                trunk = name,
                remote = %way.remote,
                up = alive,
                "a trunk's server changed"
            );
        }
        if alive {
            dead.forgive(way.transport, way.remote);
        }
        let server = standing.servers.get(way.server);
        let up = server.is_some_and(|server| server.hops.iter().any(|hop| hop.health.is_up()));
        let labels = [("trunk", name.to_owned()), ("server", way.server.to_string())];
        metrics::gauge!("softswitch_trunk_up", &labels).set(if up { 1.0 } else { 0.0 });
    }

    /// Whose a call is, with its place on the trunk if it is one's.
    #[must_use]
    pub fn whose(&self, now: Instant, arrival: Arrival<'_>) -> Whose {
        let house = &self.house;
        let mut live = house.live();
        let Some((index, number)) = inbound::find(house, &live.trunks, arrival) else {
            return Whose::Nobodys;
        };
        let (Some(trunk), Some(standing)) = (house.trunks.get(index), live.trunks.get_mut(index)) else {
            return Whose::Nobodys;
        };
        let name = trunk.name.clone();
        let Some(number) = number else {
            return Whose::Unknown { trunk: name };
        };
        let full = |reason| Whose::Full {
            trunk: name.clone(),
            reason,
        };
        if standing.drained {
            return full("drained");
        }
        if trunk.channels.is_some_and(|most| standing.channels >= most) {
            return full("channels");
        }
        if !standing.pace.as_mut().is_none_or(|pace| pace.take(now)) {
            return full("pace");
        }
        Whose::Trunks {
            caller: inbound::party(trunk, arrival.request.headers()),
            came_by: CameBy { trunk: name, number },
            codecs: house.codecs.get(index).cloned().unwrap_or_default(),
            encryption: compose::encrypted(trunk, arrival.flow.transport),
            media_ip: trunk.media_advertise,
            terms: compose::terms(house, trunk),
            login: compose::speaker(trunk, standing, None)
                .map(|(account, _)| Box::new(compose::login(account))),
            policy: Box::new(compose::policy(trunk)),
            channel: Channel::take(house, index, &mut standing.channels),
        }
    }
}
