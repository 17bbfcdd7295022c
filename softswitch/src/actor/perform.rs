//! A call's effects, performed: SIP to the signalling task, media to the engine, look-ups, log.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use media::codec::Codec;
use media::engine::{Engine, KeyForm, StreamId};
use metrics::counter;
use sip_stack::dialog::LocalDialog;
use sip_stack::message::{NameAddr, Replaces, StatusCode};
use sip_stack::registrar::Binding;
use sip_stack::user_agent::{self, Terms};
use tokio::sync::mpsc;
use uuid::Uuid;

use super::close::close;
use super::directory::Directory;
use super::media_router::StreamOwners;
use super::taping::CallTape;
use crate::call::{Device, Effect, Errand, HeaderPolicy, Input, Lamp, LegId, Moved, Phone};
use crate::clock;
use crate::mail::{CallNumber, ToCall, ToSignalling};
use crate::observe;
use crate::service::addresses::{Addresses, target_of};
use crate::service::conferences::{Conferences, Seat};
use crate::service::encryption::{Privacy, encryption};
use crate::service::events::News;
use crate::service::plan::{InForce, Plan};
use crate::service::registrar::{Located, Registrar, only_device};
use crate::service::tones::Tones;
use crate::service::trunk::{Channel, Trunks};
use crate::service::turns::Turns;

/// Everything calls need of the house. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Office {
    /// The live calls.
    pub directory: Directory,
    /// Where SIP goes.
    pub signalling: mpsc::Sender<ToSignalling>,
    /// Where the phones are.
    pub registrar: Registrar,
    /// The ways outside.
    pub trunks: Trunks,
    /// The media engine.
    pub engine: Engine,
    /// Whose stream is whose.
    pub streams: StreamOwners,
    /// The tones of the country, ready to play.
    pub tones: Tones,
    /// Whose turn it is in groups.
    pub turns: Turns,
    /// The conferences under way.
    pub conferences: Conferences,
    /// Who is told of lamps.
    pub news: News,
    /// Our own addresses towards peers.
    pub addresses: Addresses,
    /// The SIP domain.
    pub domain: String,
    /// The numbers behind `urn:service:sos`.
    pub emergency: config::Emergency,
    /// Codecs in use, best first.
    pub codecs: Vec<Codec>,
    /// What of phones' headers crosses, both ways.
    pub headers: HeaderPolicy,
    /// Whether phones' audio is encrypted.
    pub encryption: Privacy,
    /// In which form phones hear keys that agreed to no events.
    pub keys_without_events: KeyForm,
    /// What is asked of phones.
    pub terms: Terms,
    /// The dialplan in force, with its sounds.
    pub plan: InForce,
    /// Where call records go.
    pub records: observe::record::Records,
    /// Where recordings go.
    pub recordings: Arc<Path>,
}

impl Office {
    /// What performs the effects of one call; `plan` is the version that it follows.
    #[must_use]
    pub fn performer(&self, number: CallNumber, plan: Arc<Plan>) -> Performer {
        Performer {
            number,
            plan,
            office: self.clone(),
            streams: HashMap::new(),
            seats: HashMap::new(),
            dialogs: Vec::new(),
            lamps: Vec::new(),
            taping: CallTape::default(),
            media_was_told: false,
        }
    }
}

/// Performs one call's effects. Dropping it gives back what the call holds: mailbox, streams, dialogs.
#[derive(Debug)]
pub struct Performer {
    pub(super) number: CallNumber,
    /// The version that the call began with.
    pub(super) plan: Arc<Plan>,
    pub(super) office: Office,
    pub(super) streams: HashMap<LegId, StreamId>,
    /// Places in conferences, until the leg is closed.
    pub(super) seats: HashMap<LegId, Seat>,
    /// Dialogs claimed at the endpoint and not released yet.
    pub(super) dialogs: Vec<LocalDialog>,
    /// The lamps that watchers know of.
    pub(super) lamps: Vec<Lamp>,
    pub(super) taping: CallTape,
    /// The media thread has been told something, and not been woken yet.
    pub(super) media_was_told: bool,
}

impl Performer {
    /// The call's number.
    #[must_use]
    pub fn number(&self) -> CallNumber {
        self.number
    }

    /// Where this call's record goes.
    #[must_use]
    pub fn records(&self) -> &observe::record::Records {
        &self.office.records
    }

    /// A leg's place on a trunk, until the leg ends.
    pub fn hold(&self, leg: LegId, channel: Channel) {
        self.office.directory.hold(self.number, leg, channel);
    }

    /// The call's record is written: its messages belong to it.
    pub async fn recorded(&self, record: Uuid) {
        let call = self.number;
        // The signalling task ends last; without it there is nobody to tell.
        let _ = self
            .office
            .signalling
            .send(ToSignalling::Recorded { call, record })
            .await;
    }

