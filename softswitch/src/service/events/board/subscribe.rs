//! A SUBSCRIBE: who may watch what (RFC 6665 §4.2.1.3, RFC 4662 §4).

use std::collections::BTreeSet;
use std::time::Instant;

use bytes::Bytes;
use sip_stack::endpoint::ServerId;
use sip_stack::events::{self, Acceptance, Refusal, Subscription, Wish, accepts};
use sip_stack::flow::Flow;
use sip_stack::message::{HeaderName, Request, Response, Uri};

use super::board::Board;
use super::effect::{Counted, Effect};
use super::watch::{Watch, Watched};
use crate::call::number_of;
use crate::service::events::package::{ALLOW_EVENTS, Package};
use crate::service::users::SELFTEST;

/// The option tag of lists (RFC 4662 §4.1).
const EVENTLIST: &str = "eventlist";
/// What a list's NOTIFY is made of.
const MULTIPART: &str = "multipart/related";

impl Board {
    pub(super) fn subscribe(
        &mut self,
        now: Instant,
        watcher: String,
        request: &Request,
        (transaction, flow): (ServerId, Flow),
        contact: Uri,
        out: &mut Vec<Effect>,
    ) {
        let address = flow.remote.ip();
        let wanted = self.wanted(&watcher, request);
        let full = wanted
            .is_ok()
            .then(|| self.watches.full(&watcher, address))
            .flatten();
        let (package, watched, wish) = match (wanted, full) {
            (Ok(wanted), None) => wanted,
            (Ok(_), Some(limit)) => {
                out.push(Effect::Counted(Counted::Full(limit)));
                return refuse(request, transaction, &Refusal::TooMany, out);
            }
            (Err(refusal), _) => return refuse(request, transaction, &refusal, out),
        };
        let headers = match watched {
            Watched::List { .. } => vec![(HeaderName::Require, Bytes::from_static(EVENTLIST.as_bytes()))],
            Watched::User(_) => Vec::new(),
        };
        let with = Acceptance {
            wish,
            terms: package.terms(),
            contact,
            headers,
        };
        let mut effects: Vec<events::Effect> = Vec::new();
        let tokens = self.tokens.fork();
        let accepted = Subscription::accept(now, request, transaction, flow, with, tokens, &mut effects);
        let subscription = match accepted {
            Ok(subscription) => subscription,
            Err(status) => {
                out.push(Effect::Counted(Counted::Refused(status)));
                return out.push(Effect::Respond {
                    transaction,
                    response: Response::for_request(request, status),
                });
            }
        };
        out.push(Effect::Counted(Counted::Subscribed));
        let number = self.watches.next();
        self.watches.insert(
            number,
            Watch {
                subscription,
                watcher,
                address,
                package,
                watched,
                version: 0,
                full: true,
                changed: BTreeSet::new(),
                told: Vec::new(),
                queued: false,
                alarm: None,
            },
        );
        self.settle(now, number, effects, out);
        // A phone that has started anew answers 481 to what it has forgotten; one with two lamps for one user says 200.
        for double in self.watches.doubles_of(number) {
            if let Some(watch) = self.watches.get_mut(double) {
                watch.full = true;
            }
            self.drive(now, double, events::Input::Changed, out);
        }
    }

    /// What a SUBSCRIBE is about, if its watcher may watch it.
    fn wanted(&self, watcher: &str, request: &Request) -> Result<(Package, Watched, Wish), Refusal> {
        let package = Package::of(request)?;
        let wish = Wish::read(request, &package.terms())?;
        let name = number_of(request.uri()).ok_or(Refusal::NotFound)?;
        if let Some(members) = self.house.lists.get(&name).filter(|_| package.is_open()) {
            if !request.headers().supports(EVENTLIST) {
                return Err(Refusal::ExtensionRequired(EVENTLIST));
            }
            if !accepts(request, MULTIPART) {
                return Err(Refusal::NotAcceptable);
            }
            let members = members.clone();
            return Ok((package, Watched::List { name, members }, wish));
        }
        let hidden = SELFTEST.contains(&name.as_str()) && !SELFTEST.contains(&watcher);
        if hidden || self.people.find(&name).is_none() {
            return Err(Refusal::NotFound);
        }
        if !package.is_open() && name != watcher {
            return Err(Refusal::Forbidden);
        }
        if !accepts(request, package.media_type()) {
            return Err(Refusal::NotAcceptable);
        }
        Ok((package, Watched::User(name), wish))
    }
}

pub(super) fn refuse(request: &Request, transaction: ServerId, refusal: &Refusal, out: &mut Vec<Effect>) {
    out.push(Effect::Counted(Counted::Refused(refusal.status())));
    out.push(Effect::Respond {
        transaction,
        response: refusal.response(request, ALLOW_EVENTS),
    });
}
