//! `recordings`: where recorded calls are kept, and how long.

use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use yaml::{Mistakes, Node};

use crate::paths;
use crate::settings::Office;

const KEEP: RangeInclusive<Duration> = Duration::from_secs(3_600)..=Duration::from_secs(3_660 * 24 * 3_600);
const MEGABYTES: RangeInclusive<u64> = 1..=100_000_000;

/// Where recorded calls are kept, and how long.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recordings {
    /// The folder; only the switch's user can read it.
    pub folder: PathBuf,
    /// How long they are kept.
    pub keep: Duration,
    /// How many megabytes of them; the oldest go first.
    pub megabytes: u64,
}

impl Recordings {
    /// `{folder: data/recordings, keep: 90d, megabytes: 50000}`.
    pub(crate) fn read(node: Option<&Node>, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let default = Self {
            folder: office.dir.join("data/recordings"),
            keep: Duration::from_secs(90 * 24 * 3_600),
            megabytes: 50_000,
        };
        let Some(node) = node else { return Some(default) };
        let mut fields = node.fields("`recordings`", mistakes)?;
        let folder = match fields.take("folder", mistakes) {
            Some(node) => paths::read(node, office, mistakes),
            None => Some(default.folder),
        };
        let keep = match fields.take("keep", mistakes) {
            Some(node) => node.duration(KEEP, mistakes),
            None => Some(default.keep),
        };
        let megabytes = match fields.take("megabytes", mistakes) {
            Some(node) => node.count(MEGABYTES, mistakes),
            None => Some(default.megabytes),
        };
        fields.finish(mistakes);
        Some(Self {
            folder: folder?,
            keep: keep?,
            megabytes: megabytes?,
        })
    }
}
