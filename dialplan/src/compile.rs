//! Text to graph: everything is read, then every reference is checked, and all mistakes are told at once.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use chrono_tz::Tz;
use yaml::{Diagnostics, Mistakes, Node, Source, Span};

use crate::cases;
use crate::conferences::Conferences;
use crate::graph::{Block, Graph, Route};
use crate::hours::{Holidays, Hours, Named};
use crate::limits::ROUTES_MAX;
use crate::menus::Menus;
use crate::numbers::{Links, Number, To};
use crate::prompts::Prompts;
use crate::route::Written;
use crate::step::{Action, Step};
use crate::ways_out;

/// The form of the plan that this program reads.
pub(crate) const VERSION: u64 = 1;

/// What a plan may refer to that stands outside of it.
pub struct Context<'a> {
    /// The users' own numbers.
    pub extensions: BTreeSet<String>,
    /// The names of the trunks.
    pub trunks: BTreeSet<String>,
    /// The zone of hours and tests that name none.
    pub timezone: Tz,
    /// Whether a sound file exists, by its path in the plan.
    pub prompt_exists: &'a dyn Fn(&str) -> bool,
}

impl fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Context")
            .field("extensions", &self.extensions)
            .finish_non_exhaustive()
    }
}

/// Compiles a plan of one or more files.
///
/// # Errors
/// Every mistake in every file.
pub fn compile(sources: &[Source], context: &Context<'_>) -> Result<Arc<Graph>, Diagnostics> {
    let mut mistakes = Mistakes::new(sources);
    let roots: Vec<_> = sources
        .iter()
        .enumerate()
        .map(|(file, source)| (file, yaml::parse(file, source, &mut mistakes)))
        .collect();
    let mut prompts = Prompts::default();
    let mut menus = Menus::default();
    let mut holidays = Named::<Holidays>::default();
    let (mut routes, mut tests, mut all_hours) = (Vec::new(), Vec::new(), Vec::new());
    let mut conferences = Conferences::default();
    for (file, root) in &roots {
        let Some(root) = root else { continue };
        if let Some(sections) = Sections::read(*file, root, &mut mistakes) {
            if let Some(node) = sections.prompts {
                prompts.read(node, context, &mut mistakes);
            }
            if let Some(node) = sections.holidays {
                holidays.read(node, &mut mistakes);
            }
            all_hours.extend(sections.hours);
            tests.extend(sections.tests);
            if let Some(node) = sections.conferences {
                conferences.read(node, &mut mistakes);
            }
            if let Some(node) = sections.menus {
                menus.find(node, &mut mistakes);
            }
            routes.extend(
                sections
                    .routes
                    .and_then(|node| node.items("`routes`", &mut mistakes))
                    .unwrap_or_default(),
            );
        }
    }
    limit(&mut routes, &mut mistakes);
    let mut hours = Named::<Hours>::default();
    for node in all_hours {
        hours.read(node, &holidays, context.timezone, &mut mistakes);
    }
    let read_menus = menus.read(context, (&prompts, &hours, &conferences), &mut mistakes);
    let written: Vec<_> = routes
        .iter()
        .filter_map(|node| {
            Written::read(
                node,
                context,
                (&prompts, &menus, &hours, &conferences),
                &mut mistakes,
            )
        })
        .collect();
    let cases = cases::read(&tests, context, &prompts, &mut mistakes);
    let (files, said) = prompts.into_sounds();
    let mut graph = Graph {
        cases,
        said,
        files: sources.iter().map(|source| source.name.clone()).collect(),
        extensions: context.extensions.clone(),
        prompts: files,
        menus: read_menus,
        ..Graph::default()
    };
    join(written, &mut graph, &mut mistakes);
    graph.note_said();
    if graph.menus.len() == menus.count() {
        ways_out::check(&graph, &mut mistakes);
    }
    mistakes.finish(Some(Arc::new(graph)))
}

/// Routes beyond the limit are a mistake, and are not read.
fn limit(routes: &mut Vec<&Node>, mistakes: &mut Mistakes<'_>) {
    if let Some(node) = routes.get(ROUTES_MAX) {
        mistakes.say(
            "too-many",
            node.span,
            "these are too many routes",
            format!("at most {ROUTES_MAX} are allowed"),
        );
        routes.truncate(ROUTES_MAX);
    }
}

/// The top of a file.
struct Sections<'n> {
    prompts: Option<&'n Node>,
    menus: Option<&'n Node>,
    hours: Option<&'n Node>,
    holidays: Option<&'n Node>,
    conferences: Option<&'n Node>,
    routes: Option<&'n Node>,
    tests: Option<&'n Node>,
}

impl<'n> Sections<'n> {
    fn read(file: usize, root: &'n Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        if root.is_null() {
            let help = "start with `version: 1` and `routes:`";
            mistakes.say("empty-file", Span::start_of(file), "this dialplan is empty", help);
            return None;
        }
        let mut fields = root.fields("a dialplan", mistakes)?;
        if let Some(node) = fields.need("version", "1", mistakes) {
            node.version(VERSION, mistakes);
        }
        let prompts = fields.take("prompts", mistakes);
        let menus = fields.take("menus", mistakes);
        let hours = fields.take("hours", mistakes);
        let holidays = fields.take("holidays", mistakes);
        let conferences = fields.take("conferences", mistakes);
        let routes = fields.take("routes", mistakes);
        let tests = fields.take("tests", mistakes);
        fields.finish(mistakes);
        Some(Self {
            prompts,
            menus,
            hours,
            holidays,
            conferences,
            routes,
            tests,
        })
    }
}

/// Joins the routes to their numbers.
fn join(written: Vec<Written>, graph: &mut Graph, mistakes: &mut Mistakes<'_>) {
    let mut links = Links::default();
    for Written { to, steps } in written {
        if let (To::Numbers(numbers), Some(steps)) = (&to, &steps) {
            for (number, span) in numbers {
                hidden(number, *span, steps, graph, mistakes);
            }
        }
        links.add(to, graph.routes.len(), mistakes);
        graph.routes.push(Route {
            steps: steps.unwrap_or_else(|| Block::from([])),
        });
    }
    (graph.numbers, graph.to_extensions) = links.finish(mistakes);
}

/// A route of its own for a user's number must ring that user, or nobody could ever call them.
fn hidden(number: &Number, span: Span, steps: &[Step], graph: &Graph, mistakes: &mut Mistakes<'_>) {
    let Number::One(number) = number else { return };
    if graph.extensions.contains(number) && !rings(steps, number) {
        let message = format!("this route hides the user with the extension \"{number}\"");
        let help = format!("ring them in it (`- ring: {{extension: \"{number}\"}}`) or take another number");
        mistakes.say("hides-extension", span, message, help);
    }
}

/// Some step rings this user, be it in a branch.
fn rings(steps: &[Step], number: &str) -> bool {
    steps.iter().any(|step| match &step.action {
        Action::Ring(ring) => ring.rings(number),
        action => action.branches().any(|block| rings(block, number)),
    })
}
