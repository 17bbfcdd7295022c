//! What a caller or a phone would notice of a call: the words in which tests expect.

use std::fmt;
use std::time::Duration;

use crate::op::Signal;
use crate::simulate::{End, Happening, Moment, Simulation};

/// Something that is noticed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Event {
    /// These phones ring together; none: nobody's does.
    Rings(Vec<String>),
    /// A number outside is called.
    Dials(String),
    /// The caller hears this sound file.
    Plays(String),
    /// The caller hears a tone of so many hertz.
    Tone(u64),
    /// The caller hears a tone of the telephone network.
    Signal(Signal),
    /// Somebody has the call; `None`: the switch itself.
    AnsweredBy(Option<String>),
    /// The call is over, and how, in one word.
    Ends(String),
}

/// When something was noticed.
#[derive(Clone, Debug)]
pub(crate) struct Noticed {
    pub(crate) event: Event,
    /// From the start of the call.
    pub(crate) at: Duration,
    pub(crate) took: Duration,
}

impl Event {
    /// Events of one kind have one number: a test that speaks of a kind lists all of its events.
    pub(crate) const fn kind(&self) -> u8 {
        match self {
            Self::Rings(_) => 0,
            Self::Dials(_) => 1,
            Self::Plays(_) => 2,
            Self::Tone(_) | Self::Signal(_) => 3,
            Self::AnsweredBy(_) => 4,
            Self::Ends(_) => 5,
        }
    }

    /// Nothing of the kind.
    pub(crate) fn is_nothing(&self) -> bool {
        matches!(self, Self::Rings(numbers) if numbers.is_empty())
    }

    /// Phones that ring together have no order.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Rings(these), Self::Rings(those)) => {
                these.len() == those.len() && these.iter().all(|number| those.contains(number))
            }
            (this, that) => this == that,
        }
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rings(numbers) if numbers.is_empty() => f.write_str("nobody rings"),
            Self::Rings(numbers) if numbers.len() == 1 => write!(f, "{} rings", numbers.join("")),
            Self::Rings(numbers) => write!(f, "{} ring", numbers.join(", ")),
            Self::Dials(number) => write!(f, "{number} is called outside"),
            Self::Plays(prompt) => write!(f, "{prompt} is played"),
            Self::Tone(hz) => write!(f, "a tone of {hz} Hz sounds"),
            Self::Signal(signal) => write!(f, "the tone `{signal}` sounds"),
            Self::AnsweredBy(Some(number)) => write!(f, "{number} answers"),
            Self::AnsweredBy(None) => f.write_str("the switch answers"),
            Self::Ends(how) => write!(f, "the call ends: {how}"),
        }
    }
}

/// All that is noticed of a call, in its order.
pub(crate) fn events(simulation: &Simulation) -> Vec<Noticed> {
    let mut noticed: Vec<Noticed> = simulation.moments.iter().flat_map(of_moment).collect();
    let (event, at) = match &simulation.end {
        End::Answered { by, after } => (Event::AnsweredBy(Some(by.clone())), *after),
        End::Stays { after } => (Event::Ends(String::from("echo")), *after),
        End::CallerLeft { after } => (Event::Ends(String::from("caller-left")), *after),
        End::HungUp { cause, after } => (Event::Ends(cause.to_string()), *after),
    };
    let took = Duration::ZERO;
    noticed.push(Noticed { event, at, took });
    noticed
}

fn of_moment(moment: &Moment) -> Vec<Noticed> {
    let events = match &moment.happening {
        Some(happening @ Happening::Rings { .. }) => {
            vec![Event::Rings(happening.rings().map(str::to_owned).collect())]
        }
        Some(Happening::Dials { rung, .. }) => vec![Event::Dials(rung.number.clone())],
        Some(Happening::Answers) => vec![Event::AnsweredBy(None)],
        Some(Happening::Plays { prompt }) => vec![Event::Plays(prompt.clone())],
        // A question lasts until its answer, whatever is heard meanwhile.
        Some(Happening::Asks { prompts, .. }) => prompts.iter().cloned().map(Event::Plays).collect(),
        // Tones of plans are whole hertz, far below 2^64.
        Some(Happening::Sounds { tone }) => vec![Event::Tone(tone.frequency_hz as u64)],
        Some(Happening::Signals { signal }) => vec![Event::Signal(*signal)],
        Some(
            Happening::Echoes
            | Happening::Joins { .. }
            | Happening::Chooses { .. }
            | Happening::Records { .. }
            | Happening::HangsUp { .. },
        )
        | None => Vec::new(),
    };
    let noticed = events.into_iter().filter(|event| !event.is_nothing());
    noticed
        .map(|event| Noticed {
            event,
            at: moment.at,
            took: moment.took,
        })
        .collect()
}
