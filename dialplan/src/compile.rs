//! Text to graph: everything is read, then every reference is checked, and all mistakes are told at once.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use chrono_tz::Tz;
use yaml::{Diagnostics, Mistakes, Node, Source, Span};

use crate::cases;
use crate::conferences::Conferences;
use crate::graph::{Block, Graph, Route};
use crate::groups::Groups;
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
    let mut parts = Parts::default();
    for (file, root) in &roots {
        let Some(root) = root else { continue };
        if let Some(sections) = Sections::read(*file, root, &mut mistakes) {
            parts.add(&sections, context, &mut mistakes);
        }
    }
    let Parts {
        prompts,
        menus,
        holidays,
        conferences: all_conferences,
        groups,
        hours: all_hours,
        mut routes,
        tests,
    } = parts;
    limit(&mut routes, &mut mistakes);
    let mut hours = Named::<Hours>::default();
    for node in all_hours {
        hours.read(node, &holidays, context.timezone, &mut mistakes);
    }
    let mut conferences = Conferences::default();
    for node in all_conferences {
        conferences.read(node, &prompts, &mut mistakes);
    }
    let read_menus = menus.read(context, (&prompts, &hours, &conferences, &groups), &mut mistakes);
    let mut written: Vec<_> = routes
        .iter()
        .filter_map(|node| {
            Written::read(
                node,
                context,
                (&prompts, &menus, &hours, &conferences, &groups),
                &mut mistakes,
            )
        })
        .collect();
    written.extend(
        groups
            .dialled()
            .map(|(number, span, group)| Written::of_group(number, span, group)),
    );
    let cases = cases::read(&tests, context, (&prompts, &groups), &mut mistakes);
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

/// What the files hold, before routes and hours are read: they may name what stands in a later file.
#[derive(Default)]
struct Parts<'n> {
    prompts: Prompts,
    menus: Menus<'n>,
    holidays: Named<Holidays>,
    conferences: Vec<&'n Node>,
    groups: Groups,
    hours: Vec<&'n Node>,
    routes: Vec<&'n Node>,
    tests: Vec<&'n Node>,
}

impl<'n> Parts<'n> {
    fn add(&mut self, sections: &Sections<'n>, context: &Context<'_>, mistakes: &mut Mistakes<'_>) {
        if let Some(node) = sections.prompts {
            self.prompts.read(node, context, mistakes);
        }
        if let Some(node) = sections.holidays {
            self.holidays.read(node, mistakes);
        }
        self.hours.extend(sections.hours);
        self.tests.extend(sections.tests);
        self.conferences.extend(sections.conferences);
        if let Some(node) = sections.groups {
            self.groups.read(node, context, mistakes);
        }
        if let Some(node) = sections.menus {
            self.menus.find(node, mistakes);
        }
        let routes = sections.routes.and_then(|node| node.items("`routes`", mistakes));
        self.routes.extend(routes.unwrap_or_default());
    }
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
    groups: Option<&'n Node>,
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
        let groups = fields.take("groups", mistakes);
        let routes = fields.take("routes", mistakes);
        let tests = fields.take("tests", mistakes);
        fields.finish(mistakes);
        Some(Self {
            prompts,
            menus,
            hours,
            holidays,
            conferences,
            groups,
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
