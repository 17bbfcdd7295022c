//! A call's place on a trunk, given back when it is dropped.

use std::sync::Arc;

use metrics::gauge;

use super::state::House;

/// One of a trunk's channels.
#[derive(Debug)]
pub struct Channel {
    house: Arc<House>,
    trunk: usize,
}

impl Channel {
    /// Counts a call in. The caller has looked whether there is room.
    pub(super) fn take(house: &Arc<House>, trunk: usize, channels: &mut usize) -> Self {
        *channels += 1;
        let channel = Self {
            house: Arc::clone(house),
            trunk,
        };
        channel.show(*channels);
        channel
    }

    /// Which trunk's.
    #[must_use]
    pub fn trunk(&self) -> &str {
        self.house
            .trunks
            .get(self.trunk)
            .map_or("", |trunk| trunk.name.as_str())
    }

    fn show(&self, channels: usize) {
        let channels = f64::from(u32::try_from(channels).unwrap_or(u32::MAX));
        gauge!("softswitch_trunk_calls_live", "trunk" => self.trunk().to_owned()).set(channels);
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        let mut live = self.house.live();
        if let Some(trunk) = live.trunks.get_mut(self.trunk) {
            trunk.channels = trunk.channels.saturating_sub(1);
            self.show(trunk.channels);
        }
    }
}
