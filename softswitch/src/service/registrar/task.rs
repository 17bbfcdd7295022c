//! The registrar task: authenticate, compute (RFC 3261 §10.3), write, answer.

use metrics::{counter, gauge};
use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::{HeaderName, Request, Response, StatusCode, Uri};
use sip_stack::registrar::{self, Binding, Policy};
use std::sync::Arc;
use std::time::Duration;

use store::{BindingChange, Receipt, Spool, SpoolError, TenantId};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::handle::Letter;
use super::{Book, Located, REGISTRAR_MAILBOX_MAX, Registrar, Registration, lease, rows};
use crate::call::number_of;
use crate::clock;
use crate::mail::ToSignalling;
use crate::service::addresses::Addresses;
use crate::service::authentication::Authenticator;
use crate::service::events::News;

/// Writes to the disk that may be under way at once; a REGISTER beyond gets 503.
const WRITES_MAX: usize = 4_096;

/// How often expired bindings are looked for.
const SWEEP_EVERY: Duration = Duration::from_secs(30);

/// What the registrar is made of.
#[derive(Debug)]
pub struct RegistrarParts {
    /// Decides who registers.
    pub authenticator: Authenticator,
    /// What we call ourselves.
    pub addresses: Addresses,
    /// Expiry and count limits.
    pub policy: Policy,
    /// What was on disk at start.
    pub book: Book,
    /// Where changed bindings become durable, many in one sync.
    pub spool: Arc<Spool<BindingChange>>,
    /// The SIP domain's row.
    pub tenant: TenantId,
    /// Who is told of phones that come and go.
    pub news: News,
    /// Where the answers go.
    pub signalling: mpsc::Sender<ToSignalling>,
}

/// The registrar's task.
#[derive(Debug)]
pub struct RegistrarTask {
    parts: RegistrarParts,
    mailbox: mpsc::Receiver<Letter>,
    writes: JoinSet<Written>,
}

/// A write that has ended, and the answer that waits for it.
#[derive(Debug)]
struct Written {
    extension: String,
    bindings: Vec<Binding>,
    /// Until when the disk keeps them.
    result: Result<u64, SpoolError>,
    flow: Flow,
    transaction: ServerId,
    request: Request,
}

impl RegistrarTask {
    /// A task to spawn, and the way to it.
    #[must_use]
    pub fn new(parts: RegistrarParts) -> (Self, Registrar) {
        let (sender, mailbox) = mpsc::channel(REGISTRAR_MAILBOX_MAX);
        for (extension, bindings) in parts.book.all() {
            parts.news.bindings(extension, bindings.to_vec());
        }
        (
            Self {
                parts,
                mailbox,
                writes: JoinSet::new(),
            },
            Registrar { mailbox: sender },
        )
    }

    /// Runs until every way to it is gone and all writes have ended.
    pub async fn run(mut self) {
        let mut sweep = tokio::time::interval(SWEEP_EVERY);
        loop {
            tokio::select! {
                _ = sweep.tick() => self.sweep(),
                letter = self.mailbox.recv() => match letter {
                    Some(letter) => self.take(letter).await,
                    None => break,
                },
                Some(written) = self.writes.join_next() => self.written(written).await,
            }
        }
        while let Some(written) = self.writes.join_next().await {
            self.written(written).await;
        }
    }

    /// Phones that went without a word are gone from memory, gauge and disk.
    fn sweep(&mut self) {
        for (extension, left) in self.parts.book.sweep(clock::unix_seconds()) {
            if let Err(error) = self.spool(&extension, &left) {
                // The disk forgets it by itself later.
                tracing::debug!(%extension, %error, "an expired binding stays on disk for now");
            }
        }
        self.show_count();
    }

    fn show_count(&self) {
        gauge!("softswitch_bindings").set(f64::from(self.parts.book.bindings()));
    }

    async fn take(&mut self, letter: Letter) {
        match letter {
            Letter::Register(registration) => {
                if let Some((transaction, response)) = self.register(*registration) {
                    self.answer(transaction, response).await;
                }
            }
            Letter::Locate { extensions, reply } => {
                // The asking call may be over by now.
                let _ = reply.send(self.locate(&extensions));
            }
            Letter::FlowClosed(flow) => self.parts.book.flow_closed(&flow),
        }
    }

    /// Works on a REGISTER up to the write. What can be answered at once is returned.
    fn register(&mut self, registration: Registration) -> Option<(ServerId, Response)> {
        let Registration {
            flow,
            transaction,
            request,
        } = registration;
        let user = match self.parts.authenticator.authenticate(flow.remote.ip(), &request) {
            Ok(user) => user,
            Err(response) => return Some((transaction, *response)),
        };
        if let Some(status) = self.refusal(&request, &user.extension) {
            return Some((transaction, Response::for_request(&request, status)));
        }
        let now = clock::unix_seconds();
        let current = self.parts.book.find(&user.extension);
        let update = match registrar::register(now, &request, flow, current, &self.parts.policy) {
            Ok(update) => update,
            Err(rejection) => {
                let response = registrar::rejection_response(&request, &rejection);
                return Some((transaction, response));
            }
        };
        if update.query {
            return Some((transaction, self.granted(&request, &flow, &update.bindings)));
        }
        if self.parts.book.renew(&user.extension, &update.bindings) {
            counter!("softswitch_registrations_total", "result" => "ok").increment(1);
            let response = self.granted(&request, &flow, &update.bindings);
            self.parts.news.bindings(&user.extension, update.bindings);
            return Some((transaction, response));
        }
        if self.writes.len() >= WRITES_MAX {
            let mut busy = Response::for_request(&request, StatusCode::SERVICE_UNAVAILABLE);
            busy.headers_mut()
                .push(HeaderName::RetryAfter, bytes::Bytes::from_static(b"5"));
            return Some((transaction, busy));
        }
        self.write(user.extension, update.bindings, (flow, transaction, request))
    }

