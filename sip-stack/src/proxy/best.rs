//! The one answer that many become (RFC 3261 §16.7 steps 6 and 7).

use crate::message::{HeaderName, Request, Response, StatusCode};

/// A final answer below 200 or above 299, of a branch.
#[derive(Debug)]
pub(super) enum Final {
    /// It came, without our Via.
    Came(Response),
    /// It stands for silence (408) or a failed transport (503), §16.8, §16.9.
    Made(StatusCode),
}

/// What is sent back.
#[derive(Debug)]
pub(super) enum Best {
    /// As it came.
    Pass(Response),
    /// Ours.
    Make(Response),
}

impl Final {
    pub(super) fn status(&self) -> StatusCode {
        match self {
            Self::Came(response) => response.status(),
            Self::Made(status) => *status,
        }
    }
}

/// Chooses: a 6xx, else the lowest class and in it what helps the client to ask better; nothing at all is a 408.
pub(super) fn choose(mut answers: Vec<Final>, request: &Request) -> Best {
    let make = |status| Best::Make(Response::for_request(request, status));
    let best = answers.iter().enumerate().min_by_key(|(_, answer)| rank(answer));
    let Some(at) = best.map(|(at, _)| at) else {
        return make(StatusCode::REQUEST_TIMEOUT);
    };
    match answers.swap_remove(at) {
        // A 503 would tell the client that all of this domain is down.
        chosen if chosen.status() == StatusCode::SERVICE_UNAVAILABLE => {
            make(StatusCode::SERVER_INTERNAL_ERROR)
        }
        // What became of a flow is between proxies: no endpoint shall see it (RFC 5626 §11.5).
        chosen if chosen.status() == StatusCode::FLOW_FAILED => make(StatusCode::TEMPORARILY_UNAVAILABLE),
        Final::Made(status) => make(status),
        Final::Came(mut chosen) => {
            if is_challenge(chosen.status()) {
                merge_challenges(&mut chosen, &answers);
            }
            Best::Pass(chosen)
        }
    }
}

fn rank(answer: &Final) -> (u16, u8) {
    let status = answer.status();
    let class = if status.class() == 6 { 0 } else { status.class() };
    let helps = match status.code() {
        401 | 407 => 0,
        415 | 420 | 484 => 1,
        // Silence and a lost flow say less than any phone that spoke; a full 503 says least.
        408 | 430 => 3,
        503 => 4,
        _ => 2,
    };
    (class, helps)
}

fn is_challenge(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::UNAUTHORIZED | StatusCode::PROXY_AUTHENTICATION_REQUIRED
    )
}

/// Step 7: the client must be able to answer all who asked.
fn merge_challenges(chosen: &mut Response, others: &[Final]) {
    for other in others {
        let Final::Came(response) = other else { continue };
        if is_challenge(response.status()) {
            for name in [HeaderName::WwwAuthenticate, HeaderName::ProxyAuthenticate] {
                chosen.headers_mut().copy_from(response.headers(), name);
            }
        }
    }
}
