//! The interpreter, led through a plan by a world.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::end::End;
use super::happening::{Happening, Rung};
use super::moment::Moment;
use super::ringing::{Ringing, ring};
use super::world::{Reaction, World};
use crate::digits::Digits;
use crate::extension::Extension;
use crate::gather::Gather;
use crate::graph::Graph;
use crate::groups::Group;
use crate::op::Op;
use crate::outcome::Outcome;
use crate::run::{Facts, Run};

/// What became of a simulated call.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Simulation {
    /// What the plan knew of it.
    #[serde(flatten)]
    pub facts: Facts,
    /// Its steps, in their order.
    pub moments: Vec<Moment>,
    /// How it ended.
    pub end: End,
}

impl Simulation {
    /// Makes one call. It ends as every [`Run`] does, after a bounded number of steps.
    #[must_use]
    pub fn of(graph: &Arc<Graph>, facts: Facts, world: &World) -> Self {
        let (run, op) = Run::start(Arc::clone(graph), facts.clone());
        let mut caller = Caller {
            world,
            came: facts.at,
            run,
            clock: Duration::ZERO,
            asked: 0,
            moments: Vec::new(),
        };
        let end = caller.follow(op);
        Self {
            facts,
            moments: caller.moments,
            end,
        }
    }
}

impl fmt::Display for Simulation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for moment in &self.moments {
            writeln!(f, "{moment}")?;
        }
        write!(f, "{}", self.end)
    }
}

/// A call under way.
struct Caller<'w> {
    world: &'w World,
    /// When the call came.
    came: DateTime<Utc>,
    run: Run,
    /// Since the start of the call.
    clock: Duration,
    /// How often it was asked for keys.
    asked: usize,
    moments: Vec<Moment>,
}

/// What came of one op.
struct Done {
    happening: Happening,
    took: Duration,
    then: Then,
}

enum Then {
    Resume(Outcome),
    End(End),
}

