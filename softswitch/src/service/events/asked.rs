//! Notices that people ask for, and what they are told of them.

use std::collections::HashMap;

use sip_stack::message::NameAddr;
use tokio::sync::{mpsc, oneshot};

use super::notice::{Device, Notice};
use super::notices::{Heard, NoticeEffect, Notices};
use crate::clock;
use crate::mail::{Addressee, NoticeNumber, ToSignalling};
use crate::service::addresses::{Addresses, target_of};
use crate::service::registrar::Located;

/// Each phone's contact address and what it said; `None`: too many notices are on their way.
pub type Answers = Option<Vec<(String, Heard)>>;

/// Something to tell a user's phones.
#[derive(Debug)]
pub struct Wanted {
    /// The user.
    pub extension: String,
    /// What to tell.
    pub notice: Notice,
    /// The user's phones.
    pub phones: Vec<Located>,
    /// Where the answers go.
    pub reply: oneshot::Sender<Answers>,
}

/// The notices, and who waits for their answers.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) notices: Notices,
    waiting: HashMap<NoticeNumber, oneshot::Sender<Answers>>,
}

impl Asked {
    pub(super) fn new(notices: Notices) -> Self {
        Self {
            notices,
            waiting: HashMap::new(),
        }
    }

    pub(super) fn send(&mut self, wanted: Wanted, addresses: &Addresses, out: &mut Vec<NoticeEffect>) {
        let Wanted {
            extension,
            notice,
            phones,
            reply,
        } = wanted;
        let devices: Vec<Device> = phones
            .into_iter()
            .map(|located| Device {
                target: target_of(&located.binding.flow, &located.binding.contact),
                route: located.binding.path.iter().map(NameAddr::to_bytes).collect(),
                local_contact: addresses.contact(&located.binding.flow),
                contact: located.binding.contact,
            })
            .collect();
        match self
            .notices
            .send(clock::now(), &extension, &notice, &devices, out)
        {
            Some(number) => {
                self.waiting.insert(number, reply);
            }
            None => {
                // Whoever asked may have stopped waiting.
                let _ = reply.send(None);
            }
        }
    }

    pub(super) async fn perform(
        &mut self,
        effects: &mut Vec<NoticeEffect>,
        signalling: &mpsc::Sender<ToSignalling>,
    ) {
        for effect in effects.drain(..) {
            match effect {
                NoticeEffect::Sip { notice, effect } => {
                    let owner = Addressee::Notice(notice).owner();
                    // The signalling task outlives this one; if it is gone, so are the sockets.
                    let _ = signalling.send(ToSignalling::Sip { owner, effect }).await;
                }
                NoticeEffect::Done { notice, heard } => {
                    if let Some(reply) = self.waiting.remove(&notice) {
                        // Whoever asked may have stopped waiting.
                        let _ = reply.send(Some(heard));
                    }
                }
            }
        }
    }
}
