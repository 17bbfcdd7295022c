//! One REGISTER against what is bound (RFC 3261 §10.3 steps 2, 6, 7).

use super::wanted::{Origin, Wanted};
use super::{Binding, Cause, Policy, Rejection, Update, gruu, outbound};
use crate::flow::Flow;
use crate::message::{Contacts, NameAddr, Request};

/// Extensions a REGISTER may require of us.
const SUPPORTED: [&str; 3] = ["path", "outbound", "gruu"];

/// Contacts of one REGISTER; a phone binds one or two and removes what it has forgotten.
const CONTACTS_MAX: usize = 32;

/// Bytes of one contact, which is kept for as long as it is bound.
const CONTACT_BYTES_MAX: usize = 1_024;

/// Hops of a Path.
const PATHS_MAX: usize = 8;

/// From this on no wish is too short, whatever the policy (§10.3 step 7).
const NEVER_TOO_BRIEF_S: u32 = 3600;

/// Works out the new set of bindings; `current` are those of the address in the To header.
pub fn register(
    now_unix: u64,
    request: &Request,
    flow: Flow,
    current: &[Binding],
    policy: &Policy,
) -> Result<Update, Rejection> {
    check_extensions(request)?;
    let origin = Origin::read(request, flow)?;
    let mut update = Update::start(current, now_unix);
    match request.headers().contacts()? {
        Contacts::Star => remove_all(&origin, &mut update)?,
        Contacts::List(contacts) if contacts.is_empty() => update.query = true,
        Contacts::List(contacts) => {
            check_size(request, &contacts)?;
            let counts_flows = outbound::counts_flows(request, &contacts)?;
            let before = update.bindings.clone();
            for contact in &contacts {
                let wanted = origin.wanted(contact, counts_flows);
                if wanted.expires_s != Some(0) {
                    gruu::check(request, &wanted.binding)?;
                }
                apply(now_unix, wanted, &origin, &before, &mut update, policy)?;
            }
        }
    }
    // A phone may always shrink or refresh what an earlier, larger limit allowed.
    if update.added > 0 && update.bindings.len() > policy.contacts_max {
        return Err(Cause::TooManyContacts {
            max: policy.contacts_max,
        }
        .into());
    }
    Ok(update)
}

fn check_extensions(request: &Request) -> Result<(), Rejection> {
    let mut unsupported = request.headers().require();
    unsupported.retain(|tag| !SUPPORTED.iter().any(|own| own.eq_ignore_ascii_case(tag)));
    if unsupported.is_empty() {
        Ok(())
    } else {
        Err(Cause::Extension { unsupported }.into())
    }
}

/// What is bound is kept in memory and on disk: nobody may fill either.
fn check_size(request: &Request, contacts: &[NameAddr]) -> Result<(), Rejection> {
    let paths = request.headers().paths()?;
    let too_long = |address: &NameAddr| address.to_bytes().len() > CONTACT_BYTES_MAX;
    let too_much = contacts.len() > CONTACTS_MAX || paths.len() > PATHS_MAX;
    if too_much || contacts.iter().chain(&paths).any(too_long) {
        return Err(Cause::TooMuch.into());
    }
    Ok(())
}

fn remove_all(origin: &Origin, update: &mut Update) -> Result<(), Rejection> {
    if origin.expires_s() != Some(0) {
        return Err(Cause::Star.into());
    }
    if !update.bindings.iter().all(|binding| origin.may_change(binding)) {
        return Err(Cause::OutOfOrder.into());
    }
    update.removed = update.bindings.len();
    update.bindings.clear();
    Ok(())
}

/// Applies one contact. Order is judged by what was bound `before`: contacts of one request do not compete.
fn apply(
    now_unix: u64,
    wanted: Wanted,
    origin: &Origin,
    before: &[Binding],
    update: &mut Update,
    policy: &Policy,
) -> Result<(), Rejection> {
    let Wanted {
        mut binding,
        expires_s,
    } = wanted;
    let expires_s = expires_s
        .unwrap_or(policy.default_expires_s)
        .min(policy.max_expires_s);
    if expires_s > 0 && expires_s < policy.min_expires_s.min(NEVER_TOO_BRIEF_S) {
        return Err(Cause::TooBrief {
            min_expires_s: policy.min_expires_s,
        }
        .into());
    }
    let known = before.iter().find(|other| other.is_same_contact(&binding));
    if known.is_some_and(|known| !origin.may_change(known)) {
        return Err(Cause::OutOfOrder.into());
    }
    let at = update
        .bindings
        .iter()
        .position(|other| other.is_same_contact(&binding));
    if expires_s == 0 {
        if let Some(at) = at {
            update.bindings.remove(at);
            update.removed += 1;
        }
        return Ok(());
    }
    binding.expires_at_unix = now_unix.saturating_add(expires_s.into());
    match at {
        Some(at) => {
            update.bindings[at] = binding;
            update.refreshed += 1;
        }
        None => {
            update.bindings.push(binding);
            update.added += 1;
        }
    }
    Ok(())
}
