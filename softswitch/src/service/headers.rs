//! What `headers` of the settings means to a call: of a trunk, and of all phones.

use bytes::Bytes;
use config::HeaderRules;
use sip_stack::message::HeaderName;

use crate::call::HeaderPolicy;

/// The rules on top of what holds without any.
#[must_use]
pub fn policy(rules: &HeaderRules, plain: HeaderPolicy) -> HeaderPolicy {
    let named = |name: &String| HeaderName::parse(name.as_bytes());
    let pass = rules.pass.iter().filter_map(named).collect();
    let remove = rules.remove.iter().filter_map(named).collect();
    let add = rules.add.iter();
    let add = add.filter_map(|(name, value)| Some((named(name)?, Bytes::copy_from_slice(value.as_bytes()))));
    let ruled = plain.clone().with(pass, add.collect(), remove);
    // The settings allow nothing that a policy refuses.
    ruled.unwrap_or(plain)
}
