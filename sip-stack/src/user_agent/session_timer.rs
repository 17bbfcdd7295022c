//! Session timers (RFC 4028): who refreshes the session, when, and when it counts as dead.
//!
//! One value a leg; it sends nothing itself.

use std::time::{Duration, Instant};

use crate::message::{
    HeaderName, HeaderValue, Headers, MinSe, Refresher, Response, SessionExpires, StatusCode,
};
use crate::user_agent::{Refresh, Refusal, TimerTerms};

/// The option tag.
const TIMER: &str = "timer";
/// The most that the end is before the expiry (§10).
const GRACE_MAX: Duration = Duration::from_secs(32);
/// How often a refusal for brevity is followed.
const RAISES_MAX: u8 = 3;
/// Refreshes that are this close to the end are not tried.
const LAST_REFRESH: Duration = Duration::from_secs(4);

/// The session timer of one leg.
#[derive(Debug)]
pub(super) struct SessionTimer {
    terms: TimerTerms,
    /// The least that was asked of us by a 422 (§7.4).
    min_s: u32,
    raises: u8,
    /// The dialog is confirmed: from now on INVITE and UPDATE are refreshes (§7.4).
    confirmed: bool,
    running: Option<Running>,
}

#[derive(Clone, Copy, Debug)]
struct Running {
    interval_s: u32,
    we_refresh: bool,
    refresh_at: Option<Instant>,
    ends_at: Instant,
}

impl SessionTimer {
    pub(super) fn new(terms: TimerTerms) -> Self {
        Self {
            terms,
            min_s: MinSe::DEFAULT.0,
            raises: 0,
            confirmed: false,
            running: None,
        }
    }

    /// Says in an INVITE or refresh of ours what we want (§7.1, §7.4).
    pub(super) fn announce(&self, headers: &mut Headers) {
        if self.terms.mode == Refresh::Off {
            return;
        }
        headers.push(HeaderName::Supported, TIMER);
        let wanted_s = self
            .running
            .map_or(seconds(self.terms.expires), |running| running.interval_s);
        let refresher = self.running.map(|running| match running.we_refresh {
            true => Refresher::Uac,
            false => Refresher::Uas,
        });
        headers.append(&SessionExpires {
            seconds: wanted_s.max(self.min_s),
            refresher,
        });
        headers.append(&MinSe(self.min_s));
    }

    /// The same, in an INVITE that is sent again.
    pub(super) fn announce_anew(&self, headers: &mut Headers) {
        headers.put(&SessionExpires {
            seconds: seconds(self.terms.expires).max(self.min_s),
            refresher: None,
        });
        headers.put(&MinSe(self.min_s));
    }

    /// The same, in what may refresh: nothing before the dialog is confirmed.
    pub(super) fn announce_refresh(&self, headers: &mut Headers) {
        if self.confirmed {
            self.announce(headers);
        }
    }

    /// Why a request of the peer is refused: its interval is too brief for us (§9).
    pub(super) fn refusal(&self, request: &Headers) -> Option<Refusal> {
        let asked = request.one::<SessionExpires>().ok().flatten()?;
        let least = self.least_s();
        let too_brief = self.terms.mode != Refresh::Off && request.supports(TIMER) && asked.seconds < least;
        too_brief.then(|| {
            Refusal::with(
                StatusCode::SESSION_INTERVAL_TOO_SMALL,
                HeaderName::MinSe,
                MinSe(least).to_bytes(),
            )
        })
    }

