//! The interpreter: one call's way through the plan.

use std::sync::Arc;

use serde::Serialize;

use crate::graph::{Graph, Route};
use crate::limits::FUEL;
use crate::op::{Cause, Op};
use crate::outcome::Outcome;
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
}

/// One call's way through the plan. It keeps its graph, whatever is loaded after.
#[derive(Clone, Debug)]
pub struct Run {
    graph: Arc<Graph>,
    facts: Facts,
    state: State,
    fuel: usize,
    trace: Vec<Visit>,
}

#[derive(Clone, Copy, Debug)]
enum State {
    /// The op of this step of this route is under way.
    At { route: usize, step: usize },
    /// It has ended.
    Over { cause: Cause },
}

impl Run {
    /// Finds the route of the dialled number; the first op is that of its first step.
    #[must_use]
    pub fn start(graph: Arc<Graph>, facts: Facts) -> (Self, Op) {
        let state = match graph.route_of(&facts.to, facts.outside) {
            Some(route) => State::At { route, step: 0 },
            None => State::Over {
                cause: Cause::NotFound,
            },
        };
        let mut run = Self {
            graph,
            facts,
            state,
            fuel: FUEL,
            trace: Vec::new(),
        };
        let op = run.enter(Cause::Normal);
        (run, op)
    }

    /// Goes on after an op. A run that has ended hangs up again, for the same cause.
    pub fn resume(&mut self, outcome: Outcome) -> Op {
        if let State::At { route, step } = self.state {
            self.state = if outcome.ends_run() {
                State::Over {
                    cause: outcome.cause(),
                }
            } else {
                State::At {
                    route,
                    step: step + 1,
                }
            };
        }
        self.enter(outcome.cause())
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

    /// The op of the state; `cause` is why the call ends if there is no step left.
    fn enter(&mut self, cause: Cause) -> Op {
        let State::At { route, step } = self.state else {
            return self.hang_up();
        };
        let step = self
            .graph
            .route(route)
            .and_then(|route: &Route| route.steps.get(step));
        let Some(step) = step else {
            self.state = State::Over { cause };
            return self.hang_up();
        };
        let Some(fuel) = self.fuel.checked_sub(1) else {
            self.state = State::Over { cause: Cause::Failed };
            return self.hang_up();
        };
        self.fuel = fuel;
        self.trace.push(step.visit(&self.graph));
        let op = step.action.op(&self.facts);
        if let Op::Hangup { cause } = op {
            self.state = State::Over { cause };
        }
        op
    }

    const fn hang_up(&self) -> Op {
        let cause = match self.state {
            State::Over { cause } => cause,
            State::At { .. } => Cause::Failed,
        };
        Op::Hangup { cause }
    }
}
