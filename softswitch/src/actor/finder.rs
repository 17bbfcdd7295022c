//! Requests to names are located before the endpoint opens their transaction (RFC 3263 §4).

use std::time::Duration;

use sip_stack::endpoint::Owner;
use sip_stack::flow::Target;
use sip_stack::user_agent::Effect;
use tokio::sync::mpsc;

use crate::mail::ToSignalling;
use crate::service::locate::Locator;

/// Locates what goes to a name, and posts it again with its hop.
#[derive(Debug)]
pub struct Finder {
    locator: Locator,
    /// The signalling task itself; weak, so that the task still ends when everybody else is gone.
    signalling: mpsc::WeakSender<ToSignalling>,
}

impl Finder {
    /// Hands what was located to the signalling task.
    #[must_use]
    pub fn new(locator: Locator, signalling: &mpsc::Sender<ToSignalling>) -> Self {
        Self {
            locator,
            signalling: signalling.downgrade(),
        }
    }

    /// A place that requests were sent to failed; phones on their own flows are not remembered.
    pub fn hop_failed(&self, target: &Target, retry_after: Option<Duration>) {
        if let Target::Address { transport, remote }
        | Target::Located {
            transport, remote, ..
        } = target
        {
            self.locator.failed(*transport, *remote, retry_after);
        }
    }

    /// Takes what goes to a name; everything else is handed back.
    pub fn take(&self, owner: Owner, mut effect: Effect) -> Option<Effect> {
        let Some(target @ Target::Uri(_)) = target_of(&mut effect) else {
            return Some(effect);
        };
        let wanted = target.clone();
        let (locator, signalling) = (self.locator.clone(), self.signalling.clone());
        tokio::spawn(async move {
            let located = locator.resolve(wanted.clone()).await;
            let letter = match located {
                Ok(hop) => {
                    if let Some(target) = target_of(&mut effect) {
                        *target = hop;
                    }
                    Some(ToSignalling::Sip { owner, effect })
                }
                Err(error) => {
                    tracing::warn!(?wanted, %error, "a request was not sent");
                    unlocated(owner, &effect)
                }
            };
            if let (Some(letter), Some(signalling)) = (letter, signalling.upgrade()) {
                // The signalling task ends last; without it there is nobody to tell.
                let _ = signalling.send(letter).await;
            }
        });
        None
    }
}

fn target_of(effect: &mut Effect) -> Option<&mut Target> {
    match effect {
        Effect::Request { target, .. } | Effect::Ack { target, .. } => Some(target),
        _ => None,
    }
}

fn unlocated(owner: Owner, effect: &Effect) -> Option<ToSignalling> {
    match effect {
        Effect::Request { branch, .. } => Some(ToSignalling::Unlocated {
            owner,
            branch: *branch,
        }),
        _ => None,
    }
}
