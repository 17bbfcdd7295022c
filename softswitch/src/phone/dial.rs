//! Dialling, and answering the challenge to it.

use bytes::Bytes;
use sip_stack::message::{Body, HeaderName, Method, NameAddr, Response, StatusCode};
use sip_stack::user_agent::{self, InviteUsage, OutgoingInvite, Terms};
use tokio::sync::mpsc;

use super::audio::Audio;
use super::handle::{CallEvent, Tones};
use super::line::{self, Line, LineId, State};
use super::task::Task;
use crate::call::{address_of_record, sdp_body};
use crate::clock;

impl Task {
    pub(super) async fn dial(
        &mut self,
        id: LineId,
        number: String,
        hz: Tones,
        events: mpsc::Sender<CallEvent>,
    ) {
        let Ok(audio) = Audio::open(self.account.server.ip()).await else {
            return;
        };
        let mut negotiator = self.account.negotiator(&mut self.tokens);
        let local = audio.local();
        let offer = negotiator.offer(&line::media_address(local));
        let (usage, effects) = self.invite(&number, sdp_body(offer), None);
        let unchallenged = Some(number);
        let line = Line {
            usage,
            negotiator,
            audio,
            state: State::Dialling,
            hz: Some(hz),
            unchallenged,
            challenge: None,
            events,
        };
        self.lines.insert(id, line);
        self.pass(id, effects).await;
    }

    fn invite(
        &mut self,
        number: &str,
        offer: Body,
        authorization: Option<String>,
    ) -> (InviteUsage, Vec<user_agent::Effect>) {
        let uri = address_of_record(number, &self.account.domain);
        let headers = authorization
            .map(|value| vec![(HeaderName::Authorization, Bytes::from(value))])
            .unwrap_or_default();
        let invite = OutgoingInvite {
            to: NameAddr::new(uri.clone()),
            uri,
            from: self.account.address(),
            contact: self.contact.clone(),
            target: self.account.target(),
            route: Vec::new(),
            offer: Some(offer),
            max_forwards: 70,
            terms: Terms::PLAIN,
            headers,
        };
        let mut effects = Vec::new();
        let usage = InviteUsage::start(invite, &mut self.tokens, clock::now(), &mut effects);
        (usage, effects)
    }

    /// Answers the challenge to an INVITE with a new one; if that cannot be, the call has failed.
    pub(super) async fn answer_challenge(&mut self, id: LineId, response: &Response) {
        let Some(line) = self.lines.get_mut(&id) else {
            return;
        };
        let Some(number) = line.unchallenged.take() else {
            return;
        };
        let uri = address_of_record(&number, &self.account.domain);
        let cnonce = self.tokens.tag();
        let answer = self
            .account
            .answer(response.headers(), &Method::Invite, &uri, &cnonce);
        let Some(answer) = answer else {
            line.fail(StatusCode::UNAUTHORIZED);
            return;
        };
        let address = line.address();
        line.negotiator.rollback();
        let offer = line.negotiator.offer(&address);
        let (usage, effects) = self.invite(&number, sdp_body(offer), Some(answer));
        if let Some(line) = self.lines.get_mut(&id) {
            line.usage = usage;
        }
        self.pass(id, effects).await;
    }
}