    /// Performs one effect. What it brings back at once is returned.
    pub async fn perform(&mut self, effect: Effect) -> Option<Input> {
        match effect {
            Effect::Sip { leg, effect } => {
                self.note_dialog(&effect);
                let letter = ToSignalling::Sip {
                    owner: self.number.owner(leg),
                    effect,
                };
                // The signalling task ends last; without it there is nobody to tell.
                let _ = self.office.signalling.send(letter).await;
                None
            }
            Effect::Locate { extensions, device } => {
                let mut located = self.office.registrar.locate(extensions).await;
                if let Some(Device { extension, gr }) = device {
                    located = only_device(located, &extension, &gr);
                }
                Some(Input::Located(
                    located.into_iter().map(|found| self.phone(found)).collect(),
                ))
            }
            Effect::Choose { group } => Some(Input::Chosen(self.office.turns.choose(&group, clock::now()))),
            Effect::FindWay { leg, wish } => {
                let found = self.office.trunks.find_way(clock::now(), &wish);
                let found = found.map(|(gateway, channel)| {
                    self.hold(leg, channel);
                    Box::new(gateway)
                });
                Some(Input::WayFound { leg, found })
            }
            Effect::WayRefused(refusal) => {
                self.office.trunks.refused(clock::now(), refusal);
                None
            }
            Effect::LeaveWay { leg } => {
                self.office.directory.give_up(self.number, leg);
                None
            }
            Effect::OpenStream { leg, ip } => Some(self.open(leg, ip)),
            Effect::FindDialog { replaces } => Some(Input::DialogFound(self.find(&replaces))),
            Effect::Hand { to, moved } => self.hand(to, moved),
            Effect::Tell { to, word } => {
                // A call that is over needs no news.
                let _ = self.office.directory.post(to, ToCall::Told(word));
                None
            }
            Effect::TakeSeat {
                leg,
                conference,
                as_moderator,
            } => Some(self.ask_seat(leg, &conference, as_moderator)),
            Effect::InRoom { leg, wish } => {
                if let Some(seat) = self.seats.get(&leg) {
                    seat.obey(wish);
                }
                None
            }
            Effect::Confer { leg, conference } => self.confer(leg, &conference),
            Effect::Media(action) => {
                self.media(action);
                None
            }
            Effect::Milestone(milestone) => {
                observe::milestone(self.number, &milestone);
                None
            }
            Effect::Record(_) | Effect::Finished => None,
        }
    }

    /// Tells watchers when the call lights other lamps.
    pub fn light(&mut self, lamps: Vec<Lamp>) {
        if self.lamps != lamps {
            self.office.turns.note(&self.lamps, &lamps, clock::now());
            self.lamps.clone_from(&lamps);
            self.office.news.call(self.number, lamps);
        }
    }

    fn note_dialog(&mut self, effect: &user_agent::Effect) {
        match effect {
            user_agent::Effect::Claim(dialog) => {
                self.dialogs.push(dialog.clone());
                self.office.directory.claim(dialog.clone(), self.number);
            }
            user_agent::Effect::Release(dialog) => {
                self.dialogs.retain(|claimed| claimed != dialog);
                self.office.directory.release(dialog, self.number);
            }
            _ => {}
        }
    }

    /// The other call that has the dialog a Replaces names.
    fn find(&self, replaces: &Replaces) -> Option<CallNumber> {
        let dialog = LocalDialog {
            call_id: replaces.call_id.clone(),
            local_tag: replaces.to_tag.clone(),
        };
        let call = self.office.directory.call_of(&dialog);
        call.filter(|call| *call != self.number)
    }

    /// Gives a leg away, with all that comes for it. One that nobody takes comes back.
    fn hand(&mut self, to: CallNumber, moved: Box<Moved>) -> Option<Input> {
        let dialog = moved.dialog().clone();
        match self.office.directory.hand(self.number, to, moved) {
            Ok(()) => {
                self.dialogs.retain(|claimed| *claimed != dialog);
                None
            }
            Err(mut moved) => {
                moved.errand = Errand::Return {
                    status: StatusCode::CALL_DOES_NOT_EXIST,
                };
                Some(Input::Taken(moved))
            }
        }
    }

    /// Sends what came for a leg that was given away after it.
    pub fn forward(&self, leg: LegId, input: user_agent::Input) {
        if !self.office.directory.forward(self.number, leg, input) {
            tracing::debug!(leg = leg.0, "a message for a leg that is gone");
        }
    }

    fn phone(&self, found: Located) -> Phone {
        let Located {
            extension,
            binding,
            other_flows,
        } = found;
        let other_flows = other_flows.into_iter();
        let other_flows = other_flows.map(|binding| self.reached_by(extension.clone(), binding));
        Phone {
            other_flows: other_flows.collect(),
            ..self.reached_by(extension.clone(), binding)
        }
    }

    fn reached_by(&self, extension: String, binding: Binding) -> Phone {
        let flow = binding.flow;
        let privacy = self.office.encryption.towards(&extension);
        Phone {
            extension,
            local_contact: self.office.addresses.contact(&flow),
            media_ip: self.office.addresses.media_ip(&flow),
            terms: self.office.terms,
            encryption: encryption(privacy, flow.transport),
            target: target_of(&flow, &binding.contact),
            contact: binding.contact,
            route: binding.path.iter().map(NameAddr::to_bytes).collect(),
            other_flows: Vec::new(),
        }
    }
}

impl Drop for Performer {
    /// A call that ended by itself holds nothing any more; one that a fault ended must not keep its ports, its
    /// place and its dialogs.
    fn drop(&mut self) {
        self.office.directory.leave(self.number);
        self.light(Vec::new());
        if std::thread::panicking() {
            counter!("softswitch_call_faults_total").increment(1);
        }
        self.media_was_told |= !self.streams.is_empty();
        for (_, stream) in self.streams.drain() {
            close(&self.office.engine, stream);
        }
        self.wake_media();
        for dialog in self.dialogs.drain(..) {
            self.office.directory.release(&dialog, self.number);
            let effect = user_agent::Effect::Release(dialog);
            let owner = self.number.owner(LegId::CALLER);
            // Nobody can wait here; a full mailbox leaves the dialog until the next start.
            let _ = self
                .office
                .signalling
                .try_send(ToSignalling::Sip { owner, effect });
        }
    }
}
