//! How patient the edge is.

use std::time::Duration;

/// How patient the edge is.
#[derive(Clone, Debug)]
pub struct Rules {
    /// REGISTERs a second from one source; ten seconds' worth may come at once.
    pub registers_per_second: u32,
    /// Other requests outside dialogs a second from one source; ten seconds' worth may come at once.
    pub requests_per_second: u32,
    /// When and how long to ban.
    pub bans: BanRules,
    /// User-Agents to drop besides the known scanners: any that contains one of these, in any case.
    pub scanners: Vec<String>,
}

/// When and how long to ban.
#[derive(Clone, Copy, Debug)]
pub struct BanRules {
    /// The weight of offences at which a source is banned. `None`: never.
    pub threshold: Option<u32>,
    /// How long the first ban of a source lasts; each further one twice as long.
    pub first: Duration,
    /// The longest ban.
    pub longest: Duration,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            registers_per_second: 50,
            requests_per_second: 50,
            bans: BanRules {
                threshold: Some(10),
                first: Duration::from_secs(600),
                longest: Duration::from_secs(24 * 3_600),
            },
            scanners: Vec::new(),
        }
    }
}
