//! From a usage to the endpoint: what its owner passes on.

use super::{Input, Owner};
use crate::user_agent::Effect;

/// What a usage's effect means to the endpoint. `None`: it is an event, for the owner itself.
#[must_use]
pub fn on_behalf(owner: Owner, effect: Effect) -> Option<Input> {
    Some(match effect {
        Effect::Request {
            branch,
            request,
            target,
        } => Input::Request {
            owner,
            branch,
            request,
            target,
        },
        Effect::Ack { request, target } => Input::Ack { request, target },
        Effect::Cancel { branch, headers } => Input::Cancel { branch, headers },
        Effect::Respond {
            transaction,
            response,
        } => Input::Respond {
            transaction,
            response,
        },
        Effect::Claim(dialog) => Input::Claim { dialog, owner },
        Effect::Release(dialog) => Input::Release { dialog },
        Effect::Event(_) => return None,
    })
}
