use std::fs;
use std::io;
use std::time::Duration;

use rustix::thread::{CpuSet, sched_setaffinity};

/// The processor time that this process's thread of that name has used, user and system.
///
/// # Errors
/// There is no such thread, or no `/proc`.
pub fn thread_time(name: &str) -> io::Result<Duration> {
    for task in fs::read_dir("/proc/self/task")? {
        let task = task?.path();
        if fs::read_to_string(task.join("comm"))?.trim_end() == name {
            let times = fs::read_to_string(task.join("schedstat"))?;
            let on_core = times.split(' ').next().and_then(|nanos| nanos.parse().ok());
            return on_core
                .map(Duration::from_nanos)
                .ok_or_else(|| io::Error::other("no schedstat"));
        }
    }
    Err(io::Error::other(format!("no thread is named {name}")))
}

/// Keeps the calling thread, and those that it starts, on one core.
///
/// # Errors
/// There is no such core, or the container withholds it.
pub fn keep_on_core(core: usize) -> io::Result<()> {
    let mut cores = CpuSet::new();
    cores.set(core);
    Ok(sched_setaffinity(None, &cores)?)
}
