//! How long the disk keeps a binding: longer than the phone was granted, so that most refreshes need no write.
//!
//! What a phone was told in a 200 is thus always on disk. After a restart a binding may outlive its phone by as much,
//! which is no loss: while the switch was away no phone could refresh.

use sip_stack::registrar::Binding;

/// The disk keeps a binding for this many of its intervals.
const INTERVALS: u64 = 4;

/// And never for longer than this beyond what was granted, in seconds.
const BEYOND_MAX_S: u64 = 3_600;

/// When the disk may forget a binding that is written at `now_unix`, in seconds since 1970.
pub(super) fn end(binding: &Binding, now_unix: u64) -> u64 {
    let granted = binding.expires_at_unix.saturating_sub(now_unix);
    let beyond = granted.saturating_mul(INTERVALS - 1).min(BEYOND_MAX_S);
    binding.expires_at_unix.saturating_add(beyond)
}

/// Whether nothing but its time sets a set apart from that on disk, which is kept until `kept_until_unix`.
pub(super) fn covers(on_disk: &[Binding], kept_until_unix: u64, wanted: &[Binding]) -> bool {
    on_disk.len() == wanted.len()
        && on_disk.iter().zip(wanted).all(|(old, new)| is_renewal(old, new))
        && wanted
            .iter()
            .all(|binding| binding.expires_at_unix <= kept_until_unix)
}

fn is_renewal(old: &Binding, new: &Binding) -> bool {
    let Binding {
        contact,
        call_id,
        cseq: _,
        q_thousandths,
        expires_at_unix: _,
        path,
        flow,
        user_agent,
        instance,
        reg_id,
    } = new;
    *contact == old.contact
        && *call_id == old.call_id
        && *q_thousandths == old.q_thousandths
        && *path == old.path
        && *flow == old.flow
        && *user_agent == old.user_agent
        && *instance == old.instance
        && *reg_id == old.reg_id
}