impl Caller<'_> {
    fn follow(&mut self, mut op: Op) -> End {
        loop {
            let (at, done) = (self.clock, self.perform(op));
            let stays = self
                .world
                .caller_stays
                .filter(|stays| *stays < at + done.took || (*stays >= at && done.is_endless()));
            self.clock = stays.unwrap_or(at + done.took);
            self.note(at, done.happening);
            let passed = chrono::Duration::from_std(self.clock).unwrap_or_default();
            self.run
                .set_time(self.came.checked_add_signed(passed).unwrap_or(self.came));
            if let Some(after) = stays {
                self.run.resume(Outcome::HungUp);
                return End::CallerLeft { after };
            }
            match done.then {
                Then::Resume(outcome) => op = self.run.resume(outcome),
                Then::End(end) => return end,
            }
        }
    }

    /// What the world makes of an op.
    fn perform(&mut self, op: Op) -> Done {
        match op {
            Op::Ring {
                extensions, timeout, ..
            } => self.ring(&extensions, timeout),
            Op::Hunt(group) => self.choose(&group),
            Op::Dial {
                number,
                trunks,
                timeout,
            } => self.dial(number, trunks, timeout),
            Op::Answer => Done::at_once(Happening::Answers),
            Op::Echo => Done {
                happening: Happening::Echoes,
                took: Duration::ZERO,
                then: Then::End(End::Stays { after: self.clock }),
            },
            Op::Play { prompt } => Done::after(self.sound(&prompt), Happening::Plays { prompt }),
            Op::Tone { tone, duration } => Done::after(duration, Happening::Sounds { tone }),
            Op::Signal { signal, duration } => Done::after(duration, Happening::Signals { signal }),
            Op::Gather(gather) => self.gather(gather),
            Op::Record(what) => Done::at_once(Happening::Records { what }),
            Op::Conference {
                conference,
                as_moderator,
            } => self.join(conference.name.clone(), as_moderator),
            Op::Hangup { cause } => Done {
                happening: Happening::HangsUp { cause },
                took: Duration::ZERO,
                then: Then::End(End::HungUp {
                    cause,
                    after: self.clock,
                }),
            },
        }
    }

    /// A conference that is said to be busy is full.
    fn join(&self, conference: String, as_moderator: bool) -> Done {
        let (outcome, then) = match self.world.reaction(&conference) {
            Reaction::Busy => (Outcome::Busy, Then::Resume(Outcome::Busy)),
            _ => (Outcome::Done, Then::End(End::Stays { after: self.clock })),
        };
        Done {
            happening: Happening::Joins {
                conference,
                as_moderator,
                outcome,
            },
            took: Duration::ZERO,
            then,
        }
    }

    fn choose(&self, group: &Group) -> Done {
        let turn = group.turn(&self.world.standing(group));
        let order = turn.places().filter_map(|place| group.members.get(place));
        let happening = Happening::Chooses {
            group: group.name.clone(),
            order: order.map(|member| member.extension.to_string()).collect(),
        };
        Done {
            happening,
            took: Duration::ZERO,
            then: Then::Resume(Outcome::Turn(turn)),
        }
    }

    fn ring(&self, extensions: &[Extension], timeout: Duration) -> Done {
        let numbers: Vec<&str> = extensions.iter().map(Extension::as_str).collect();
        let Ringing {
            rung,
            took,
            outcome,
            answered_by,
        } = ring(self.world, &numbers, timeout);
        let happening = Happening::Rings { rung, outcome };
        self.rung(happening, took, outcome, answered_by)
    }

    fn dial(&self, number: String, trunks: Vec<String>, timeout: Duration) -> Done {
        let Ringing {
            took,
            outcome,
            answered_by,
            ..
        } = ring(self.world, &[&number], timeout);
        // What has no phone inside cannot be reached outside.
        let outcome = match outcome {
            Outcome::Unregistered => Outcome::Failed,
            outcome => outcome,
        };
        let reaction = self.world.reaction(&number);
        let happening = Happening::Dials {
            rung: Rung { number, reaction },
            trunks,
            outcome,
        };
        self.rung(happening, took, outcome, answered_by)
    }

    /// The caller hears the sounds to their end, and presses its next answer at once.
    fn gather(&mut self, gather: Gather) -> Done {
        let pressed = self.world.answers.get(self.asked).copied().unwrap_or_default();
        self.asked += 1;
        let mut keys = Digits::default();
        let is_complete = pressed.as_str().chars().any(|key| gather.take(&mut keys, key));
        let waits = match (is_complete, keys.is_empty()) {
            (true, _) => Duration::ZERO,
            (false, true) => gather.first_key,
            (false, false) => gather.next_key,
        };
        let heard: Duration = gather.prompts.iter().map(|prompt| self.sound(prompt)).sum();
        let prompts = gather.prompts;
        Done {
            happening: Happening::Asks { prompts, keys },
            took: heard + waits,
            then: Then::Resume(Outcome::Gathered(keys)),
        }
    }

    fn sound(&self, path: &str) -> Duration {
        self.world.sounds.get(path).copied().unwrap_or_default()
    }

    fn rung(&self, happening: Happening, took: Duration, outcome: Outcome, by: Option<String>) -> Done {
        let after = self.clock + took;
        let then = match by {
            Some(by) => Then::End(End::Answered { by, after }),
            None => Then::Resume(outcome),
        };
        Done {
            happening,
            took,
            then,
        }
    }

    /// The steps since the last op: all but the last have only decided.
    fn note(&mut self, at: Duration, happening: Happening) {
        let mut visits = self.run.take_trace();
        let last = visits.pop();
        let decided = visits.into_iter().map(|visit| Moment {
            at,
            took: Duration::ZERO,
            visit: Some(visit),
            happening: None,
        });
        self.moments.extend(decided);
        self.moments.push(Moment {
            at,
            took: self.clock - at,
            visit: last,
            happening: Some(happening),
        });
    }
}

impl Done {
    const fn at_once(happening: Happening) -> Self {
        Self::after(Duration::ZERO, happening)
    }

    const fn after(took: Duration, happening: Happening) -> Self {
        Self {
            happening,
            took,
            then: Then::Resume(Outcome::Done),
        }
    }

    /// It goes on until the caller hangs up.
    const fn is_endless(&self) -> bool {
        matches!(self.then, Then::End(End::Stays { .. }))
    }
}
