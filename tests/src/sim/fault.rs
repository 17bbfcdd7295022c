//! What the network does to chosen messages.

/// Loses messages of one kind from one node, a number of times.
#[derive(Clone, Debug)]
pub struct Fault {
    /// The sender's name.
    pub from: &'static str,
    /// As the ladder names the message: `INVITE`, `200 INVITE`, `ACK`, …
    pub message: &'static str,
    /// How many to let pass first.
    pub after: usize,
    /// How many to lose then.
    pub times: usize,
}

impl Fault {
    /// Loses the first such message.
    #[must_use]
    pub fn lose(from: &'static str, message: &'static str) -> Self {
        Self {
            from,
            message,
            after: 0,
            times: 1,
        }
    }

    /// Loses every such message.
    #[must_use]
    pub fn lose_all(from: &'static str, message: &'static str) -> Self {
        Self {
            from,
            message,
            after: 0,
            times: usize::MAX,
        }
    }

    /// Whether this message is lost. Counts.
    pub(super) fn strikes(&mut self, from: &str, message: &str) -> bool {
        if self.from != from || self.message != message || self.times == 0 {
            return false;
        }
        if self.after > 0 {
            self.after -= 1;
            return false;
        }
        self.times -= 1;
        true
    }
}
