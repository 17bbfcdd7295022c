/// Keeps the calling thread on one core. A core that does not exist, or that a container withholds, is not an error:
/// the thread then stays where the system puts it.
pub(super) fn pin(core: usize) -> bool {
    // SAFETY: `cpu_set_t` is a plain set of bits, for which all zeroes is the empty set.
    let mut set: libc::cpu_set_t = unsafe { std::mem::zeroed() };
    if core >= 8 * size_of::<libc::cpu_set_t>() {
        return false;
    }
    // SAFETY: `core` is within the set, as checked above.
    unsafe { libc::CPU_SET(core, &mut set) };
    // SAFETY: 0 names the calling thread; the set is read, and only as far as its size.
    unsafe { libc::sched_setaffinity(0, size_of::<libc::cpu_set_t>(), &raw const set) == 0 }
}

#[cfg(test)]
mod tests {
    use super::pin;

    #[test]
    fn a_core_that_does_not_exist_is_refused() {
        assert!(!pin(1_000_000));
        assert!(!pin(1_023));
    }
}
