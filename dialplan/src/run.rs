//! The interpreter: one call's way through the plan.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::conference::Conference;
use crate::entry::{self, Admission};
use crate::graph::{Block, Graph};
use crate::groups::{Group, Hunt, Turn};
use crate::limits::FUEL;
use crate::menu::{Exit, Menu};
use crate::op::{Cause, Op};
use crate::outcome::Outcome;
use crate::step::{Action, Step};
use crate::visit::Visit;

/// What a plan may know of a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Facts {
    /// The caller's number.
    pub from: String,
    /// The number that was dialled.
    pub to: String,
    /// The call comes from outside, by a trunk: it may not dial out by a route of many numbers.
    pub outside: bool,
    /// When it came.
    pub at: DateTime<Utc>,
}

/// One call's way through the plan. It keeps its graph, whatever is loaded after.
#[derive(Clone, Debug)]
pub struct Run {
    graph: Arc<Graph>,
    facts: Facts,
    /// The time of the next decision.
    now: DateTime<Utc>,
    /// The blocks that the call is in, the innermost last; each but that is at the step that led into the next.
    frames: Vec<Frame>,
    /// Why it has ended; `None`: the op of the innermost frame's step is under way.
    over: Option<Cause>,
    fuel: usize,
    trace: Vec<Visit>,
}

/// A place in a block.
#[derive(Clone, Debug)]
struct Frame {
    block: Block,
    step: usize,
    /// How often the step has asked the caller.
    asked: usize,
    /// The group that it rings.
    hunt: Option<Hunt>,
}

impl Frame {
    const fn of(block: Block) -> Self {
        Self {
            block,
            step: 0,
            asked: 0,
            hunt: None,
        }
    }
}

impl Run {
    /// Finds the route of the dialled number; the first op is that of its first step.
    #[must_use]
    pub fn start(graph: Arc<Graph>, facts: Facts) -> (Self, Op) {
        let mut run = Self {
            over: None,
            frames: Vec::new(),
            graph,
            now: facts.at,
            facts,
            fuel: FUEL,
            trace: Vec::new(),
        };
        let op = match run.block_of_dialled() {
            Some(block) => run.branch(block, Cause::Normal),
            None => run.end(Cause::NotFound),
        };
        (run, op)
    }

    /// Tells what time it is for what follows; until then it is the time when the call came.
    pub fn set_time(&mut self, now: DateTime<Utc>) {
        self.now = now;
    }

    /// Goes on after an op. A run that has ended hangs up again, for the same cause.
    pub fn resume(&mut self, outcome: Outcome) -> Op {
        if let Some(cause) = self.over {
            return Op::Hangup { cause };
        }
        let cause = outcome.cause();
        if outcome.ends_run() {
            return self.end(cause);
        }
        if let Some(group) = self.group() {
            return self.hunt(group, outcome);
        }
        let asked = self.frames.last().map_or(0, |frame| frame.asked);
        let conference = self.conference();
        match conference.and_then(|conference| entry::admit(&conference, outcome, asked)) {
            Some(Admission::Ask(op) | Admission::In(op)) => return self.ask_again(op),
            Some(Admission::Out) => return self.next(Cause::Rejected),
            None => {}
        }
        match self.menu().map(|menu| menu.exit(outcome, asked)) {
            Some(Exit::Ask(op)) => self.ask_again(op),
            Some(Exit::Branch(block)) => self.branch(block, cause),
            Some(Exit::Dial(extension)) => self.dial(extension),
            Some(Exit::On) | None => self.next(cause),
        }
    }

    /// The steps so far, oldest first.
    #[must_use]
    pub fn trace(&self) -> &[Visit] {
        &self.trace
    }

    /// The steps so far, oldest first; they are forgotten here.
    pub fn take_trace(&mut self) -> Vec<Visit> {
        std::mem::take(&mut self.trace)
    }

    fn block_of_dialled(&self) -> Option<Block> {
        let route = self.graph.route_of(&self.facts.to, self.facts.outside)?;
        self.graph.route(route).map(|route| Arc::clone(&route.steps))
    }

