//! What DNS said about a URI, kept: whoever has it asks for the hops again and again, with a new lot among the weights
//! each time (RFC 2782), and never waits.

use std::collections::HashMap;

use super::{Effect, Hop, Input, Locate, LocateError, Policy, Question, Records};
use crate::message::SipUri;
use crate::tokens::Tokens;

/// A URI and the answers that its plan has had.
#[derive(Clone, Debug)]
pub struct Answers {
    uri: SipUri,
    policy: Policy,
    records: HashMap<Question, Records>,
}

impl Answers {
    /// DNS has said nothing yet; a numeric host needs no more.
    pub fn none(uri: SipUri, policy: Policy) -> Self {
        Self {
            uri,
            policy,
            records: HashMap::new(),
        }
    }

    /// What it is about.
    pub fn uri(&self) -> &SipUri {
        &self.uri
    }

    /// What of the found ways we can go.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Keeps an answer.
    pub fn keep(&mut self, question: Question, records: Records) {
        self.records.insert(question, records);
    }

    /// The hops in an order of this moment; what was not answered counts as silent.
    ///
    /// # Errors
    /// The URI leads nowhere that we can reach, as far as is known.
    pub fn hops(&self, tokens: Tokens) -> Result<Vec<Hop>, LocateError> {
        let mut effects = Vec::new();
        let mut plan = Locate::start(&self.uri, &self.policy, tokens, &mut effects);
        loop {
            let mut inputs = Vec::new();
            for effect in effects.drain(..) {
                match effect {
                    Effect::Ask(question) => inputs.push(self.answer(question)),
                    Effect::Found(hops) => return Ok(hops),
                    Effect::Failed(error) => return Err(error),
                }
            }
            for input in inputs {
                plan.handle(input, &mut effects);
            }
        }
    }

    fn answer(&self, question: Question) -> Input {
        match self.records.get(&question).cloned() {
            Some(records) => Input::Answer { question, records },
            None => Input::Unanswered { question },
        }
    }
}
