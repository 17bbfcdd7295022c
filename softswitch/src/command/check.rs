//! `softswitch check`: all mistakes of settings and dialplan at once.

use std::path::Path;

use super::office::{self, Fault};
use super::terminal;

/// Reads everything a start would read and prints every mistake.
pub(super) fn check(config: &Path, json: bool) -> Result<(), Fault> {
    match office::read(config) {
        Ok(office) => {
            let routes = office.plan.route_count();
            let users = office.settings.users.len();
            terminal::say(&if json {
                String::from("[]")
            } else {
                format!("ok: {users} users in the settings, {routes} routes in the dialplan")
            });
            Ok(())
        }
        Err(Fault::Mistakes(mistakes)) if json => {
            terminal::say(&mistakes.to_json());
            Err(Fault::Reported)
        }
        Err(fault) => Err(fault),
    }
}
