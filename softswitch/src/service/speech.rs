//! Reads words aloud with the engine of the settings, once: what was said is kept.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use config::Speech;
use dialplan::Said;
use sha2::{Digest, Sha256};

/// A minute of speech is about 3 MB.
const SOUND_BYTES_MAX: u64 = 64 << 20;

/// Words that could not be read aloud.
#[derive(Debug, thiserror::Error)]
#[error("{said} cannot be said by {program}: {error}")]
pub struct Unsaid {
    /// What was to be said.
    pub said: String,
    /// The engine.
    pub program: String,
    /// Why not.
    pub error: SpeechError,
}

/// What an engine did wrong.
#[derive(Debug, thiserror::Error)]
pub enum SpeechError {
    /// It cannot be started, or what it said cannot be kept.
    #[error("{0} (`speech` in softswitch.yaml says what reads aloud; espeak-ng unless told)")]
    Io(#[from] io::Error),
    /// It takes too long.
    #[error("it takes longer than {0:?}")]
    TooLong(Duration),
    /// It failed.
    #[error("it ended with {0}")]
    Failed(std::process::ExitStatus),
    /// It said nothing.
    #[error("it made no sound")]
    Silent,
}

/// The sound file of some words, made now if they were not said before.
///
/// # Errors
/// The engine is missing, fails, is too slow or says nothing; the folder cannot be written.
pub fn speak(speech: &Speech, said: &Said) -> Result<PathBuf, Unsaid> {
    let file = speech.cache.join(format!("{}.wav", name(speech, said)));
    if file.is_file() {
        return Ok(file);
    }
    let made = make(speech, said, &file);
    made.map(|()| file).map_err(|error| Unsaid {
        said: said.to_string(),
        program: speech.command.first().cloned().unwrap_or_default(),
        error,
    })
}

/// Other words, another language or another engine make another file.
fn name(speech: &Speech, said: &Said) -> String {
    let mut hash = Sha256::new();
    let words = [language(speech, said), said.text.as_str()];
    for part in speech.command.iter().map(String::as_str).chain(words) {
        hash.update(part);
        hash.update([0]);
    }
    let digest = hash.finalize();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

fn language<'a>(speech: &'a Speech, said: &'a Said) -> &'a str {
    said.language.as_deref().unwrap_or(&speech.language)
}

fn make(speech: &Speech, said: &Said, file: &Path) -> Result<(), SpeechError> {
    fs::create_dir_all(&speech.cache)?;
    // Half a file is never taken for a whole one.
    let part = file.with_extension("part.wav");
    let filled = |word: &String| {
        word.replace("{language}", language(speech, said))
            .replace("{file}", &part.to_string_lossy())
            .replace("{text}", &said.text)
    };
    let has = |word: &str| speech.command.iter().any(|argument| argument.contains(word));
    let mut words = speech.command.iter().map(filled);
    let mut child = Command::new(words.next().unwrap_or_default())
        .args(words)
        .stdin(if has("{text}") {
            Stdio::null()
        } else {
            Stdio::piped()
        })
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let heard = hear(&mut child, &said.text, speech.time_limit)?;
    if !has("{file}") {
        fs::write(&part, heard)?;
    }
    if fs::metadata(&part).map_or(0, |it| it.len()) == 0 {
        return Err(SpeechError::Silent);
    }
    fs::rename(&part, file)?;
    Ok(())
}

/// What the engine writes until it ends. One that takes too long is ended.
fn hear(child: &mut Child, text: &str, time_limit: Duration) -> Result<Vec<u8>, SpeechError> {
    let (done, ended) = mpsc::sync_channel(1);
    let (input, output) = (child.stdin.take(), child.stdout.take());
    let text = text.to_owned();
    thread::spawn(move || {
        if let Some(mut input) = input {
            // An engine that does not listen says so by how it ends.
            let _ = writeln!(input, "{text}");
        }
        let mut heard = Vec::new();
        let read = output.map(|output| output.take(SOUND_BYTES_MAX).read_to_end(&mut heard));
        // Nobody waits any more for one that took too long.
        let _ = done.send(read.transpose().map(|_| heard));
    });
    let Ok(heard) = ended.recv_timeout(time_limit) else {
        child.kill()?;
        child.wait()?;
        return Err(SpeechError::TooLong(time_limit));
    };
    let status = child.wait()?;
    if !status.success() {
        return Err(SpeechError::Failed(status));
    }
    Ok(heard?)
}

#[cfg(test)]
#[path = "speech_tests.rs"]
mod tests;