    /// Whether a REGISTER is about the authenticated user's own address here (§10.3 steps 1, 4 and 5).
    fn refusal(&self, request: &Request, extension: &str) -> Option<StatusCode> {
        let Ok(to) = request.headers().to() else {
            return Some(StatusCode::BAD_REQUEST);
        };
        let guard = &self.parts.authenticator;
        if !guard.is_ours(request.uri()) || !guard.is_ours(to.uri()) {
            Some(StatusCode::NOT_FOUND)
        } else if number_of(to.uri()).as_deref() != Some(extension) {
            Some(StatusCode::FORBIDDEN)
        } else {
            None
        }
    }

    /// Hands the new set to the spool, in the order of the REGISTERs; what cannot be handed over is refused.
    fn write(
        &mut self,
        extension: String,
        bindings: Vec<Binding>,
        (flow, transaction, request): (Flow, ServerId, Request),
    ) -> Option<(ServerId, Response)> {
        let Ok((receipt, kept_until)) = self.spool(&extension, &bindings) else {
            let refusal = Response::for_request(&request, StatusCode::SERVER_INTERNAL_ERROR);
            return Some((transaction, refusal));
        };
        self.parts.book.begin(&extension, bindings.clone());
        self.writes.spawn(async move {
            let result = receipt.durable().await.map(|()| kept_until);
            Written {
                extension,
                bindings,
                result,
                flow,
                transaction,
                request,
            }
        });
        None
    }

    /// A set's place in the spool, and until when the disk keeps all of it.
    fn spool(&self, extension: &str, bindings: &[Binding]) -> Result<(Receipt, u64), SpoolError> {
        let now = clock::unix_seconds();
        let ends = bindings.iter().map(|binding| lease::end(binding, now));
        let change = BindingChange {
            tenant: self.parts.tenant,
            extension: extension.to_owned(),
            rows: bindings
                .iter()
                .zip(ends.clone())
                .map(|(binding, end)| rows::row_of(binding, end))
                .collect(),
        };
        let receipt = self.parts.spool.enqueue(&change)?;
        Ok((receipt, ends.min().unwrap_or(u64::MAX)))
    }

    /// The 200, which says all that a phone needs to know of what is bound, and of us.
    fn granted(&self, request: &Request, flow: &Flow, bindings: &[Binding]) -> Response {
        let mut response = registrar::ok_response(request, flow, bindings, clock::unix_seconds());
        if let Uri::Sip(own) = self.parts.addresses.contact(flow) {
            registrar::add_service_route(request, own, &mut response);
        }
        response
    }

    /// The 200 lists all bindings and is sent only now; a failed write is a 500 (§10.3 step 7).
    async fn written(&mut self, written: Result<Written, tokio::task::JoinError>) {
        let Ok(Written {
            extension,
            bindings,
            result,
            flow,
            transaction,
            request,
        }) = written
        else {
            counter!("softswitch_registrations_total", "result" => "lost").increment(1);
            return;
        };
        let response = match &result {
            Ok(_) => {
                counter!("softswitch_registrations_total", "result" => "ok").increment(1);
                self.parts.news.bindings(&extension, bindings.clone());
                self.granted(&request, &flow, &bindings)
            }
            Err(error) => {
                tracing::error!(%extension, %error, "bindings could not be written");
                counter!("softswitch_registrations_total", "result" => "storage-failed").increment(1);
                Response::for_request(&request, StatusCode::SERVER_INTERNAL_ERROR)
            }
        };
        self.parts.book.end(&extension, bindings, result.ok());
        self.show_count();
        self.answer(transaction, response).await;
    }

    fn locate(&self, extensions: &[String]) -> Vec<Located> {
        let now = clock::unix_seconds();
        let mut located = Vec::new();
        for extension in extensions {
            let bindings = self.parts.book.find(extension).iter();
            let devices = registrar::flows_of_each(bindings.filter(|binding| binding.is_live(now)));
            located.extend(devices.into_iter().filter_map(|flows| {
                let mut flows = flows.into_iter().cloned();
                Some(Located {
                    extension: extension.clone(),
                    binding: flows.next()?,
                    other_flows: flows.collect(),
                })
            }));
        }
        located
    }

    async fn answer(&self, transaction: ServerId, response: Response) {
        // The signalling task outlives this one; if it is gone, so are the sockets.
        let _ = self
            .parts
            .signalling
            .send(ToSignalling::Respond {
                transaction,
                response,
            })
            .await;
    }
}

#[cfg(test)]
#[path = "task_tests.rs"]
mod tests;
