//! A tenant: one SIP domain with its own users, bindings and calls.

use serde::{Deserialize, Serialize};

/// The row of a SIP domain; every other table points at one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TenantId(pub(crate) i64);
