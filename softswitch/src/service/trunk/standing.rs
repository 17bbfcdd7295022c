//! How the trunks stand, for people; and what people change about it.

use super::Trunks;
use super::state::{LiveAccount, LiveServer};

/// How a trunk stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its name in the settings.
    pub name: String,
    /// It takes no new calls, in either direction.
    pub drained: bool,
    /// Calls it carries.
    pub channels: usize,
    /// Calls it may carry, if there is a limit.
    pub channels_max: Option<usize>,
    /// The places of its servers that are known, and whether each is up.
    pub places: Vec<(String, bool)>,
    /// The users of its accounts that should be registered, and whether each is.
    pub accounts: Vec<(String, bool)>,
}

impl Trunks {
    /// How all of them stand, in the order of the settings.
    #[must_use]
    pub fn standings(&self) -> Vec<Standing> {
        let live = self.house.live();
        let both = self.house.trunks.iter().zip(&live.trunks);
        both.map(|(settings, live)| Standing {
            name: settings.name.clone(),
            drained: live.drained,
            channels: live.channels,
            channels_max: settings.channels,
            places: live.servers.iter().flat_map(places).collect(),
            accounts: accounts(settings, &live.accounts),
        })
        .collect()
    }

    /// Gives a trunk no new calls, or some again; those it carries go on. `false`: there is none of that name.
    #[must_use]
    pub fn drain(&self, name: &str, drained: bool) -> bool {
        let mut live = self.house.live();
        let place = self.house.trunks.iter().position(|trunk| trunk.name == name);
        let Some(trunk) = place.and_then(|place| live.trunks.get_mut(place)) else {
            return false;
        };
        trunk.drained = drained;
        tracing::warn!(trunk = name, drained, "a trunk was changed by command");
        true
    }
}

fn places(server: &LiveServer) -> impl Iterator<Item = (String, bool)> {
    let hops = server.hops.iter();
    hops.map(|hop| {
        let place = format!("{}:{}", hop.transport.to_string().to_lowercase(), hop.remote);
        (place, hop.health.is_up())
    })
}

fn accounts(settings: &config::Trunk, live: &[LiveAccount]) -> Vec<(String, bool)> {
    let both = settings.accounts.iter().zip(live);
    both.filter(|(account, _)| account.register)
        .map(|(account, live)| (account.username.clone(), live.registered))
        .collect()
}
