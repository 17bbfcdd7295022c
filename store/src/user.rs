//! Users and what authenticates them. Passwords are never stored, only their digests.

use crate::TenantId;

/// A user to be created.
#[derive(Clone, PartialEq, Eq)]
pub struct NewUser {
    /// The SIP domain.
    pub tenant: TenantId,
    /// The number that rings the user's phones, and the user part of the address of record.
    pub extension: String,
    /// What a called phone shows.
    pub name: String,
    /// HA1 by MD5, 32 hex digits (RFC 7616 §3.4.2).
    pub ha1_md5: String,
    /// HA1 by SHA-256, 64 hex digits.
    pub ha1_sha256: String,
}

/// A user as stored.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The number that rings the user's phones.
    pub extension: String,
    /// What a called phone shows.
    pub name: String,
    /// HA1 by MD5, 32 hex digits.
    pub ha1_md5: String,
    /// HA1 by SHA-256, 64 hex digits.
    pub ha1_sha256: String,
}

/// What became of a user to be created.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Added {
    /// It was created.
    New,
    /// The extension is taken; nothing was changed.
    AlreadyThere,
}

// HA1 is as good as the password (RFC 7616 §5.13): it does not belong in a log.
impl std::fmt::Debug for NewUser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            tenant,
            extension,
            name,
            ..
        } = self;
        f.debug_struct("NewUser")
            .field("tenant", tenant)
            .field("extension", extension)
            .field("name", name)
            .finish_non_exhaustive()
    }
}

impl std::fmt::Debug for User {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { extension, name, .. } = self;
        f.debug_struct("User")
            .field("extension", extension)
            .field("name", name)
            .finish_non_exhaustive()
    }
}
