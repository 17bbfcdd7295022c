//! The response context (RFC 3261 §16.7–§16.10): one request, its branches, and the one answer they become.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::flow::Target;
use crate::message::{HeaderName, Method, Request, Response, StatusCode};
use crate::proxy::best::{Best, Final, choose};
use crate::proxy::branches::{ClientBranch, Progress};
use crate::proxy::{ForwardTarget, LoopMark, breadth, forward};
use crate::tokens::{Branch, Tokens};
use crate::transaction::Failure;

/// How long further 2xx of an INVITE are passed on: 64*T1, as the transactions live (RFC 6026 §7).
const LATE_2XX: Duration = Duration::from_secs(32);
/// Targets of one request; further ones are passed over.
const TARGETS_MAX: usize = 16;

/// A request that is to be forwarded.
#[derive(Debug)]
pub struct Arrived {
    /// As it came.
    pub request: Request,
    /// As it is forwarded: without our routes.
    pub unrouted: Request,
    /// Of the request as it came.
    pub mark: LoopMark,
    /// Where it may go; none: 480.
    pub targets: Vec<ForwardTarget>,
}

/// One request on its way through us.
#[derive(Debug)]
pub struct Context {
    arrived: Request,
    unrouted: Request,
    mark: LoopMark,
    breadth_max: u32,
    /// Not tried yet, best first.
    waiting: VecDeque<ForwardTarget>,
    branches: Vec<ClientBranch>,
    answers: Vec<Final>,
    tokens: Tokens,
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum State {
    /// Nothing final was sent back.
    Open,
    /// A 6xx came or the client cancelled: nothing new is begun, what is open must end.
    Closing,
    /// A final response was sent back; late 2xx are passed on until then.
    Answered { until: Instant },
}

/// One thing that happens to a context.
#[derive(Debug)]
pub enum Input {
    /// A response to one of the branches, its top Via still ours.
    Response {
        /// Which one.
        branch: Branch,
        /// The response.
        response: Response,
    },
    /// A branch gets no response.
    Failed {
        /// Which one.
        branch: Branch,
        /// Why.
        cause: Failure,
    },
    /// The client cancelled its INVITE; that is answered already.
    Cancelled {
        /// The Reason it gave (RFC 3326).
        reason: Option<Bytes>,
    },
    /// The deadline passed.
    Timeout,
}

/// One thing to do.
#[expect(
    clippy::large_enum_variant,
    reason = "the large variants are nearly all there is"
)]
#[derive(Debug)]
pub enum Effect {
    /// Forward a copy; our Via is still to be put on top.
    Forward {
        /// The branch of our Via.
        branch: Branch,
        /// The copy.
        request: Request,
        /// The next hop.
        target: Target,
    },
    /// Cancel a branch.
    Cancel {
        /// Which one.
        branch: Branch,
        /// The Reason.
        headers: Vec<(HeaderName, Bytes)>,
    },
    /// Send a response back as it came from a branch.
    Pass(Response),
    /// Send a response of our own.
    Respond(Response),
    /// A hop failed: it said 503 or nothing, or could not be reached (RFC 3263 §4.3).
    HopFailed {
        /// Which one.
        target: Target,
        /// The Retry-After of its 503.
        retry_after: Option<Duration>,
    },
}

impl Context {
    /// Forwards a request to its first targets.
    pub fn start(now: Instant, arrived: Arrived, tokens: Tokens, out: &mut Vec<Effect>) -> Self {
        let Arrived {
            request,
            unrouted,
            mark,
            mut targets,
        } = arrived;
        targets.truncate(TARGETS_MAX);
        // Stable: equal ones keep the order in which they were found.
        targets.sort_by_key(|target| std::cmp::Reverse(target.q));
        let mut context = Self {
            breadth_max: breadth::incoming(&request),
            arrived: request,
            unrouted,
            mark,
            waiting: targets.into(),
            branches: Vec::new(),
            answers: Vec::new(),
            tokens,
            state: State::Open,
        };
        if context.waiting.is_empty() {
            context
                .answers
                .push(Final::Made(StatusCode::TEMPORARILY_UNAVAILABLE));
        }
        context.go_on(now, out);
        context
    }

