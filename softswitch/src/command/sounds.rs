//! How long the plan's sounds are.

use std::collections::BTreeMap;
use std::time::Duration;

use super::office::{Fault, Office};
use crate::boot::StartError;
use crate::service::prompts::Prompts;

/// Each sound's length by its path in the plan, as the switch would play it.
pub(super) fn lengths(office: &Office) -> Result<BTreeMap<String, Duration>, Fault> {
    let settings = &office.settings;
    let prompts = Prompts::load(&settings.dir, &settings.speech, &office.plan).map_err(StartError::from)?;
    Ok(prompts.lengths().clone())
}
