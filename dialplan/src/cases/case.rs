//! One test: given, when, expect.

use yaml::{Mistakes, Node, Span};

use super::expect::{self, Expectation};
use super::given;
use super::when;
use crate::compile::Context;
use crate::groups::Groups;
use crate::limits::TESTS_MAX;
use crate::prompts::Prompts;
use crate::run::Facts;
use crate::simulate::World;

/// One test of the plan.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) name: String,
    /// Where it begins.
    pub(crate) span: Span,
    /// The call.
    pub(crate) facts: Facts,
    /// What it meets; sounds have no length yet.
    pub(crate) world: World,
    /// In the order in which it must happen.
    pub(crate) expected: Vec<Expectation>,
}

/// Reads the tests of all files; one that has a mistake does not hide those of the next.
pub(crate) fn read(
    nodes: &[&Node],
    context: &Context<'_>,
    (prompts, groups): (&Prompts, &Groups),
    mistakes: &mut Mistakes<'_>,
) -> Vec<Case> {
    let items = nodes
        .iter()
        .flat_map(|node| node.items("`tests`", mistakes).unwrap_or_default());
    let mut items: Vec<&Node> = items.collect();
    if let Some(node) = items.get(TESTS_MAX) {
        let help = format!("at most {TESTS_MAX} are allowed");
        mistakes.say("too-many", node.span, "these are too many tests", help);
        items.truncate(TESTS_MAX);
    }
    let mut cases: Vec<Case> = Vec::with_capacity(items.len());
    for node in items {
        let Some(case) = Case::read(node, context, (prompts, groups), mistakes) else {
            continue;
        };
        match cases.iter().find(|other| other.name == case.name) {
            None => cases.push(case),
            Some(first) => {
                let message = format!("a second test is named `{}`", case.name);
                let help = format!(
                    "the first is in {}:{}",
                    mistakes.name(first.span),
                    first.span.line
                );
                mistakes.say("duplicate-test", case.span, message, help);
            }
        }
    }
    cases
}

impl Case {
    fn read(
        node: &Node,
        context: &Context<'_>,
        (prompts, groups): (&Prompts, &Groups),
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut fields = node.fields("a test", mistakes)?;
        let name = fields.need("name", "nobody is there", mistakes);
        let name = name.and_then(|node| node.text("what the test shows", mistakes));
        let world = match fields.take("given", mistakes) {
            Some(node) => given::read(node, context, groups, mistakes),
            None => Some(World::default()),
        };
        let when = fields.need("when", "{from: \"101\", to: \"100\"}", mistakes);
        let facts = when.and_then(|node| when::read(node, context, mistakes));
        let expected = fields.need("expect", "[{rings: \"101\"}]", mistakes);
        let expected = expected.and_then(|node| expect::read(node, context, prompts, mistakes));
        fields.finish(mistakes);
        Some(Self {
            name: name?.to_owned(),
            span: node.span,
            facts: facts?,
            world: world?,
            expected: expected?,
        })
    }
}
