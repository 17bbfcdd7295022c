//! What the telephone network says of the callee, behind a status that says less (RFC 3398 §8.2.6.1).

use sip_stack::message::{Headers, Reason, StatusCode};

/// The status that a trunk's refusal means. Many gateways refuse everything with 480 or 5xx and tell the network's
/// cause in Reason (RFC 3326); a cause of the network's own state leaves the status as it is.
pub(super) fn meant(status: StatusCode, headers: &Headers) -> StatusCode {
    let says_little = status == StatusCode::TEMPORARILY_UNAVAILABLE || status.code() / 100 == 5;
    if !says_little {
        return status;
    }
    let reasons = headers.list::<Reason>().unwrap_or_default();
    let cause = reasons.iter().find(|reason| reason.is("Q.850"));
    cause
        .and_then(|reason| of_callee(reason.cause?))
        .unwrap_or(status)
}

/// Causes of the callee's line or choice, which no other trunk changes.
fn of_callee(cause: u16) -> Option<StatusCode> {
    Some(match cause {
        1..=3 => StatusCode::NOT_FOUND,
        17 => StatusCode::BUSY_HERE,
        18 => StatusCode::REQUEST_TIMEOUT,
        19 | 20 => StatusCode::TEMPORARILY_UNAVAILABLE,
        21 => StatusCode::FORBIDDEN,
        22 | 23 => StatusCode::GONE,
        28 => StatusCode::ADDRESS_INCOMPLETE,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use sip_stack::message::HeaderName;

    use super::*;

    fn meant_by(code: u16, reason: &str) -> u16 {
        let mut headers = Headers::new();
        headers.push(HeaderName::Reason, reason);
        meant(StatusCode::new(code).unwrap(), &headers).code()
    }

    #[test]
    fn causes_of_the_callee_are_told_by_their_status() {
        for (cause, status) in [
            (1, 404),
            (3, 404),
            (17, 486),
            (18, 408),
            (19, 480),
            (20, 480),
            (21, 403),
            (22, 410),
            (28, 484),
        ] {
            for generic in [480, 500, 503] {
                assert_eq!(
                    meant_by(generic, &format!("Q.850;cause={cause}")),
                    status,
                    "{cause}"
                );
            }
        }
    }

    #[test]
    fn a_status_that_says_more_and_causes_of_the_network_change_nothing() {
        assert_eq!(meant_by(404, "Q.850;cause=17"), 404);
        assert_eq!(meant_by(603, "Q.850;cause=17"), 603);
        for cause in [16, 27, 31, 34, 38, 41, 42, 47, 102, 127, 999] {
            assert_eq!(meant_by(503, &format!("Q.850;cause={cause}")), 503, "{cause}");
        }
        assert_eq!(meant_by(503, "SIP;cause=486"), 503);
        assert_eq!(meant_by(503, "SIP;cause=503, q.850;cause=17;text=\"busy\""), 486);
        assert_eq!(meant_by(503, "Q.850;cause=x"), 503);
    }
}
