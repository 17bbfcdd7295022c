//! `softswitch reload`: the running switch reads its dialplan anew.

use std::path::Path;

use super::office::{self, Fault};
use super::terminal;
use crate::control::{AskError, Reply, Request};

/// Asks for it, and tells why if the new version is refused.
pub(super) fn reload(config: &Path) -> Result<(), Fault> {
    let settings = office::settings(config)?;
    match office::ask(&settings, &Request::Reload)? {
        Some(Reply::Done) => {
            terminal::say("the dialplan is in force; calls under way keep the version they began with");
            Ok(())
        }
        Some(other) => Err(office::refused(other)),
        None => Err(AskError::NotRunning.into()),
    }
}