    /// The menu whose answer is awaited.
    fn menu(&self) -> Option<&Menu> {
        match &self.step()?.action {
            Action::Menu(menu) => self.graph.menus.get(menu.index).map(Arc::as_ref),
            _ => None,
        }
    }

    /// The conference that is being entered.
    fn conference(&self) -> Option<Arc<Conference>> {
        match &self.step()?.action {
            Action::Conference(join) => Some(Arc::clone(join.conference())),
            _ => None,
        }
    }

    /// The group that is being rung.
    fn group(&self) -> Option<Arc<Group>> {
        match &self.step()?.action {
            Action::Ring(ring) => ring.group.clone(),
            _ => None,
        }
    }

    /// Whoever's turn it is, until nobody is left.
    fn hunt(&mut self, group: Arc<Group>, outcome: Outcome) -> Op {
        let Some(frame) = self.frames.last_mut() else {
            return self.next(outcome.cause());
        };
        let hunt = match outcome {
            Outcome::Turn(turn) => frame.hunt.insert(Hunt::of(group, turn)),
            outcome => {
                let hunt = frame.hunt.get_or_insert_with(|| Hunt::of(group, Turn::default()));
                hunt.note(outcome);
                hunt
            }
        };
        match (hunt.next(), hunt.cause()) {
            (Some(op), _) => self.ask_again(op),
            (None, cause) => self.next(cause),
        }
    }

    fn step(&self) -> Option<&Step> {
        let frame = self.frames.last()?;
        frame.block.get(frame.step)
    }

    /// Goes to the first step of a block; after its last, the call goes on where it was.
    fn branch(&mut self, block: Block, cause: Cause) -> Op {
        self.frames.push(Frame::of(block));
        self.enter(cause)
    }

    /// As if the caller had dialled this number, but for where the call goes on after.
    fn dial(&mut self, extension: String) -> Op {
        self.facts.to = extension;
        match self.block_of_dialled() {
            Some(block) => self.branch(block, Cause::Normal),
            None => self.next(Cause::NotFound),
        }
    }

    fn next(&mut self, cause: Cause) -> Op {
        self.step_on();
        self.enter(cause)
    }

    fn ask_again(&mut self, op: Op) -> Op {
        if !self.visit() {
            return self.end(Cause::Failed);
        }
        op
    }

    /// The op of the step that the call is at; `cause` is why the call ends if there is no step left.
    fn enter(&mut self, cause: Cause) -> Op {
        loop {
            let Some(step) = self.step() else {
                self.frames.pop();
                if self.frames.is_empty() {
                    return self.end(cause);
                }
                self.step_on();
                continue;
            };
            let op = step.action.op(&self.graph, &self.facts);
            let branch = step
                .action
                .branch(&self.graph, &self.facts, self.now)
                .map(Arc::clone);
            if !self.visit() {
                return self.end(Cause::Failed);
            }
            match (op, branch) {
                (Some(Op::Hangup { cause }), _) => return self.end(cause),
                (Some(op), _) => return op,
                (None, Some(block)) => self.frames.push(Frame::of(block)),
                (None, None) => self.step_on(),
            }
        }
    }

    fn step_on(&mut self) {
        if let Some(frame) = self.frames.last_mut() {
            (frame.step, frame.asked, frame.hunt) = (frame.step + 1, 0, None);
        }
    }

    /// Notes that the call is at its step. `false`: it has come to too many.
    fn visit(&mut self) -> bool {
        let Some(fuel) = self.fuel.checked_sub(1) else {
            return false;
        };
        self.fuel = fuel;
        let visit = self.step().map(|step| step.visit(&self.graph));
        self.trace.extend(visit);
        if let Some(frame) = self.frames.last_mut() {
            frame.asked += 1;
        }
        true
    }

    fn end(&mut self, cause: Cause) -> Op {
        self.over = Some(cause);
        self.frames.clear();
        Op::Hangup { cause }
    }
}
