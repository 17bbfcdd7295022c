//! The proxy's task: who may send, where it goes, and the time.

use std::collections::HashMap;

use metrics::{counter, gauge};
use sip_stack::endpoint::ServerId;
use sip_stack::flow::{Flow, Target};
use sip_stack::locate::{Hop, LocateError};
use sip_stack::message::{HeaderName, Request, Response, StatusCode, Uri};
use sip_stack::proxy::ForwardTarget;
use sip_stack::registrar::{Binding, gr_in};
use tokio::sync::mpsc;

use super::handle::{Found, Letter};
use super::passages::without_credentials;
use super::{Onward, PROXY_MAILBOX_MAX, Passages, Place, Proxy, Visit};
use crate::clock;
use crate::mail::{PassageNumber, ToSignalling};
use crate::service::addresses::target_of;
use crate::service::authentication::Authenticator;
use crate::service::locate::Locator;
use crate::service::registrar::{Located, Registrar, only_device};
use crate::service::users::{SELFTEST, Users};

/// When a refused sender may come again, in seconds.
const RETRY_AFTER_S: &str = "5";
/// Requests that wait to be told where their target is.
const LOOKUPS_MAX: usize = 1_024;

/// What the proxy is made of.
#[derive(Debug)]
pub struct ProxyParts {
    /// Decides who sends.
    pub authenticator: Authenticator,
    /// Who can be reached.
    pub users: Users,
    /// The realm and domain.
    pub domain: String,
    /// Whether users may send to other domains.
    pub abroad: bool,
    /// Where the phones are.
    pub registrar: Registrar,
    /// Where domains lead.
    pub locator: Locator,
    /// The requests under way.
    pub passages: Passages,
    /// Where SIP goes.
    pub signalling: mpsc::Sender<ToSignalling>,
}

/// The proxy's task.
#[derive(Debug)]
pub struct ProxyTask {
    parts: ProxyParts,
    mailbox: mpsc::Receiver<Letter>,
    own: mpsc::WeakSender<Letter>,
    lookups: HashMap<PassageNumber, (ServerId, Box<Visit>)>,
    last: u64,
    out: Vec<ToSignalling>,
}

impl ProxyTask {
    /// A task to spawn, and the way to it.
    #[must_use]
    pub fn new(parts: ProxyParts) -> (Self, Proxy) {
        let (sender, mailbox) = mpsc::channel(PROXY_MAILBOX_MAX);
        let task = Self {
            parts,
            mailbox,
            own: sender.downgrade(),
            lookups: HashMap::new(),
            last: 0,
            out: Vec::new(),
        };
        (task, Proxy { mailbox: sender })
    }

    /// Runs until every way to it is gone.
    pub async fn run(mut self) {
        loop {
            let deadline = self.parts.passages.deadline();
            tokio::select! {
                letter = self.mailbox.recv() => match letter {
                    Some(letter) => self.take(letter),
                    None => return,
                },
                () = clock::until(deadline) => self.parts.passages.wake(clock::now(), &mut self.out),
            }
            gauge!("softswitch_proxy_passages")
                .set(u32::try_from(self.parts.passages.len()).unwrap_or(u32::MAX));
            for letter in self.out.drain(..) {
                // The signalling task ends last; without it there is nobody to tell.
                let _ = self.parts.signalling.send(letter).await;
            }
        }
    }

    fn take(&mut self, letter: Letter) {
        match letter {
            Letter::Request(arrived) => {
                let (flow, transaction, request) = *arrived;
                if let Err(response) = self.request(flow, transaction, request) {
                    let status = response.status().code().to_string();
                    counter!("softswitch_proxy_refused_total", "status" => status).increment(1);
                    let response = *response;
                    self.out.push(ToSignalling::Respond {
                        transaction,
                        response,
                    });
                }
            }
            Letter::Ack(arrived) => self
                .out
                .extend(self.parts.passages.acknowledge(&arrived.0, &arrived.1)),
            Letter::Sip(passage, input) => {
                self.parts
                    .passages
                    .handle(clock::now(), passage, *input, &mut self.out);
            }
            Letter::Found(passage, found) => {
                if let Some((transaction, visit)) = self.lookups.remove(&passage) {
                    let targets = match found {
                        Found::Phones(places) => places
                            .into_iter()
                            .map(|place| self.parts.passages.phone(&visit, place))
                            .collect(),
                        Found::Hops(hops) if hops.is_empty() => Vec::new(),
                        Found::Hops(hops) => vec![ForwardTarget::unchanged(hops)],
                    };
                    self.begin((passage, transaction), *visit, targets);
                }
            }
        }
    }

