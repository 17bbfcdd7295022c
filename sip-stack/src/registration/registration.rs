//! The machine.

use std::time::{Duration, Instant};

use bytes::Bytes;

use super::answer::granted;
use super::{Account, Effect, Fault, Input, Status, backoff};
use crate::flow::Target;
use crate::message::{HeaderName, Response, StatusCode, Uri};
use crate::tokens::{Branch, Tokens};
use crate::transaction::Failure;

/// The longest binding that a registrar's Min-Expires may ask us to want.
const EXPIRES_MAX_S: u32 = 24 * 3_600;
/// The shortest binding that is believed; shorter ones would make us ask without pause.
const GRANTED_MIN: Duration = Duration::from_secs(10);
/// How soon a lost connection is made good, at most.
const AFTER_LOSS: Duration = Duration::from_secs(1);
/// Route values that are kept of a Service-Route.
const SERVICE_ROUTES_MAX: usize = 8;

/// One address kept registered.
#[derive(Debug)]
pub struct Registration {
    account: Account,
    tokens: Tokens,
    call_id: Box<str>,
    tag: Box<str>,
    cseq: u32,
    state: State,
    /// The contact shall be bound.
    wanted: bool,
    bound_until: Option<Instant>,
    /// The server in use, and how many have failed in a row.
    server: usize,
    servers_failed: usize,
    /// Times in a row that all servers failed.
    failures: u32,
    fault: Option<Fault>,
    service_route: Vec<Bytes>,
}

#[derive(Debug)]
enum State {
    Idle,
    /// A REGISTER is under way; `expires_s` 0 takes the contact back.
    Asking {
        branch: Branch,
        expires_s: u32,
    },
    /// Bound, and nothing to do before then.
    Bound {
        refresh_at: Instant,
    },
    /// It failed.
    Waiting {
        retry_at: Instant,
    },
}

impl Registration {
    /// Not registered yet.
    pub fn new(account: Account, tokens: &mut Tokens) -> Self {
        let mut tokens = tokens.fork();
        Self {
            account,
            call_id: tokens.call_id(),
            tag: tokens.tag(),
            cseq: tokens.cseq(),
            tokens,
            state: State::Idle,
            wanted: false,
            bound_until: None,
            server: 0,
            servers_failed: 0,
            failures: 0,
            fault: None,
            service_route: Vec::new(),
        }
    }

