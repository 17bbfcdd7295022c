//! The dialplan's files, compiled for the users there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use config::Settings;
use dialplan::{Context, Diagnostics, Graph};

/// Reads and compiles the plan of the settings.
///
/// # Errors
/// Every mistake in the plan.
pub fn compile(settings: &Settings, extensions: &BTreeSet<String>) -> Result<Arc<Graph>, Diagnostics> {
    let sources = dialplan::read(&settings.dialplan)?;
    let context = Context {
        extensions: extensions.clone(),
        prompt_exists: &|path: &str| settings.dir.join(path).is_file(),
    };
    dialplan::compile(&sources, &context)
}
