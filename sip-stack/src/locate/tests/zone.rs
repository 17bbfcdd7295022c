//! A DNS server as a table of lines.

use std::cell::RefCell;

use crate::locate::{
    Answers, Effect, Hop, Input, Locate, LocateError, Naptr, Policy, Question, RecordKind, Records, Srv,
};
use crate::message::{Transport, Uri};
use crate::tokens::Tokens;

/// Lines such as `example.org NAPTR 10 50 s SIP+D2U _sip._udp.example.org`, `_sip._udp.example.org SRV 1 0 5060 a.example.org`,
/// `a.example.org A 192.0.2.1` and `gone.example.org SILENT`.
pub(super) struct Zone {
    lines: Vec<Vec<&'static str>>,
    pub(super) asked: RefCell<Vec<Question>>,
    pub(super) seed: u8,
}

impl Zone {
    pub(super) fn new(lines: &[&'static str]) -> Self {
        Self {
            lines: lines.iter().map(|line| line.split(' ').collect()).collect(),
            asked: RefCell::default(),
            seed: 1,
        }
    }

    pub(super) fn locate(&self, uri: &str) -> Result<Vec<Hop>, LocateError> {
        self.locate_with(uri, &everything())
    }

    /// The hops as `udp 192.0.2.1:5060`.
    pub(super) fn hops(&self, uri: &str) -> Vec<String> {
        let hops = self.locate(uri).unwrap_or_default();
        hops.iter()
            .map(|hop| format!("{} {}", hop.transport, hop.remote))
            .collect()
    }

    pub(super) fn locate_with(&self, uri: &str, policy: &Policy) -> Result<Vec<Hop>, LocateError> {
        let Uri::Sip(uri) = uri.parse().unwrap() else {
            panic!("no SIP URI")
        };
        let mut effects = Vec::new();
        let mut plan = Locate::start(&uri, policy, Tokens::from_seed([self.seed; 32]), &mut effects);
        loop {
            let next = effects.pop().expect("the plan stands still");
            match next {
                Effect::Ask(question) => {
                    self.asked.borrow_mut().push(question.clone());
                    plan.handle(self.answer(question), &mut effects);
                }
                Effect::Found(hops) => return Ok(hops),
                Effect::Failed(error) => return Err(error),
            }
        }
    }

    /// Answers all that is asked about a URI.
    pub(super) fn fill(&self, answers: &mut Answers) {
        let tokens = Tokens::from_seed([self.seed; 32]);
        let mut effects = Vec::new();
        let mut plan = Locate::start(answers.uri(), answers.policy(), tokens, &mut effects);
        while let Some(Effect::Ask(question)) = effects.pop() {
            let answer = self.answer(question);
            if let Input::Answer { question, records } = answer.clone() {
                answers.keep(question, records);
            }
            plan.handle(answer, &mut effects);
        }
    }

    fn answer(&self, question: Question) -> Input {
        let of_name = || self.lines.iter().filter(|line| line[0] == &*question.name);
        if of_name().any(|line| line[1] == "SILENT") {
            return Input::Unanswered { question };
        }
        let of_kind = |kind: &'static str| of_name().filter(move |line| line[1] == kind);
        let number = |text: &str| text.parse().unwrap();
        let records = match question.kind {
            RecordKind::Naptr => Records::Naptr(
                of_kind("NAPTR")
                    .map(|line| Naptr {
                        order: number(line[2]),
                        preference: number(line[3]),
                        flags: line[4].into(),
                        service: line[5].into(),
                        replacement: line[6].into(),
                    })
                    .collect(),
            ),
            RecordKind::Srv => Records::Srv(
                of_kind("SRV")
                    .map(|line| Srv {
                        priority: number(line[2]),
                        weight: number(line[3]),
                        port: number(line[4]),
                        target: line[5].into(),
                    })
                    .collect(),
            ),
            RecordKind::A => Records::Addresses(of_kind("A").map(|line| line[2].parse().unwrap()).collect()),
            RecordKind::Aaaa => {
                Records::Addresses(of_kind("AAAA").map(|line| line[2].parse().unwrap()).collect())
            }
        };
        Input::Answer { question, records }
    }
}

pub(super) fn everything() -> Policy {
    Policy {
        transports: vec![Transport::Udp, Transport::Tcp, Transport::Tls],
        v4: true,
        v6: true,
    }
}
