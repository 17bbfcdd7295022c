//! The switch's trunks: the real ones, without their task.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use config::{Outside, Settings, Source};
use media::codec::Codec;
use sip_stack::flow::Flow;
use sip_stack::message::{Request, Response, StatusCode, Transport};
use sip_stack::tokens::Tokens;
use sip_stack::user_agent::Terms;
use softswitch::actor::places::Places;
use softswitch::call::{Incoming, Input, LegId, Refusal, Wish};
use softswitch::mail::CallNumber;
use softswitch::service::addresses::Addresses;
use softswitch::service::trunk::{Arrival, Channel, Local, Trunks, Whose};

pub(super) struct SimTrunks {
    trunks: Trunks,
    /// Places on trunks that legs hold.
    channels: Places<Channel>,
}

/// Secrets stand in the settings themselves.
struct Nothing;

impl Outside for Nothing {
    fn variable(&self, _: &str) -> Option<String> {
        None
    }

    fn file(&self, _: &Path) -> std::io::Result<String> {
        Err(std::io::ErrorKind::NotFound.into())
    }
}

impl SimTrunks {
    pub(super) fn new(address: SocketAddr, settings: Option<&str>, now: Instant) -> Self {
        let trunks = settings.map(|settings| {
            let text = format!("version: 1\ntrunks:\n{settings}");
            let settings = Settings::parse(&Source::new("softswitch.yaml", text), Path::new("."), &Nothing);
            settings.unwrap_or_else(|mistakes| panic!("{mistakes}")).trunks
        });
        let local = Local {
            listeners: vec![(Transport::Udp, address)],
            addresses: Addresses::default(),
        };
        let tokens = Tokens::from_seed([77; 32]);
        let codecs = [Codec::Pcmu, Codec::Pcma];
        Self {
            trunks: Trunks::new(
                trunks.unwrap_or_default(),
                (&codecs, Terms::default()),
                local,
                tokens,
                now,
            ),
            channels: Places::default(),
        }
    }

    /// Channels that are still held.
    pub(super) fn held(&self) -> usize {
        self.channels.count()
    }

    pub(super) fn find_way(&mut self, now: Instant, leg: (CallNumber, LegId), wish: &Wish) -> Input {
        let found = self.trunks.find_way(now, wish).map(|(gateway, channel)| {
            self.channels.hold(leg.0, leg.1, channel);
            Box::new(gateway)
        });
        Input::WayFound { leg: leg.1, found }
    }

    pub(super) fn refused(&self, now: Instant, refusal: Refusal) {
        self.trunks.refused(now, refusal);
    }

    pub(super) fn leave(&mut self, call: CallNumber, leg: LegId) {
        drop(self.channels.give_up(call, leg));
    }

    pub(super) fn leave_all(&mut self, call: CallNumber) {
        drop(self.channels.leave(call));
    }

    /// A leg goes from call to call, and its place with it.
    pub(super) fn follow(&mut self, from: (CallNumber, LegId), to: (CallNumber, LegId)) {
        self.channels.follow(from, to);
    }

    /// What admission does: a trunk's call gets its caller, number and channel; others are users'.
    pub(super) fn admit(
        &mut self,
        now: Instant,
        flow: &Flow,
        number: CallNumber,
        request: &Request,
        incoming: &mut Incoming,
    ) -> Result<(), Box<Response>> {
        let arrival = Arrival {
            flow,
            certified: None,
            request,
        };
        let status = match self.trunks.whose(now, arrival) {
            Whose::Nobodys => return Ok(()),
            Whose::Trunks {
                caller,
                came_by,
                codecs,
                policy,
                login,
                channel,
                ..
            } => {
                incoming.caller = caller;
                incoming.dialled = came_by.number.clone();
                incoming.came_by = Some(came_by);
                incoming.codecs = codecs;
                (incoming.policy, incoming.login) = (*policy, login);
                self.channels.hold(number, LegId::CALLER, channel);
                return Ok(());
            }
            Whose::Unknown { .. } => StatusCode::NOT_FOUND,
            Whose::Full { .. } => StatusCode::SERVICE_UNAVAILABLE,
        };
        Err(Box::new(Response::for_request(request, status)))
    }
}
