//! Statuses against the plan's words, both ways (RFC 3261 §21, RFC 3398 §8.2.6.1 in spirit).

use dialplan::{Cause, Outcome};
use sip_stack::message::StatusCode;

use super::end::EndReason;

/// What a phone's refusal means to the plan.
pub(super) fn outcome(status: StatusCode) -> Outcome {
    match status.code() {
        486 | 600 => Outcome::Busy,
        408 | 480 | 487 => Outcome::NoAnswer,
        401 | 403 | 603 | 607 => Outcome::Rejected,
        _ => Outcome::Failed,
    }
}

/// What a plan's hang-up means as the end of a call that was never answered.
pub(super) fn reason(cause: Cause) -> EndReason {
    match cause {
        Cause::Normal => EndReason::PlanEnded,
        Cause::Busy => EndReason::Busy,
        Cause::NoAnswer => EndReason::NoAnswer,
        Cause::Unregistered => EndReason::Unregistered,
        Cause::Rejected => EndReason::Rejected,
        Cause::NotFound => EndReason::NotFound,
        Cause::Failed => EndReason::Failed,
    }
}

/// What a phone's refusal means as the end of the call.
pub(super) fn meaning(status: StatusCode) -> EndReason {
    match outcome(status) {
        Outcome::Busy => EndReason::Busy,
        Outcome::NoAnswer => EndReason::NoAnswer,
        Outcome::Rejected => EndReason::Rejected,
        _ => EndReason::Failed,
    }
}

/// How good a refusal is to pass on, lower first: a 6xx, then the lowest class, within it the one
/// that tells most (RFC 3261 §16.7 step 6). Credentials are ours alone, so 401 and 407 come last.
pub(super) fn rank(status: StatusCode) -> u16 {
    match status.code() {
        600..=699 => 0,
        401 | 407 => 9_000,
        415 | 420 | 484 => 1_000,
        code => 2_000 + code,
    }
}

/// What the caller hears of a phone's refusal: challenges to us are no business of the caller's,
/// and a lone 503 says nothing about this switch (§16.7 step 6).
pub(super) fn passed_on(status: StatusCode) -> StatusCode {
    match status.code() {
        401 | 407 => StatusCode::FORBIDDEN,
        503 => StatusCode::SERVER_INTERNAL_ERROR,
        300..=399 => StatusCode::TEMPORARILY_UNAVAILABLE,
        _ => status,
    }
}

/// What a caller hears when the plan hangs up without a cause before anything answered.
pub(super) const UNANSWERED: StatusCode = StatusCode::DECLINE;

#[cfg(test)]
mod tests {
    use super::*;

    fn status(code: u16) -> StatusCode {
        StatusCode::new(code).unwrap()
    }

    fn best(codes: &[u16]) -> u16 {
        codes
            .iter()
            .map(|code| status(*code))
            .min_by_key(|status| rank(*status))
            .unwrap()
            .code()
    }

    #[test]
    fn a_refusal_everywhere_is_the_best_one() {
        assert_eq!(best(&[486, 603, 404]), 603);
    }

    #[test]
    fn the_lowest_class_is_better_and_within_it_what_tells_more() {
        assert_eq!(best(&[503, 486, 500]), 486);
        assert_eq!(best(&[404, 415, 480]), 415);
        assert_eq!(best(&[302, 486]), 302);
    }

    #[test]
    fn a_challenge_to_us_is_the_worst() {
        assert_eq!(best(&[401, 503]), 503);
        assert_eq!(passed_on(status(401)).code(), 403);
        assert_eq!(passed_on(status(407)).code(), 403);
    }

    #[test]
    fn refusals_have_their_meaning_in_the_plan() {
        for (code, meaning) in [
            (486, Outcome::Busy),
            (600, Outcome::Busy),
            (408, Outcome::NoAnswer),
            (480, Outcome::NoAnswer),
            (603, Outcome::Rejected),
            (500, Outcome::Failed),
            (488, Outcome::Failed),
        ] {
            assert_eq!(outcome(status(code)), meaning, "{code}");
        }
    }
}