    /// §16.3 to §16.5, as far as it goes without waiting.
    fn request(&mut self, flow: Flow, transaction: ServerId, request: Request) -> Result<(), Box<Response>> {
        if self.parts.passages.is_full() || self.lookups.len() >= LOOKUPS_MAX {
            let mut response = plain(&request, StatusCode::SERVICE_UNAVAILABLE);
            response.headers_mut().push(HeaderName::RetryAfter, RETRY_AFTER_S);
            return Err(response);
        }
        let mut visit = self.parts.passages.visit(flow, request)?;
        self.last += 1;
        let number = PassageNumber(self.last);
        match visit.onward.clone() {
            Onward::Flow(flow) => self.begin(
                (number, transaction),
                *visit,
                vec![ForwardTarget::within_dialog(flow)],
            ),
            Onward::Nowhere => return Err(plain(&visit.request, StatusCode::CALL_DOES_NOT_EXIST)),
            Onward::User(number_dialled) => {
                self.may_send(&mut visit)?;
                self.find_user((number, transaction), visit, number_dialled)?;
            }
            Onward::Abroad(uri) => {
                self.may_send(&mut visit)?;
                self.find_abroad((number, transaction), visit, uri)?;
            }
        }
        Ok(())
    }

    /// Step 6: only a user of ours may send, and as itself; unknown users are found out by nobody else.
    fn may_send(&mut self, visit: &mut Visit) -> Result<(), Box<Response>> {
        let request = &visit.request;
        let user = self
            .parts
            .authenticator
            .authenticate(visit.flow.remote.ip(), request)?;
        if !self.parts.authenticator.is_from(request, &user.extension) {
            return Err(plain(request, StatusCode::FORBIDDEN));
        }
        without_credentials(&mut visit.unrouted, &self.parts.domain);
        Ok(())
    }

    fn find_user(
        &mut self,
        (number, transaction): (PassageNumber, ServerId),
        visit: Box<Visit>,
        dialled: String,
    ) -> Result<(), Box<Response>> {
        if self.parts.users.find(&dialled).is_none() || SELFTEST.contains(&dialled.as_str()) {
            return Err(plain(&visit.request, StatusCode::NOT_FOUND));
        }
        let registrar = self.parts.registrar.clone();
        let own = self.own.clone();
        let device = gr_in(visit.unrouted.uri()).map(str::to_owned);
        self.lookups.insert(number, (transaction, visit));
        tokio::spawn(async move {
            let mut located = registrar.locate(vec![dialled.clone()]).await;
            if let Some(gr) = device {
                located = only_device(located, &dialled, &gr);
            }
            let places = located.into_iter().map(place).collect();
            found(&own, number, Found::Phones(places)).await;
        });
        Ok(())
    }

    fn find_abroad(
        &mut self,
        (number, transaction): (PassageNumber, ServerId),
        visit: Box<Visit>,
        uri: Uri,
    ) -> Result<(), Box<Response>> {
        if !self.parts.abroad {
            return Err(plain(&visit.request, StatusCode::FORBIDDEN));
        }
        let (locator, own) = (self.parts.locator.clone(), self.own.clone());
        self.lookups.insert(number, (transaction, visit));
        tokio::spawn(async move {
            let hops: Result<Vec<Hop>, LocateError> = locator.targets(&uri).await;
            let hops: Vec<Target> = hops.unwrap_or_default().iter().map(Hop::target).collect();
            found(&own, number, Found::Hops(hops)).await;
        });
        Ok(())
    }

    fn begin(&mut self, name: (PassageNumber, ServerId), visit: Visit, targets: Vec<ForwardTarget>) {
        counter!("softswitch_proxy_requests_total", "phones" => targets.len().min(3).to_string())
            .increment(1);
        self.parts
            .passages
            .begin(clock::now(), name, visit, targets, &mut self.out);
    }
}

async fn found(own: &mpsc::WeakSender<Letter>, number: PassageNumber, targets: Found) {
    if let Some(own) = own.upgrade() {
        // The task is gone only when the switch stops.
        let _ = own.send(Letter::Found(number, targets)).await;
    }
}

fn place(
    Located {
        binding, other_flows, ..
    }: Located,
) -> Place {
    Place {
        other_flows: other_flows.into_iter().map(flow).collect(),
        ..flow(binding)
    }
}

/// A phone by one of its flows.
fn flow(binding: Binding) -> Place {
    Place {
        target: target_of(&binding.flow, &binding.contact),
        contact: binding.contact,
        path: binding.path,
        flow: binding.flow,
        q: binding.q_thousandths,
        other_flows: Vec::new(),
    }
}

fn plain(request: &Request, status: StatusCode) -> Box<Response> {
    Box::new(Response::for_request(request, status))
}
