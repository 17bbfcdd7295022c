//! One entry of `routes`: numbers, and the steps of a call to them.

use yaml::{Complaint, Mistakes, Node, Span, Value};

use crate::compile::Context;
use crate::conferences::Conferences;
use crate::graph::Block;
use crate::hours::{Hours, Named};
use crate::limits::{NUMBER_CHARS_MAX, NUMBERS_MAX};
use crate::menus::Menus;
use crate::prompts::Prompts;
use crate::steps;

/// The word that stands for every user's own number.
const EXTENSIONS: &str = "extensions";

/// What a step may refer to.
#[derive(Debug)]
pub(crate) struct Surroundings<'a> {
    pub(crate) context: &'a Context<'a>,
    pub(crate) prompts: &'a Prompts,
    pub(crate) menus: &'a Menus<'a>,
    pub(crate) hours: &'a Named<Hours>,
    pub(crate) conferences: &'a Conferences,
    /// The numbers of the step's route; none for the route of all extensions.
    pub(crate) numbers: Vec<&'a str>,
    /// The step's route is of all numbers that begin alike.
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

/// Where a route leads from.
#[derive(Debug)]
pub(crate) enum To {
    Extensions(Span),
    Numbers(Vec<(String, Span)>),
    /// All that begin so and have no route of their own.
    Prefix(String, Span),
}

impl Written {
    pub(crate) fn read(
        node: &Node,
        context: &Context<'_>,
        (prompts, menus, hours, conferences): (&Prompts, &Menus<'_>, &Named<Hours>, &Conferences),
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut fields = node.fields("a route", mistakes)?;
        let to = fields
            .need("number", "\"600\"", mistakes)
            .and_then(|node| to(node, mistakes));
        let steps = fields.need("steps", "[{ring: {timeout: 30s}}]", mistakes);
        fields.finish(mistakes);
        let numbers = match &to {
            Some(To::Numbers(numbers)) => numbers.iter().map(|(number, _)| number.as_str()).collect(),
            Some(To::Extensions(_) | To::Prefix(..)) | None => Vec::new(),
        };
        let around = Surroundings {
            context,
            prompts,
            menus,
            hours,
            conferences,
            numbers,
            many: matches!(to, Some(To::Prefix(..))),
            in_menu: false,
        };
        let steps = steps.and_then(|node| steps::read(node, &around, mistakes));
        Some(Self { to: to?, steps })
    }
}

fn to(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<To> {
    match &node.value {
        Value::Scalar(scalar) if scalar.text == EXTENSIONS => Some(To::Extensions(node.span)),
        Value::Map(_) => prefix(node, mistakes),
        Value::Scalar(_) => Some(To::Numbers(vec![number(node, mistakes)?])),
        Value::List(items) if (1..=NUMBERS_MAX).contains(&items.len()) => {
            let numbers: Vec<_> = items.iter().map(|item| number(item, mistakes)).collect();
            numbers.into_iter().collect::<Option<_>>().map(To::Numbers)
        }
        Value::List(items) => {
            let message = format!("a route has 1 to {NUMBERS_MAX} numbers, here are {}", items.len());
            mistakes.say(
                "too-many",
                node.span,
                message,
                "write one number, or a list like [\"600\", \"601\"]",
            );
            None
        }
    }
}

/// `{prefix: "0"}`: every longer number that begins so.
fn prefix(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<To> {
    let mut fields = node.fields("a number", mistakes)?;
    let prefix = fields.need("prefix", "\"0\"", mistakes);
    fields.finish(mistakes);
    let text = prefix?.number_text(mistakes)?;
    if text == "+" {
        return Some(To::Prefix(text.to_owned(), node.span));
    }
    number(prefix?, mistakes).map(|(text, _)| To::Prefix(text, node.span))
}

fn number(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<(String, Span)> {
    let text = node.number_text(mistakes)?;
    let digits = text.strip_prefix('+').unwrap_or(text);
    let can_be_dialled = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
    if !digits.is_empty() && digits.len() <= NUMBER_CHARS_MAX && digits.chars().all(can_be_dialled) {
        return Some((text.to_owned(), node.span));
    }
    let complaint = Complaint::new("bad-number", node.span, format!("`{text}` cannot be dialled"));
    let otherwise = || {
        format!("a number has 1 to {NUMBER_CHARS_MAX} of the digits 0-9, * and #, perhaps with a + before")
    };
    mistakes.add(complaint.did_you_mean(mistakes.nearest(text, [EXTENSIONS]), otherwise));
    None
}
