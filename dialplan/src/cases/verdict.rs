//! What became of one test.

use std::time::Duration;

use yaml::{Complaint, Diagnostics, Mistakes, Source, Span, duration_text};

use super::case::Case;
use super::event::{Event, Noticed, events};
use super::expect::Expectation;
use crate::simulate::Simulation;

/// What became of one test.
#[derive(Clone, Debug)]
pub struct Verdict {
    /// The test's name.
    pub name: String,
    /// Where it stands.
    pub span: Span,
    /// The call.
    pub simulation: Simulation,
    /// What was otherwise than expected; none: the test has passed.
    pub faults: Vec<Fault>,
}

/// Something that was otherwise than expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where it is expected.
    pub span: Span,
    /// What was expected and what happened.
    pub message: String,
}

impl Verdict {
    pub(super) fn of(case: &Case, simulation: Simulation) -> Self {
        Self {
            name: case.name.clone(),
            span: case.span,
            faults: faults(case, &events(&simulation)),
            simulation,
        }
    }

    /// Everything went as expected.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.faults.is_empty()
    }

    /// The faults with their places in the texts that were compiled; `None`: it has passed.
    #[must_use]
    pub fn told(&self, sources: &[Source]) -> Option<Diagnostics> {
        let mut mistakes = Mistakes::new(sources);
        for fault in &self.faults {
            let message = format!("{}: {}", self.name, fault.message);
            mistakes.add(Complaint::new("test-failed", fault.span, message));
        }
        let told: Option<()> = self.passed().then_some(());
        mistakes.finish(told).err()
    }
}

/// Of every kind of event that the test speaks of, all must be as listed, in this order.
fn faults(case: &Case, noticed: &[Noticed]) -> Vec<Fault> {
    let mut expected = case
        .expected
        .iter()
        .filter(|expectation| !expectation.event.is_nothing());
    let spoken_of = |event: &Event| {
        case.expected
            .iter()
            .any(|other| other.event.kind() == event.kind())
    };
    let mut happened = noticed.iter().filter(|noticed| spoken_of(&noticed.event));
    let mut faults = Vec::new();
    loop {
        match (expected.next(), happened.next()) {
            (None, None) => return faults,
            (Some(expectation), Some(noticed)) if expectation.event.is_like(&noticed.event) => {
                faults.extend(mistimed(expectation, noticed));
            }
            (Some(expectation), happened) => {
                let instead = happened.map_or_else(
                    || String::from("nothing more happens"),
                    |noticed| format!("{} after {}", noticed.event, duration_text(noticed.at)),
                );
                let message = format!("expected that {}, but {instead}", expectation.event);
                let span = expectation.span;
                faults.push(Fault { span, message });
                return faults;
            }
            (None, Some(noticed)) => {
                let (event, at) = (&noticed.event, duration_text(noticed.at));
                let message = format!("not expected, but {event} after {at}");
                let last = case.expected.last().map_or(case.span, |last| last.span);
                faults.push(Fault { span: last, message });
                return faults;
            }
        }
    }
}

/// The right thing at the wrong time.
fn mistimed(expectation: &Expectation, noticed: &Noticed) -> impl Iterator<Item = Fault> {
    let wrong = |wanted: Option<Duration>, is: Duration, word: &str| {
        let wanted = wanted.filter(|wanted| *wanted != is)?;
        let (wanted, is) = (duration_text(wanted), duration_text(is));
        let event = &noticed.event;
        Some(Fault {
            span: expectation.span,
            message: format!("expected that {event} {word} {wanted}, but it is {word} {is}"),
        })
    };
    let after = wrong(expectation.after, noticed.at, "after");
    let lasts = wrong(expectation.lasts, noticed.took, "for");
    after.into_iter().chain(lasts)
}
