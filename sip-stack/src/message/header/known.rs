//! What is asked of each message again and again, read once: the top Via, From and To.

use std::sync::Arc;

use super::{HeaderName, NameAddr, Via};

/// Values read from header lines that have not changed since. Cheap to clone.
#[derive(Clone, Default)]
pub(super) struct Known(Option<Arc<Values>>);

#[derive(Clone, Default)]
struct Values {
    via: Option<Via>,
    from: Option<NameAddr>,
    to: Option<NameAddr>,
}

impl Known {
    pub(super) const fn new() -> Self {
        Self(None)
    }

    pub(super) fn via(&self) -> Option<&Via> {
        self.0.as_ref()?.via.as_ref()
    }

    /// The address of From or To.
    pub(super) fn address(&self, name: &HeaderName) -> Option<&NameAddr> {
        let values = self.0.as_ref()?;
        match name {
            HeaderName::From => values.from.as_ref(),
            HeaderName::To => values.to.as_ref(),
            _ => None,
        }
    }

    pub(super) fn keep_via(&mut self, via: Via) {
        self.values().via = Some(via);
    }

    pub(super) fn keep_address(&mut self, name: &HeaderName, address: NameAddr) {
        match name {
            HeaderName::From => self.values().from = Some(address),
            HeaderName::To => self.values().to = Some(address),
            _ => {}
        }
    }

    /// The lines of that name are no longer what they were.
    pub(super) fn forget(&mut self, name: &HeaderName) {
        if self.0.is_none() {
            return;
        }
        match name {
            HeaderName::Via => self.values().via = None,
            HeaderName::From => self.values().from = None,
            HeaderName::To => self.values().to = None,
            _ => {}
        }
    }

    /// The lines of that name are those of another message, and were not there before.
    pub(super) fn learn(&mut self, name: &HeaderName, other: &Self) {
        if let (HeaderName::Via, Some(via)) = (name, other.via()) {
            self.keep_via(via.clone());
        } else if let Some(address) = other.address(name) {
            self.keep_address(name, address.clone());
        }
    }

    fn values(&mut self) -> &mut Values {
        Arc::make_mut(self.0.get_or_insert_default())
    }
}
