//! One task per call: wait for the mailbox or the deadline, ask the call, perform its effects.

use std::collections::VecDeque;

use tokio::sync::mpsc;
use tracing::Instrument;

use super::perform::Performer;
use super::viewers::Viewers;
use crate::call::{Call, Effect, EndReason, Incoming, Input};
use crate::clock::{self, Moment};
use crate::mail::{CallNumber, ToCall};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent::Refusal;

/// A call and everything its effects need.
#[derive(Debug)]
pub struct CallActor {
    call: Call,
    began: Moment,
    mailbox: mpsc::Receiver<ToCall>,
    performer: Performer,
    viewers: Viewers,
    /// What the effects brought back at once.
    inputs: VecDeque<Input>,
    effects: Vec<Effect>,
}

impl CallActor {
    /// Takes an INVITE on.
    ///
    /// # Errors
    /// What to refuse it with.
    pub fn new(
        incoming: Incoming,
        tokens: Tokens,
        mailbox: mpsc::Receiver<ToCall>,
        performer: Performer,
    ) -> Result<Self, Refusal> {
        let began = Moment::read();
        let mut effects = Vec::new();
        let call = Call::start(incoming, tokens, clock::now(), &mut effects)?;
        Ok(Self {
            call,
            began,
            mailbox,
            performer,
            viewers: Viewers::default(),
            inputs: VecDeque::new(),
            effects,
        })
    }

    /// Runs the call to its end, in a span of its own.
    pub async fn run(self) {
        let number = self.performer.number();
        let span = tracing::info_span!("call", call = %number);
        self.live(number).instrument(span).await;
    }

    async fn live(mut self, number: CallNumber) {
        loop {
            self.perform().await;
            if self.call.is_finished() {
                self.drain().await;
                tracing::debug!(call = %number, "call task ends");
                return;
            }
            let deadline = self.call.deadline();
            let input = tokio::select! {
                letter = self.mailbox.recv() => match letter {
                    Some(ToCall::Sip { leg, input }) => {
                        if !self.call.has_leg(leg) {
                            self.performer.forward(leg, input);
                            continue;
                        }
                        Input::Sip { leg, input }
                    }
                    Some(ToCall::Taken(moved)) => Input::Taken(moved),
                    Some(ToCall::Seating(asked)) => Input::Seating(asked),
                    Some(ToCall::Referring(asked)) => Input::Referring(asked),
                    Some(ToCall::Told(word)) => Input::Told(word),
                    Some(ToCall::Media { leg, news }) => Input::Media { leg, news },
                    Some(ToCall::Show(viewer)) => {
                        self.viewers.come(viewer, self.performer.ask_counts());
                        self.show(number);
                        continue;
                    }
                    Some(ToCall::Counted { leg, report }) => {
                        self.viewers.counted(leg, *report);
                        self.show(number);
                        continue;
                    }
                    Some(ToCall::Stop(reason)) => Input::Stop(reason),
                    None => Input::Stop(EndReason::Internal),
                },
                () = clock::until(deadline) => Input::Timeout,
            };
            self.call.handle(clock::now(), input, &mut self.effects);
        }
    }

    fn show(&mut self, number: CallNumber) {
        self.viewers.answer(number, &self.call, self.began);
    }

    /// Takes no more letters, and says goodbye to whoever came with the last ones: nobody else has them.
    async fn drain(&mut self) {
        self.mailbox.close();
        while let Some(letter) = self.mailbox.recv().await {
            let input = match letter {
                ToCall::Taken(moved) => Input::Taken(moved),
                ToCall::Seating(asked) => Input::Seating(asked),
                ToCall::Referring(asked) => Input::Referring(asked),
                _ => continue,
            };
            self.call.handle(clock::now(), input, &mut self.effects);
            self.perform().await;
        }
    }

    /// Performs the effects, and hands back at once what they bring.
    async fn perform(&mut self) {
        loop {
            for effect in std::mem::take(&mut self.effects) {
                match effect {
                    Effect::Record(summary) => {
                        let record = self.performer.records().finish(&summary, self.began).await;
                        self.performer.recorded(record).await;
                    }
                    effect => {
                        if let Some(input) = self.performer.perform(effect).await {
                            self.inputs.push_back(input);
                        }
                    }
                }
            }
            let Some(input) = self.inputs.pop_front() else {
                self.performer.wake_media();
                self.performer.light(self.call.lamps());
                return;
            };
            self.call.handle(clock::now(), input, &mut self.effects);
        }
    }
}
