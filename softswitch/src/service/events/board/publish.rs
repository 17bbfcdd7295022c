//! A PUBLISH: who may say what about whom (RFC 3903 §6).

use std::time::Instant;

use sip_stack::endpoint::ServerId;
use sip_stack::events::{Published as Taken, Refusal};
use sip_stack::message::Request;
use sip_stack::published::{Mailbox, PublishedPresence};

use super::board::Board;
use super::effect::{Counted, Effect};
use super::subscribe::refuse;
use crate::call::number_of;
use crate::service::events::package::Package;

impl Board {
    pub(super) fn publish(
        &mut self,
        now: Instant,
        publisher: &str,
        request: &Request,
        transaction: ServerId,
        out: &mut Vec<Effect>,
    ) {
        match self.take(now, publisher, request) {
            Ok(taken) => {
                out.push(Effect::Counted(Counted::Published));
                out.push(Effect::Respond {
                    transaction,
                    response: taken.response(request),
                });
            }
            Err(refusal) => {
                if refusal == Refusal::TooMany {
                    out.push(Effect::Counted(Counted::Full("publications")));
                }
                refuse(request, transaction, &refusal, out);
            }
        }
    }

    /// Users publish their own presence; a voicemail system everybody's messages.
    fn take(&mut self, now: Instant, publisher: &str, request: &Request) -> Result<Taken, Refusal> {
        let name = number_of(request.uri()).ok_or(Refusal::NotFound)?;
        self.people.find(&name).ok_or(Refusal::NotFound)?;
        let package = Package::of(request)?;
        let allowed = match package {
            Package::Presence => name == publisher,
            Package::MessageSummary => self.house.mailbox_servers.contains(publisher),
            Package::Dialog | Package::Reg => return Err(Refusal::BadEvent),
        };
        if !allowed {
            return Err(Refusal::Forbidden);
        }
        let (terms, tokens) = (package.terms(), &mut self.tokens);
        let published = self.people.change(&name, |person| {
            let closed = person.is_closed();
            let taken = match package {
                Package::MessageSummary => {
                    person
                        .mailbox
                        .publish(now, request, &terms, tokens, Mailbox::read)
                }
                _ => person
                    .presence
                    .publish(now, request, &terms, tokens, PublishedPresence::read),
            }?;
            let mut packages = Vec::new();
            if taken.changed {
                packages.push(package);
            }
            if person.is_closed() != closed {
                packages.push(Package::Dialog);
            }
            Ok((taken, packages))
        });
        let (taken, packages) = published.unwrap_or(Err(Refusal::NotFound))?;
        self.announce(&(name, packages));
        Ok(taken)
    }
}
