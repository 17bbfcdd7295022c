//! The dialplan's files, compiled for the users there are.

use std::collections::BTreeSet;
use std::sync::Arc;

use arc_swap::ArcSwap;
use config::{Outline, Settings};
use dialplan::{Context, Diagnostics, Graph, Proof, Source};

use super::StartError;
use crate::service::plan::{InForce, Plan};
use crate::service::prompts::{PromptFault, Prompts};
use crate::service::users::Users;

/// Reads and compiles the plan of the settings.
///
/// # Errors
/// Every mistake in the plan.
pub fn compile(settings: &Settings, extensions: &BTreeSet<String>) -> Result<Arc<Graph>, Diagnostics> {
    compile_sources(&read(settings)?, settings, extensions)
}

/// The mistakes of the plan beside settings that have mistakes of their own; `None`: none are found.
#[must_use]
pub fn mistakes(outline: Outline) -> Option<Diagnostics> {
    let sources = match dialplan::read(&outline.dialplan) {
        Ok(sources) => sources,
        Err(mistakes) => return Some(mistakes),
    };
    let context = Context {
        extensions: outline.extensions,
        trunks: outline.trunks,
        timezone: outline.timezone,
        prompt_exists: &|path: &str| outline.dir.join(path).is_file(),
    };
    dialplan::compile(&sources, &context).err()
}

/// Reads the plan, its files and the sounds it plays.
pub(super) fn load(settings: &Settings, users: &Users) -> Result<Plan, StartError> {
    let sources = read(settings)?;
    let graph = compile_sources(&sources, settings, &users.extensions())?;
    let mut prompts = Prompts::load(&settings.dir, &settings.speech, &graph)?;
    if let Some(music) = &settings.media.music_on_hold {
        prompts = prompts.with_music(music).map_err(PromptFault::from)?;
    }
    Ok(Plan {
        sources: Arc::new(sources),
        graph,
        prompts,
    })
}

/// The plan that is in force at the start. Tests that fail are told, and stop nobody from calling.
pub(super) fn in_force(settings: &Settings, users: &Users) -> Result<InForce, StartError> {
    let plan = load(settings, users)?;
    if let Some(failed) = failed_tests(&plan) {
        tracing::warn!(%failed, "the dialplan does not do what its tests say");
    }
    Ok(Arc::new(ArcSwap::from_pointee(plan)))
}

/// What the plan does otherwise than its tests say; `None`: nothing.
pub(super) fn failed_tests(plan: &Plan) -> Option<Diagnostics> {
    Proof::of(&plan.graph, plan.prompts.lengths()).told(&plan.sources)
}

/// Reads the files of the plan.
///
/// # Errors
/// Every file that cannot be read.
pub fn read(settings: &Settings) -> Result<Vec<Source>, Diagnostics> {
    dialplan::read(&settings.dialplan)
}

/// Compiles files that were read before.
///
/// # Errors
/// Every mistake in the plan.
pub fn compile_sources(
    sources: &[Source],
    settings: &Settings,
    extensions: &BTreeSet<String>,
) -> Result<Arc<Graph>, Diagnostics> {
    let context = Context {
        extensions: extensions.clone(),
        trunks: settings.trunks.iter().map(|trunk| trunk.name.clone()).collect(),
        timezone: settings.timezone,
        prompt_exists: &|path: &str| settings.dir.join(path).is_file(),
    };
    dialplan::compile(sources, &context)
}
