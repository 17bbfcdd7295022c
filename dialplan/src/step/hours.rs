//! `hours: {name: office, closed: […]}`: which way a call goes at this time. After the steps of a branch it goes on with
//! the step after `hours`, and so it does without one.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Utc};
use yaml::{Mistakes, Node};

use crate::graph::Block;
use crate::hours::{self, State};
use crate::route::Surroundings;
use crate::steps;

#[derive(Clone, Debug)]
pub(crate) struct Hours {
    name: String,
    hours: Arc<hours::Hours>,
    pub(crate) open: Option<Block>,
    pub(crate) closed: Option<Block>,
    /// `None`: as when closed.
    pub(crate) holiday: Option<Block>,
}

impl Hours {
    pub(super) fn read(
        options: &Node,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut fields = options.fields("`hours`", mistakes)?;
        let name = fields.need("name", "office", mistakes);
        let hours = name.and_then(|node| around.hours.find(node, mistakes));
        let open = steps::optional("open", &mut fields, around, mistakes);
        let closed = steps::optional("closed", &mut fields, around, mistakes);
        let holiday = steps::optional("holiday", &mut fields, around, mistakes);
        fields.finish(mistakes);
        let (open, closed, holiday) = (open?, closed?, holiday?);
        if open.is_none() && closed.is_none() && holiday.is_none() {
            let help = "add `closed: {ring: {extension: \"101\"}}`, or `open`, or `holiday`";
            mistakes.say("no-branch", options.span, "these hours change nothing", help);
        }
        Some(Self {
            hours: hours?,
            name: name?.text("the name of hours", mistakes)?.to_owned(),
            open,
            closed,
            holiday,
        })
    }

    /// The steps for this time; `None`: on, to the step after.
    pub(crate) fn branch(&self, at: DateTime<Utc>) -> Option<&Block> {
        match self.hours.state(at) {
            State::Open => self.open.as_ref(),
            State::Closed => self.closed.as_ref(),
            State::Holiday => self.holiday.as_ref().or(self.closed.as_ref()),
        }
    }

    /// When the time makes a difference.
    pub(super) fn moments(&self) -> Vec<DateTime<FixedOffset>> {
        self.hours.moments()
    }

    /// As it stands in a picture.
    pub(super) fn question(&self) -> String {
        format!("hours {}", self.name)
    }

    /// The ways on, each once.
    pub(super) fn cases(&self) -> Vec<(&'static str, Option<&Block>)> {
        let named = [
            ("open", &self.open),
            ("closed", &self.closed),
            ("holiday", &self.holiday),
        ];
        let mut cases: Vec<_> = named
            .into_iter()
            .filter_map(|(name, block)| Some((name, Some(block.as_ref()?))))
            .collect();
        match (&self.open, &self.closed) {
            (None, None) => cases.push(("open or closed", None)),
            (None, Some(_)) => cases.push(("open", None)),
            (Some(_), None) => cases.push(("closed", None)),
            (Some(_), Some(_)) => {}
        }
        cases
    }

    /// At some time there are no steps.
    pub(crate) const fn has_gap(&self) -> bool {
        self.open.is_none() || self.closed.is_none()
    }

    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        [&self.open, &self.closed, &self.holiday].into_iter().flatten()
    }
}
