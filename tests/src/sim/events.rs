//! The switch's events: the real board, told by calls and phones at once.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use sip_stack::endpoint::{Input, ServerId, on_behalf};
use sip_stack::flow::Flow;
use sip_stack::message::{Method, Request};
use sip_stack::tokens::Tokens;
use softswitch::call;
use softswitch::mail::Addressee;
use softswitch::service::events::{self, Board, House, Member, Registered};

use super::node::Packet;
use super::switch::SimSwitch;

/// Phones stay registered longer than any world lasts.
pub(super) const REGISTRATION: Duration = Duration::from_secs(48 * 3_600);

/// Users 101 to 104, of whom 104 is private and a voicemail system; the list `reception` is 102 and 103.
pub(super) fn board(now: Instant, tokens: Tokens) -> Board {
    let house = House {
        domain: String::from("office.example"),
        lists: [(
            String::from("reception"),
            vec![String::from("102"), String::from("103")],
        )]
        .into(),
        mailbox_servers: [String::from("104")].into(),
    };
    let members = [
        ("101", "Alice"),
        ("102", "Bob"),
        ("103", "Carol"),
        ("104", "Dave"),
    ];
    let members = members.map(|(extension, name)| Member {
        extension: extension.to_owned(),
        name: name.to_owned(),
        private: extension == "104",
    });
    Board::new(now, house, members, tokens)
}

impl SimSwitch {
    /// What the registrar tells of a user's phones.
    pub(super) fn tell_phones(&mut self, now: Instant, extension: &str, phones: &[SocketAddr]) {
        let registered = |phone: &SocketAddr| Registered {
            contact: format!("sip:{extension}@{phone}"),
            expires_at: now + REGISTRATION,
            gr: None,
        };
        let input = events::Input::Registered {
            extension: extension.to_owned(),
            phones: phones.iter().map(registered).collect(),
        };
        self.board_input(now, input, &mut Vec::new());
    }

    /// A SUBSCRIBE or PUBLISH of whoever From names.
    pub(super) fn event_request(
        &mut self,
        now: Instant,
        (flow, transaction): (Flow, ServerId),
        request: &Request,
        out: &mut Vec<Packet>,
    ) {
        let from = request.headers().from().ok();
        let sender = from
            .and_then(|from| call::number_of(from.uri()))
            .unwrap_or_default();
        let request = request.clone();
        let input = if *request.method() == Method::Publish {
            events::Input::Publish {
                publisher: sender,
                request,
                transaction,
            }
        } else {
            events::Input::Subscribe {
                watcher: sender,
                request,
                transaction,
                flow,
                contact: self.contact(),
            }
        };
        self.board_input(now, input, out);
    }

    pub(super) fn board_input(&mut self, now: Instant, input: events::Input, out: &mut Vec<Packet>) {
        let mut effects = Vec::new();
        self.board.handle(now, input, &mut effects);
        for effect in effects {
            let input = match effect {
                events::Effect::Sip { watch, effect } => on_behalf(Addressee::Watch(watch).owner(), effect),
                events::Effect::Respond {
                    transaction,
                    response,
                } => Some(Input::Respond {
                    transaction,
                    response,
                }),
                events::Effect::Counted(_) => None,
            };
            if let Some(input) = input {
                self.feed(now, input, out);
            }
        }
    }
}
