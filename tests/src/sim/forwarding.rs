//! The simulated switch as a proxy: the real passages, and the phones it knows.

use std::net::SocketAddr;
use std::time::Instant;

use sip_stack::endpoint::{Input, ServerId, on_behalf};
use sip_stack::flow::{Flow, Target};
use sip_stack::message::{HeaderName, Request, Response, SipUri, StatusCode, Uri};
use sip_stack::proxy::{ForwardTarget, Ours};
use sip_stack::tokens::Tokens;
use softswitch::mail::{PassageNumber, ToSignalling};
use softswitch::service::addresses::Addresses;
use softswitch::service::proxy::{Onward, Passages, Place, Visit};

use super::node::{Packet, flow};
use super::switch::SimSwitch;

/// Its tokens are its own, so that calls run as they do without it.
pub(super) fn passages(own: SocketAddr, seed: u8) -> Passages {
    let ours = Ours {
        domain: "office.example".into(),
        addresses: vec![own.into()],
    };
    Passages::new(ours, Addresses::default(), Tokens::from_seed([seed; 32]))
}

/// Whether a request of a dialog that is not the switch's asks to go through it.
pub(super) fn is_routed(request: &Request) -> bool {
    let in_dialog = request.headers().to().is_ok_and(|to| to.tag().is_some());
    in_dialog && request.headers().has(HeaderName::Route)
}

impl SimSwitch {
    pub(super) fn forward(
        &mut self,
        now: Instant,
        (came, transaction): (Flow, ServerId),
        request: Request,
        out: &mut Vec<Packet>,
    ) {
        let respond = |response| ToSignalling::Respond {
            transaction,
            response,
        };
        let visit = match self.passages.visit(came, request) {
            Ok(visit) => visit,
            Err(response) => return self.post(now, vec![respond(*response)], out),
        };
        let refuse = |visit: &Visit, status| respond(Response::for_request(&visit.request, status));
        let targets = match &visit.onward {
            Onward::Flow(flow) => vec![ForwardTarget::within_dialog(*flow)],
            Onward::Nowhere => {
                return self.post(now, vec![refuse(&visit, StatusCode::CALL_DOES_NOT_EXIST)], out);
            }
            Onward::Abroad(_) => return self.post(now, vec![refuse(&visit, StatusCode::FORBIDDEN)], out),
            Onward::User(number) => match self.phones.get(number) {
                None => return self.post(now, vec![refuse(&visit, StatusCode::NOT_FOUND)], out),
                Some(phones) => {
                    let places = self.places(number, phones).into_iter();
                    places.map(|place| self.passages.phone(&visit, place)).collect()
                }
            },
        };
        self.next_passage += 1;
        let name = (PassageNumber(self.next_passage), transaction);
        let mut letters = Vec::new();
        self.passages.begin(now, name, *visit, targets, &mut letters);
        self.post(now, letters, out);
    }

    fn places(&self, number: &str, phones: &[SocketAddr]) -> Vec<Place> {
        let mut places: Vec<_> = phones.iter().map(|phone| self.place(number, *phone)).collect();
        if self.one_device.contains(number) && !places.is_empty() {
            places[0].other_flows = places.split_off(1);
        }
        places
    }

    fn place(&self, number: &str, phone: SocketAddr) -> Place {
        let flow = flow(self.address, phone);
        Place {
            contact: Uri::Sip(SipUri::new(Some(number), phone.ip().into()).with_port(phone.port())),
            path: Vec::new(),
            flow,
            target: Target::Flow(flow),
            q: 1_000,
            other_flows: Vec::new(),
        }
    }

    pub(super) fn post(&mut self, now: Instant, letters: Vec<ToSignalling>, out: &mut Vec<Packet>) {
        for letter in letters {
            let input = match letter {
                ToSignalling::Sip { owner, effect } => on_behalf(owner, effect),
                ToSignalling::Respond {
                    transaction,
                    response,
                } => Some(Input::Respond {
                    transaction,
                    response,
                }),
                ToSignalling::Pass {
                    transaction,
                    response,
                } => Some(Input::Pass {
                    transaction,
                    response,
                }),
                _ => None,
            };
            if let Some(input) = input {
                self.feed(now, input, out);
            }
        }
    }
}
