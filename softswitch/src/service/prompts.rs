//! The plan's sound files, decoded and encoded once, before anyone calls.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use config::Speech;
use dialplan::{Graph, Said};
use media::engine::Source;
use media::prompt::{Prompt, PromptError};

use super::speech::{Unsaid, speak};

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

/// A sound that calls need and cannot have.
#[derive(Debug, thiserror::Error)]
pub enum PromptFault {
    /// A file.
    #[error(transparent)]
    File(#[from] Unusable),
    /// Words.
    #[error(transparent)]
    Words(#[from] Unsaid),
}

impl Prompts {
    /// Loads the files of a plan, relative to `dir`, and has its words read aloud.
    ///
    /// # Errors
    /// The first file that cannot be read or decoded, the first words that cannot be said and have no file to be heard
    /// otherwise.
    pub fn load(dir: &Path, speech: &Speech, graph: &Graph) -> Result<Self, PromptFault> {
        let (mut sources, mut lengths) = (HashMap::new(), BTreeMap::new());
        let files = graph.prompts().map(|path| (path.to_owned(), dir.join(path)));
        let mut files: Vec<(String, PathBuf)> = files.collect();
        for said in graph.said() {
            files.push((said.to_string(), spoken(dir, speech, said)?));
        }
        for (path, file) in files {
            let prompt = Prompt::load(&file).map_err(|error| Unusable {
                path: path.clone(),
                error,
            })?;
            lengths.insert(path.clone(), prompt.duration());
            sources.insert(path, Source::prompt(&prompt));
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

/// The file of some words; if they cannot be said, that of the plan.
fn spoken(dir: &Path, speech: &Speech, said: &Said) -> Result<PathBuf, Unsaid> {
    match (speak(speech, said), &said.otherwise) {
        (Err(error), Some(otherwise)) => {
            tracing::warn!(%error, %otherwise, "words cannot be said: a sound file is heard");
            Ok(dir.join(otherwise))
        }
        (spoken, _) => spoken,
    }
}
