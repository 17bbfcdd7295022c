//! What the registrar grants.

/// Lifetimes in seconds, and how many contacts one address may have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Policy {
    /// Shorter wishes are refused with 423; at most 3600 has an effect (RFC 3261 §10.3 step 7).
    pub min_expires_s: u32,
    /// Longer wishes are cut to this.
    pub max_expires_s: u32,
    /// For phones that wish nothing.
    pub default_expires_s: u32,
    /// Contacts of one address at a time.
    pub contacts_max: usize,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            min_expires_s: 60,
            max_expires_s: 3600,
            default_expires_s: 3600,
            contacts_max: 10,
        }
    }
}