    /// Takes one step.
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        match (&self.state, input) {
            (State::Asking { .. }, Input::Register) => self.wanted = true,
            (_, Input::Register) => {
                self.wanted = true;
                self.ask(out);
            }
            (State::Asking { .. }, Input::Unregister) => self.wanted = false,
            (_, Input::Unregister) => self.leave(now, out),
            (State::Asking { branch, expires_s }, Input::Response { branch: of, response })
                if *branch == of =>
            {
                let expires_s = *expires_s;
                self.answered(now, expires_s, &response, out);
            }
            (State::Asking { branch, .. }, Input::Failed { branch: of, cause }) if *branch == of => {
                self.failed(now, cause.into(), None, out);
            }
            (State::Bound { refresh_at }, Input::Timeout) if *refresh_at <= now => self.ask(out),
            (State::Waiting { retry_at }, Input::Timeout) if *retry_at <= now => self.ask(out),
            (State::Bound { .. }, Input::ConnectionLost { remote }) if self.is_with(remote) => {
                let refresh_at = now + self.tokens.wait(Duration::ZERO, AFTER_LOSS);
                self.state = State::Bound { refresh_at };
            }
            _ => {}
        }
    }

    /// When to call `handle` with `Input::Timeout`. `None`: nothing is pending.
    pub fn deadline(&self) -> Option<Instant> {
        match self.state {
            State::Bound { refresh_at: at } | State::Waiting { retry_at: at } => Some(at),
            State::Idle | State::Asking { .. } => None,
        }
    }

    /// How it stands.
    pub fn status(&self, now: Instant) -> Status {
        if let Some(until) = self.bound_until.filter(|until| *until > now) {
            return Status::Registered { until };
        }
        match (&self.state, self.fault) {
            (State::Asking { .. }, None) => Status::Trying,
            (_, Some(fault)) => Status::Failed {
                fault,
                retry_at: self.deadline(),
            },
            (_, None) => Status::Idle,
        }
    }

    /// What went wrong last, though the contact may still be bound.
    pub fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// The Route of calls by this registration (RFC 3608 §5).
    pub fn service_route(&self) -> &[Bytes] {
        &self.service_route
    }

    /// The contact that is registered.
    pub fn contact(&self) -> &Uri {
        &self.account.contact
    }

    /// The server that is used.
    pub fn server(&self) -> Option<&Target> {
        self.account.servers.get(self.server)
    }

    /// From the next request on these servers are used, as their names lead elsewhere now; the one in use stays so
    /// while it is among them.
    pub fn move_to(&mut self, servers: Vec<Target>) {
        if servers.is_empty() {
            return;
        }
        let kept = self
            .server()
            .and_then(|used| servers.iter().position(|other| other == used));
        if kept.is_none() {
            self.servers_failed = 0;
        }
        self.server = kept.unwrap_or(0);
        self.account.servers = servers;
    }

    fn is_with(&self, peer: std::net::SocketAddr) -> bool {
        match self.server() {
            Some(
                Target::Address { transport, remote }
                | Target::Located {
                    transport, remote, ..
                },
            ) => transport.is_reliable() && *remote == peer,
            Some(Target::Flow(flow)) => flow.transport.is_reliable() && flow.remote == peer,
            Some(Target::Uri(_)) | None => false,
        }
    }

    /// Sends what is wanted now.
    fn ask(&mut self, out: &mut Vec<Effect>) {
        let expires_s = if self.wanted { self.account.expires_s } else { 0 };
        let Some(target) = self.server().cloned() else {
            return;
        };
        self.cseq += 1;
        let mut request = self
            .account
            .request(&self.call_id, &self.tag, self.cseq, expires_s);
        let cnonce = self.tokens.tag();
        self.account.login.prove(&mut request, &cnonce);
        let branch = self.tokens.branch();
        self.state = State::Asking { branch, expires_s };
        out.push(Effect::Request {
            branch,
            request,
            target,
        });
    }

    fn leave(&mut self, now: Instant, out: &mut Vec<Effect>) {
        self.wanted = false;
        if self.bound_until.is_some_and(|until| until > now) {
            self.ask(out);
        } else {
            self.left(out);
        }
    }

    fn left(&mut self, out: &mut Vec<Effect>) {
        self.state = State::Idle;
        self.bound_until = None;
        self.fault = None;
        out.push(Effect::Unregistered);
    }

    fn answered(&mut self, now: Instant, asked_s: u32, response: &Response, out: &mut Vec<Effect>) {
        let status = response.status();
        if status.is_provisional() {
            return;
        }
        if status.is_success() {
            return self.succeeded(now, asked_s, response, out);
        }
        if !self.wanted && asked_s > 0 {
            // It was taken back meanwhile, and there was nothing to take.
            return self.leave(now, out);
        }
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::PROXY_AUTHENTICATION_REQUIRED => {
                match self.account.login.challenged(response) {
                    Ok(()) => self.ask(out),
                    Err(error) => self.failed(now, error.into(), None, out),
                }
            }
            StatusCode::INTERVAL_TOO_BRIEF if self.lengthen(response) => self.ask(out),
            _ => {
                let retry_after = response.headers().retry_after().ok().flatten();
                let retry_after = retry_after.map(|seconds| Duration::from_secs(seconds.into()));
                self.failed(now, Fault::Refused(status), retry_after, out);
            }
        }
    }

    /// 423: wants as long a binding as the registrar asks for (§10.2.8). `false`: that makes no sense.
    fn lengthen(&mut self, response: &Response) -> bool {
        let least = response
            .headers()
            .min_expires()
            .ok()
            .flatten()
            .unwrap_or_default();
        let sound = (self.account.expires_s + 1..=EXPIRES_MAX_S).contains(&least);
        if sound {
            self.account.expires_s = least;
        }
        sound
    }

    fn succeeded(&mut self, now: Instant, asked_s: u32, response: &Response, out: &mut Vec<Effect>) {
        self.account.login.accepted();
        (self.servers_failed, self.failures, self.fault) = (0, 0, None);
        if asked_s == 0 {
            self.left(out);
            if self.wanted {
                self.ask(out);
            }
            return;
        }
        let granted = granted(response, &self.account.contact, asked_s).max(GRANTED_MIN);
        self.bound_until = Some(now + granted);
        let route = response.headers().values(HeaderName::ServiceRoute);
        self.service_route = route
            .take(SERVICE_ROUTES_MAX)
            .map(Bytes::copy_from_slice)
            .collect();
        if !self.wanted {
            return self.ask(out);
        }
        // Between 80 and 90 % of the time, so that those who began together do not stay together.
        let wait = self.tokens.wait(granted.mul_f64(0.8), granted.mul_f64(0.9));
        self.state = State::Bound {
            refresh_at: now + wait,
        };
        out.push(Effect::Registered);
    }

    /// The next server at once, if the fault was this one's alone; else a wait.
    fn failed(&mut self, now: Instant, fault: Fault, retry_after: Option<Duration>, out: &mut Vec<Effect>) {
        self.fault = Some(fault);
        if !self.wanted {
            // Nothing is gained by asking again: the binding runs out by itself.
            return self.left(out);
        }
        let refused = is_refusal(fault);
        self.servers_failed += 1;
        self.server = (self.server + 1) % self.account.servers.len().max(1);
        if !refused && self.servers_failed < self.account.servers.len() {
            return self.ask(out);
        }
        self.servers_failed = 0;
        self.failures += 1;
        self.state = if self.account.persistent {
            let wait = backoff::wait(self.failures, refused, retry_after, &mut self.tokens);
            State::Waiting { retry_at: now + wait }
        } else {
            State::Idle
        };
        out.push(Effect::Failed(fault));
    }
}

/// Whether another server of the same registrar would say the same.
fn is_refusal(fault: Fault) -> bool {
    match fault {
        Fault::Refused(status) => !matches!(status.code(), 408 | 480 | 500..=599),
        Fault::Login(_) => true,
        Fault::Unanswered(Failure::Timeout | Failure::Transport) => false,
    }
}
