//! The plan's sound files, decoded and encoded once, before anyone calls.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use media::engine::Source;
use media::prompt::{Prompt, PromptError};

/// Sound files by the path the plan names them with. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Prompts {
    sources: Arc<HashMap<String, Source>>,
    lengths: Arc<BTreeMap<String, Duration>>,
    /// What is heard on hold, again and again.
    music: Option<Source>,
}

/// A sound file that cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("the prompt {path} cannot be used: {error}")]
pub struct Unusable {
    /// The path in the plan.
    pub path: String,
    /// Why.
    pub error: PromptError,
}

impl Prompts {
    /// Loads the files of a plan, relative to `dir`.
    ///
    /// # Errors
    /// The first file that cannot be read or decoded.
    pub fn load<'a>(dir: &Path, paths: impl IntoIterator<Item = &'a str>) -> Result<Self, Unusable> {
        let (mut sources, mut lengths) = (HashMap::new(), BTreeMap::new());
        for path in paths {
            let prompt = Prompt::load(&dir.join(path)).map_err(|error| Unusable {
                path: path.to_owned(),
                error,
            })?;
            lengths.insert(path.to_owned(), prompt.duration());
            sources.insert(path.to_owned(), Source::prompt(&prompt));
        }
        Ok(Self {
            sources: Arc::new(sources),
            lengths: Arc::new(lengths),
            music: None,
        })
    }

    /// The same with a sound file for those who are on hold.
    ///
    /// # Errors
    /// It cannot be read or decoded.
    pub fn with_music(self, path: &Path) -> Result<Self, Unusable> {
        let prompt = Prompt::load(path).map_err(|error| Unusable {
            path: path.display().to_string(),
            error,
        })?;
        let music = Some(Source::prompt(&prompt).repeated());
        Ok(Self { music, ..self })
    }

    /// What is heard on hold.
    #[must_use]
    pub fn music(&self) -> Option<Source> {
        self.music.clone()
    }

    /// How long each sound is, by its path.
    #[must_use]
    pub fn lengths(&self) -> &BTreeMap<String, Duration> {
        &self.lengths
    }

    /// The sound of a path.
    #[must_use]
    pub fn find(&self, path: &str) -> Option<Source> {
        self.sources.get(path).cloned()
    }
}
