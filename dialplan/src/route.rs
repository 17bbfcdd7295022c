//! One entry of `routes`: numbers, and the steps of a call to them.

use std::sync::Arc;

use yaml::{Mistakes, Node, Span};

use crate::compile::Context;
use crate::conferences::Conferences;
use crate::graph::Block;
use crate::groups::{Group, Groups};
use crate::hours::{Hours, Named};
use crate::menus::Menus;
use crate::numbers::{Number, To};
use crate::prompts::Prompts;
use crate::step::{Action, Ring, Step};
use crate::steps;

/// What a step may refer to.
#[derive(Debug)]
pub(crate) struct Surroundings<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) prompts: &'a Prompts,
    pub(crate) menus: &'a Menus<'a>,
    pub(crate) hours: &'a Named<Hours>,
    pub(crate) conferences: &'a Conferences,
    pub(crate) groups: &'a Groups,
    /// The numbers of the step's route; none for the route of all extensions.
    pub(crate) numbers: Vec<&'a str>,
    /// The step's route is of many numbers that are not named.
    pub(crate) many: bool,
    /// The step is a menu's, to which routes of any number may lead.
    pub(crate) in_menu: bool,
}

/// A route as it is written, each part that could be read.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) to: To,
    pub(crate) steps: Option<Block>,
}

impl Written {
    pub(crate) fn read(
        node: &Node,
        context: &Context<'_>,
        (prompts, menus, hours, conferences, groups): (
            &Prompts,
            &Menus<'_>,
            &Named<Hours>,
            &Conferences,
            &Groups,
        ),
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut fields = node.fields("a route", mistakes)?;
        let to = fields
            .need("number", "\"600\"", mistakes)
            .and_then(|node| To::read(node, mistakes));
        let steps = fields.need("steps", "[{ring: {timeout: 30s}}]", mistakes);
        fields.finish(mistakes);
        let numbers = to.iter().flat_map(To::alone).collect();
        let around = Surroundings {
            context,
            prompts,
            menus,
            hours,
            conferences,
            groups,
            numbers,
            many: to.as_ref().is_some_and(To::has_many),
            in_menu: false,
        };
        let steps = steps.and_then(|node| steps::read(node, &around, mistakes));
        Some(Self { to: to?, steps })
    }

    /// The route of a group's own number.
    pub(crate) fn of_group(number: String, span: Span, group: Arc<Group>) -> Self {
        let action = Action::Ring(Ring::group(group));
        Self {
            to: To::Numbers(vec![(Number::One(number), span)]),
            steps: Some(Block::from([Step { span, action }])),
        }
    }
}