    /// We accept a request of the peer that begins or refreshes the session: starts the timer, and says so in the 2xx
    /// (§9).
    pub(super) fn grant(&mut self, now: Instant, request: &Headers, response: &mut Headers) {
        self.running = None;
        let supported = request.supports(TIMER);
        let asked = request.one::<SessionExpires>().ok().flatten();
        let wanted = match self.terms.mode {
            Refresh::Off => false,
            Refresh::WhenSupported => supported || asked.is_some(),
            Refresh::Always => true,
        };
        if !wanted {
            return;
        }
        let theirs = request.one::<MinSe>().ok().flatten().unwrap_or(MinSe::DEFAULT);
        let ours_s = seconds(self.terms.expires);
        let most_s = asked.map_or(ours_s, |asked| asked.seconds.min(ours_s));
        let interval_s = most_s.max(theirs.0).max(self.least_s());
        let asked = asked.and_then(|asked| asked.refresher);
        // A peer that does not know timers cannot refresh; else the caller does it, if it has no wish of its own.
        let refresher = if supported {
            asked.unwrap_or(Refresher::Uac)
        } else {
            Refresher::Uas
        };
        if supported {
            response.append(&SessionExpires {
                seconds: interval_s,
                refresher: Some(refresher),
            });
            if refresher == Refresher::Uac {
                response.push(HeaderName::Require, TIMER);
            }
        }
        self.run(now, interval_s, refresher == Refresher::Uas);
    }

    /// The peer accepted a request of ours that begins or refreshes the session (§7.2).
    pub(super) fn granted(&mut self, now: Instant, response: &Headers) {
        self.running = None;
        let said = response.one::<SessionExpires>().ok().flatten();
        match (said, self.terms.mode) {
            (_, Refresh::Off) | (None, Refresh::WhenSupported) => {}
            (Some(said), _) => {
                let we_refresh = said.refresher != Some(Refresher::Uas);
                self.run(
                    now,
                    said.seconds.max(self.min_s.min(MinSe::DEFAULT.0)),
                    we_refresh,
                );
            }
            (None, Refresh::Always) => self.run(now, seconds(self.terms.expires).max(self.min_s), true),
        }
    }

    /// The dialog is confirmed.
    pub(super) fn confirm(&mut self) {
        self.confirmed = true;
    }

    pub(super) fn is_confirmed(&self) -> bool {
        self.confirmed
    }

    /// A 422 asks for a longer interval; `true`: it is worth another try (§7.3).
    pub(super) fn raise(&mut self, response: Option<&Response>) -> bool {
        let least = response
            .filter(|response| response.status() == StatusCode::SESSION_INTERVAL_TOO_SMALL)
            .and_then(|response| response.headers().one::<MinSe>().ok().flatten());
        let Some(MinSe(least_s)) = least else { return false };
        if least_s <= self.min_s || self.raises >= RAISES_MAX {
            return false;
        }
        self.raises += 1;
        self.min_s = least_s;
        if let Some(running) = &mut self.running {
            running.interval_s = running.interval_s.max(least_s);
        }
        true
    }

    /// Whether it is time to refresh. Until that succeeds it is asked for again, halfway to the end.
    pub(super) fn take_refresh(&mut self, now: Instant) -> bool {
        let Some(running) = &mut self.running else {
            return false;
        };
        if running.refresh_at.is_none_or(|at| now < at) {
            return false;
        }
        let left = running.ends_at.saturating_duration_since(now);
        running.refresh_at = (left > LAST_REFRESH).then(|| now + left / 2);
        true
    }

    /// Whether the session has ended for want of a refresh (§10).
    pub(super) fn is_over(&self, now: Instant) -> bool {
        self.running.is_some_and(|running| running.ends_at <= now)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        let running = self.running?;
        Some(
            running
                .refresh_at
                .map_or(running.ends_at, |at| at.min(running.ends_at)),
        )
    }

    fn least_s(&self) -> u32 {
        seconds(self.terms.min).max(MinSe::DEFAULT.0)
    }

    fn run(&mut self, now: Instant, interval_s: u32, we_refresh: bool) {
        let interval = Duration::from_secs(interval_s.into());
        self.running = Some(Running {
            interval_s,
            we_refresh,
            refresh_at: we_refresh.then(|| now + interval / 2),
            ends_at: now + interval - GRACE_MAX.min(interval / 3),
        });
    }
}

fn seconds(time: Duration) -> u32 {
    u32::try_from(time.as_secs()).unwrap_or(u32::MAX)
}
