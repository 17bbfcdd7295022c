//! How long the plan's sounds are.

use std::collections::BTreeMap;
use std::time::Duration;

use media::prompt::Prompt;

use super::office::{Fault, Office};
use crate::boot::StartError;
use crate::service::prompts::Unusable;

/// Each sound's length by its path in the plan, as the switch would play it.
pub(super) fn lengths(office: &Office) -> Result<BTreeMap<String, Duration>, Fault> {
    let length = |path: &str| match Prompt::load(&office.settings.dir.join(path)) {
        Ok(prompt) => Ok((path.to_owned(), prompt.duration())),
        Err(error) => Err(StartError::from(Unusable {
            path: path.to_owned(),
            error,
        })),
    };
    Ok(office.plan.prompts().map(length).collect::<Result<_, _>>()?)
}