    /// Takes one step.
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Response { branch, response } => self.answered(now, branch, response, out),
            Input::Failed { branch, cause } => self.failed(now, branch, cause, out),
            Input::Cancelled { reason } => {
                if self.state == State::Open {
                    self.close(reason.as_ref(), out);
                    self.go_on(now, out);
                }
            }
            Input::Timeout => self.timer_c(now, out),
        }
    }

    /// When to call `handle` with `Input::Timeout`.
    pub fn deadline(&self) -> Option<Instant> {
        let ringing = self.branches.iter().filter_map(|branch| branch.ring_until).min();
        match self.state {
            State::Answered { until } => Some(ringing.map_or(until, |ringing| ringing.min(until))),
            State::Open | State::Closing => ringing,
        }
    }

    /// Whether nothing more can come of it.
    pub fn is_over(&self, now: Instant) -> bool {
        let is_quiet = self.branches.iter().all(|branch| !branch.is_open());
        matches!(self.state, State::Answered { until } if until <= now) && (is_quiet || !self.is_invite())
    }

    fn is_invite(&self) -> bool {
        *self.arrived.method() == Method::Invite
    }

    /// Begins what may be begun, or answers when nothing is open any more (§16.7 steps 5 and 6).
    fn go_on(&mut self, now: Instant, out: &mut Vec<Effect>) {
        if self.state == State::Open {
            self.begin(now, out);
        }
        let is_busy = self.branches.iter().any(ClientBranch::is_open);
        if is_busy || !self.waiting.is_empty() || matches!(self.state, State::Answered { .. }) {
            return;
        }
        let answers = std::mem::take(&mut self.answers);
        self.state = State::Answered { until: now };
        match choose(answers, &self.arrived) {
            Best::Pass(response) => out.push(Effect::Pass(response)),
            // RFC 4320 §4.2: the client has timed out by itself, and a 408 would only come too late.
            Best::Make(response) if !self.is_invite() && response.status() == StatusCode::REQUEST_TIMEOUT => {
            }
            Best::Make(response) => out.push(Effect::Respond(response)),
        }
    }

    /// Starts the waiting targets of the highest q, as many as Max-Breadth lets (RFC 5393 §5.3.3); lower ones wait
    /// until those have ended.
    fn begin(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let open = self.branches.iter().filter(|branch| branch.is_open());
        let (mut used, mut rank) = (0, None);
        for branch in open {
            used += branch.breadth;
            rank = Some(branch.target.q);
        }
        let Some(rank) = rank.or(self.waiting.front().map(|target| target.q)) else {
            return;
        };
        let room = self.breadth_max.saturating_sub(used);
        let peers = self.waiting.iter().take_while(|target| target.q == rank).count();
        let count = u32::try_from(peers).unwrap_or(room).min(room);
        if count == 0 {
            return;
        }
        for _ in 0..count {
            let Some(target) = self.waiting.pop_front() else {
                return;
            };
            let mut hops: VecDeque<Target> = target.hops.iter().cloned().collect();
            match hops.pop_front() {
                Some(hop) => self.send(now, (target, hop, hops), room / count, out),
                None => self
                    .answers
                    .push(Final::Made(StatusCode::TEMPORARILY_UNAVAILABLE)),
            }
        }
        if self.branches.iter().all(|branch| !branch.is_open()) {
            self.begin(now, out);
        }
    }

    fn send(
        &mut self,
        now: Instant,
        (target, hop, others): (ForwardTarget, Target, VecDeque<Target>),
        share: u32,
        out: &mut Vec<Effect>,
    ) {
        let branch = self.tokens.marked_branch(self.mark.0);
        let copy = forward(
            &self.unrouted,
            target.uri.as_ref(),
            &target.routes,
            target.record_route.as_ref(),
        );
        let mut sent = ClientBranch {
            branch,
            target,
            hop: hop.clone(),
            others,
            breadth: share,
            progress: Progress::Silent,
            ring_until: None,
        };
        if self.is_invite() {
            sent.ring_on(now);
        }
        self.branches.push(sent);
        out.push(Effect::Forward {
            branch,
            request: breadth::share(copy, share),
            target: hop,
        });
    }

    fn find(&mut self, branch: Branch) -> Option<&mut ClientBranch> {
        self.branches.iter_mut().find(|own| own.branch == branch)
    }

    fn answered(&mut self, now: Instant, branch: Branch, mut response: Response, out: &mut Vec<Effect>) {
        let status = response.status();
        let is_invite = self.is_invite();
        let Some(own) = self.find(branch) else { return };
        if status.is_provisional() {
            if own.proceed() {
                out.push(Effect::Cancel {
                    branch,
                    headers: Vec::new(),
                });
            }
            if is_invite && status != StatusCode::TRYING {
                own.ring_on(now);
            }
            if status != StatusCode::TRYING && matches!(self.state, State::Open | State::Closing) {
                response.headers_mut().pop_via();
                out.push(Effect::Pass(response));
            }
            return;
        }
        if status == StatusCode::SERVICE_UNAVAILABLE && own.is_open() {
            let seconds = response.headers().retry_after().ok().flatten();
            let (target, retry_after) = (
                own.hop.clone(),
                seconds.map(|seconds| Duration::from_secs(seconds.into())),
            );
            out.push(Effect::HopFailed { target, retry_after });
            if self.try_another(now, branch, out) {
                return;
            }
        }
        if status == StatusCode::FLOW_FAILED && self.try_next_flow(now, branch, out) {
            return;
        }
        let Some(own) = self.find(branch) else { return };
        let was_open = own.is_open();
        own.finish();
        response.headers_mut().pop_via();
        if status.is_success() {
            return self.succeeded(now, response, out);
        }
        // A transaction gives one final failure only; after it nothing else of that branch matters.
        if was_open {
            self.answers.push(Final::Came(response));
            if status.class() == 6 && self.state == State::Open {
                self.close(None, out);
            }
            self.go_on(now, out);
        }
    }

    /// Each 2xx of an INVITE is passed on, late ones too; of other requests the first (§16.7 step 5).
    fn succeeded(&mut self, now: Instant, response: Response, out: &mut Vec<Effect>) {
        let is_first = !matches!(self.state, State::Answered { .. });
        if is_first || self.is_invite() {
            out.push(Effect::Pass(response));
        }
        if is_first {
            self.close(None, out);
        }
        let until = if self.is_invite() { now + LATE_2XX } else { now };
        self.state = State::Answered { until };
    }

    fn failed(&mut self, now: Instant, branch: Branch, cause: Failure, out: &mut Vec<Effect>) {
        let Some(own) = self.find(branch).filter(|own| own.is_open()) else {
            return;
        };
        // A phone that rang and was cancelled did not fail.
        if own.progress == Progress::Silent {
            let target = own.hop.clone();
            out.push(Effect::HopFailed {
                target,
                retry_after: None,
            });
            if self.try_another(now, branch, out) {
                return;
            }
            if cause == Failure::Transport && self.try_next_flow(now, branch, out) {
                return;
            }
        }
        if let Some(own) = self.find(branch) {
            own.finish();
        }
        self.answers.push(Final::Made(match cause {
            Failure::Timeout => StatusCode::REQUEST_TIMEOUT,
            Failure::Transport => StatusCode::SERVICE_UNAVAILABLE,
        }));
        self.go_on(now, out);
    }

    /// The same target by its next hop, as a new branch (RFC 3263 §4.3).
    fn try_another(&mut self, now: Instant, branch: Branch, out: &mut Vec<Effect>) -> bool {
        if self.state != State::Open {
            return false;
        }
        let Some(own) = self.find(branch) else {
            return false;
        };
        let Some(hop) = own.others.pop_front() else {
            return false;
        };
        let (target, others, share) = (own.target.clone(), std::mem::take(&mut own.others), own.breadth);
        own.finish();
        self.send(now, (target, hop, others), share, out);
        true
    }

    /// The same device by its next flow, since this one is gone (RFC 5626 §7).
    fn try_next_flow(&mut self, now: Instant, branch: Branch, out: &mut Vec<Effect>) -> bool {
        if self.state != State::Open {
            return false;
        }
        let Some(own) = self.find(branch).filter(|own| own.is_open()) else {
            return false;
        };
        let Some(next) = own.target.next_flow() else {
            return false;
        };
        let mut hops: VecDeque<Target> = next.hops.iter().cloned().collect();
        let Some(hop) = hops.pop_front() else {
            return false;
        };
        let share = own.breadth;
        own.finish();
        self.send(now, (next, hop, hops), share, out);
        true
    }

    /// Nothing new is begun, and what is open is cancelled (§16.7 step 10, §16.10). Only an INVITE can be cancelled.
    fn close(&mut self, reason: Option<&Bytes>, out: &mut Vec<Effect>) {
        self.waiting.clear();
        self.state = State::Closing;
        if !self.is_invite() {
            return;
        }
        for own in self.branches.iter_mut().filter(|own| own.is_open()) {
            if own.cancel() {
                let headers = reason
                    .map(|reason| (HeaderName::Reason, Bytes::clone(reason)))
                    .into_iter();
                out.push(Effect::Cancel {
                    branch: own.branch,
                    headers: headers.collect(),
                });
            }
        }
        if self.branches.is_empty() && self.answers.is_empty() {
            self.answers.push(Final::Made(StatusCode::REQUEST_TERMINATED));
        }
    }

    /// §16.8: a phone that rang too long is cancelled; one that never said a word counts as a 408.
    fn timer_c(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let mut silent = false;
        for own in &mut self.branches {
            if own.ring_until.is_none_or(|until| until > now) {
                continue;
            }
            own.ring_until = None;
            if own.cancel() {
                out.push(Effect::Cancel {
                    branch: own.branch,
                    headers: Vec::new(),
                });
            } else if own.is_open() && own.progress != Progress::Cancelled {
                own.finish();
                self.answers.push(Final::Made(StatusCode::REQUEST_TIMEOUT));
                silent = true;
            }
        }
        if silent {
            self.go_on(now, out);
        }
    }
}
