//! The named limits of one call.

use std::time::Duration;

/// Phones that one `ring` step calls at once; further bindings are left out.
pub const FORKS_MAX: usize = 16;

/// Times that the phones of one `ring` may send the call elsewhere; a further one has refused.
pub(super) const REDIRECTS_MAX: usize = 5;

/// A call that lasts longer is ended with [`super::EndReason::TooLong`].
pub const CALL_DURATION_MAX: Duration = Duration::from_secs(24 * 60 * 60);

/// How long an ended call waits for the last media reports before it writes its record without them.
pub const REPORTS_WAIT: Duration = Duration::from_secs(1);

/// How long the dialogs of an ended call may take to say goodbye; RFC 3261's own timers take 64*T1 each.
pub const GOODBYES_MAX: Duration = Duration::from_secs(90);

/// Dialplan operations that may follow one another without a wait; more is a plan that spins.
pub(super) const OPS_WITHOUT_WAIT_MAX: usize = 64;

/// Phones that hear each other in one call, when others have joined it (RFC 3911).
pub(super) const MIXED_MAX: usize = 8;
