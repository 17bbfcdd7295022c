//! A call's streams at the media engine: opened, told what to do, closed.

use std::net::IpAddr;
use std::sync::Arc;

use dialplan::Conference;
use media::engine::{Command, Source, StreamId};
use metrics::counter;

use super::close::close;
use super::perform::Performer;
use crate::call::{EndReason, Input, LegId, MediaAction};
use crate::mail::ToCall;
use crate::service::conferences::Guest;

impl Performer {
    pub(super) fn open(&mut self, leg: LegId, ip: IpAddr) -> Input {
        match self.office.engine.open(self.number.0, ip) {
            Ok((stream, address)) => {
                self.office.streams.enter(stream, self.number, leg);
                self.streams.insert(leg, stream);
                let (engine, folder) = (&self.office.engine, &self.office.recordings);
                self.taping.opened(engine, folder, leg, stream);
                Input::StreamOpened { leg, address }
            }
            Err(error) => {
                tracing::warn!(leg = leg.0, %error, "no media port");
                counter!("softswitch_media_open_failed_total").increment(1);
                Input::StreamFailed { leg }
            }
        }
    }

    /// Asks the streams for their counts; the legs they are of.
    pub(super) fn ask_counts(&mut self) -> Vec<LegId> {
        let streams: Vec<(LegId, StreamId)> = self.streams.iter().map(|(leg, of)| (*leg, *of)).collect();
        for (_, stream) in &streams {
            self.tell_media(Command::Report { stream: *stream });
        }
        self.wake_media();
        streams.into_iter().map(|(leg, _)| leg).collect()
    }

    /// Lets the media thread see what it was told since the last time; to be called when all is told.
    pub fn wake_media(&mut self) {
        if std::mem::take(&mut self.media_was_told) {
            self.office.engine.wake(self.number.0);
        }
    }

    pub(super) fn ask_seat(&mut self, leg: LegId, conference: &Arc<Conference>, as_moderator: bool) -> Input {
        if self.take_seat(leg, conference, as_moderator) {
            Input::SeatTaken
        } else {
            Input::ConferenceFull
        }
    }

    /// A place in a conference, unless the leg has one. `false`: there is none.
    fn take_seat(&mut self, leg: LegId, conference: &Arc<Conference>, as_moderator: bool) -> bool {
        if self.seats.contains_key(&leg) {
            return true;
        }
        let (directory, number) = (self.office.directory.clone(), self.number);
        let guest = Guest {
            as_moderator,
            remove: Box::new(move || {
                // A call that is over needs no end.
                let _ = directory.post(number, ToCall::Stop(EndReason::Removed));
            }),
        };
        let seat = self
            .office
            .conferences
            .enter(conference, guest, &self.office.engine);
        if seat.is_none() {
            tracing::warn!(conference = conference.name, "the conference is full");
        }
        let is_taken = seat.is_some();
        self.seats.extend(seat.map(|seat| (leg, seat)));
        is_taken
    }

    pub(super) fn confer(&mut self, leg: LegId, conference: &Arc<Conference>) -> Option<Input> {
        if !self.take_seat(leg, conference, false) {
            return Some(Input::ConferenceFull);
        }
        let (seat, stream) = (self.seats.get(&leg)?, self.stream(leg)?);
        tracing::info!(conference = conference.name, "joins the conference");
        seat.come(stream, self.plan.prompts.music());
        self.media_was_told = true;
        None
    }

    pub(super) fn media(&mut self, action: MediaAction) {
        self.media_was_told = true;
        if let MediaAction::Record { leg, taping } = action {
            let place = (leg, self.stream(leg));
            let (engine, folder) = (&self.office.engine, &self.office.recordings);
            return self.taping.obey(engine, folder, place, taping);
        }
        if let MediaAction::Bridge { a, b } | MediaAction::Hold { by: a, held: b } = action {
            // Who talks to one other is in no room any more.
            self.seats.remove(&a);
            self.seats.remove(&b);
        }
        let command = self.command(action);
        if let Some(command) = command {
            self.tell_media(command);
        }
    }

    fn tell_media(&mut self, command: Command) {
        self.media_was_told = true;
        if let Command::Close { stream } = command {
            return close(&self.office.engine, stream);
        }
        if let Err(error) = self.office.engine.queue(command) {
            tracing::error!(%error, "the media engine did not take a command");
            counter!("softswitch_media_commands_lost_total").increment(1);
        }
    }

    fn command(&mut self, action: MediaAction) -> Option<Command> {
        Some(match action {
            MediaAction::Agree { leg, agreed } => Command::Agree {
                stream: self.stream(leg)?,
                agreed,
            },
            MediaAction::Bridge { a, b } => Command::Bridge {
                a: self.stream(a)?,
                b: self.stream(b)?,
            },
            MediaAction::Hold { by, held } => match self.plan.prompts.music() {
                Some(source) => Command::Play {
                    stream: self.stream(held)?,
                    source,
                },
                None => Command::Bridge {
                    a: self.stream(by)?,
                    b: self.stream(held)?,
                },
            },
            MediaAction::Echo { leg } => Command::Echo {
                stream: self.stream(leg)?,
            },
            MediaAction::Silence { leg } => Command::Silence {
                stream: self.stream(leg)?,
            },
            MediaAction::PlayPrompt { leg, prompt } => Command::Play {
                stream: self.stream(leg)?,
                source: self.plan.prompts.find(&prompt)?,
            },
            MediaAction::PlayTone { leg, tone, duration } => {
                let source = Source::tone(tone.frequency_hz, tone.level_dbm0, duration);
                Command::Play {
                    stream: self.stream(leg)?,
                    source,
                }
            }
            MediaAction::PlaySignal {
                leg,
                signal,
                duration,
            } => Command::Play {
                stream: self.stream(leg)?,
                source: self.office.tones.source(signal, duration),
            },
            MediaAction::Listen { leg, wanted } => Command::Listen {
                stream: self.stream(leg)?,
                wanted,
            },
            MediaAction::Press { leg, key, held } => Command::Press {
                stream: self.stream(leg)?,
                key,
                held,
            },
            MediaAction::Record { .. } => return None,
            MediaAction::Close { leg } => {
                self.office.directory.give_up(self.number, leg);
                self.seats.remove(&leg);
                Command::Close {
                    stream: self.streams.remove(&leg)?,
                }
            }
        })
    }

    fn stream(&self, leg: LegId) -> Option<StreamId> {
        self.streams.get(&leg).copied()
    }
}
