//! The ways out of a step.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::graph::{Block, Graph};
use crate::menu::Menu;
use crate::step::Action;

/// Why a call leaves a step by this way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "exit", content = "key", rename_all = "kebab-case")]
pub enum Exit {
    /// It is done.
    On,
    /// Somebody answers.
    Answered,
    /// Nobody answers, for whatever reason.
    NotAnswered,
    /// The step decides so.
    Case(String),
    /// There is no room for another.
    Full,
    /// The last try brought no PIN that lets the caller in.
    WrongPin,
    /// The caller presses this.
    Key(String),
    /// The caller dials a user's extension.
    Extension,
    /// The last try brought no key.
    NoKey,
    /// The last try brought a key that leads nowhere.
    WrongKey,
}

/// Where a way leads.
#[derive(Clone, Debug)]
pub(super) enum Way {
    /// To the next step, or where the call goes on after the last one.
    Next,
    /// Somebody has the call.
    Answered,
    /// To the first of these steps; after the last the call goes on as by [`Way::Next`].
    Into(Block),
}

/// All ways out of a step; none: it ends the call.
pub(super) fn exits(action: &Action, graph: &Graph) -> Vec<(Exit, Way)> {
    match action {
        Action::Answer(_) | Action::Play(_) | Action::Record(_) | Action::Say(_) | Action::Tone(_) => {
            vec![(Exit::On, Way::Next)]
        }
        Action::Ring(_) => vec![(Exit::Answered, Way::Answered), (Exit::NotAnswered, Way::Next)],
        Action::Caller(_) | Action::Hours(_) => of_cases(action),
        Action::Conference(join) => {
            let refused = join.conference().entry.as_ref().map(|_| Exit::WrongPin);
            let all = [Some(Exit::Full), refused].into_iter().flatten();
            all.map(|exit| (exit, Way::Next)).collect()
        }
        Action::Echo(_) | Action::Hangup(_) => Vec::new(),
        Action::Menu(menu) => graph
            .menus
            .get(menu.index)
            .map(|menu| of_menu(menu, graph))
            .unwrap_or_default(),
    }
}

/// A step that only decides: its branches by name, and who goes on.
fn of_cases(action: &Action) -> Vec<(Exit, Way)> {
    let case = |(name, block): (&str, Option<&Block>)| {
        let way = block.map_or(Way::Next, |block| Way::Into(Arc::clone(block)));
        (Exit::Case(name.to_owned()), way)
    };
    action.cases().into_iter().map(case).collect()
}

fn of_menu(menu: &Menu, graph: &Graph) -> Vec<(Exit, Way)> {
    let into = |block: &Block| Way::Into(Arc::clone(block));
    let keys = menu
        .keys
        .iter()
        .map(|(key, block)| (Exit::Key(key.clone()), into(block)));
    let mut all: Vec<(Exit, Way)> = keys.collect();
    // Many users share one route: it is one way.
    let routes: BTreeMap<usize, &String> = menu
        .extensions
        .iter()
        .filter_map(|extension| Some((graph.route_of(extension, false)?, extension)))
        .collect();
    let dialled = routes.keys().filter_map(|route| graph.route(*route));
    all.extend(dialled.map(|route| (Exit::Extension, into(&route.steps))));
    let timeout = menu.timeout.as_ref();
    let invalid = menu.invalid.as_ref().or(timeout);
    all.push((Exit::NoKey, timeout.map_or(Way::Next, into)));
    all.push((Exit::WrongKey, invalid.map_or(Way::Next, into)));
    all
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On => f.write_str("on"),
            Self::Answered => f.write_str("answered"),
            Self::NotAnswered => f.write_str("not answered"),
            Self::Case(name) => f.write_str(name),
            Self::Full => f.write_str("full"),
            Self::WrongPin => f.write_str("wrong PIN"),
            Self::Key(key) => write!(f, "key {key}"),
            Self::Extension => f.write_str("an extension"),
            Self::NoKey => f.write_str("no key"),
            Self::WrongKey => f.write_str("wrong key"),
        }
    }
}
