//! How long to wait after failures (RFC 5626 §4.5).

use std::time::Duration;

use crate::tokens::Tokens;

/// The first wait after all servers have failed.
const BASE: Duration = Duration::from_secs(30);
/// The longest wait.
const MOST: Duration = Duration::from_secs(1_800);
/// The first wait after a refusal that time alone will hardly mend.
const BASE_REFUSED: Duration = Duration::from_secs(300);
/// Such waits' bound.
const MOST_REFUSED: Duration = Duration::from_secs(7_200);
/// The longest wait that a server's Retry-After is believed.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(3_600);

/// Between half of the time and the whole of it, which doubles with each failure in a row (the first is 1).
pub(super) fn wait(
    failures: u32,
    refused: bool,
    retry_after: Option<Duration>,
    tokens: &mut Tokens,
) -> Duration {
    let (base, most) = if refused {
        (BASE_REFUSED, MOST_REFUSED)
    } else {
        (BASE, MOST)
    };
    let doubled = base.saturating_mul(1 << failures.saturating_sub(1).min(16));
    let full = doubled.min(most);
    let asked = retry_after.unwrap_or_default().min(RETRY_AFTER_MAX);
    tokens.wait(full / 2, full).max(asked)
}
