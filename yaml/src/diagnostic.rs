//! What a person reads about a mistake: on a terminal, or as JSON in an editor.

use std::fmt;

use serde::Serialize;

/// One mistake: what, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// The kind of mistake, stable, in kebab-case.
    pub code: &'static str,
    /// The file's name as it was given.
    pub file: String,
    /// Where in the file; `None`: the file itself is the trouble.
    #[serde(flatten)]
    pub place: Option<Place>,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub help: Option<String>,
}

/// Where a mistake is, with the line around it. Secrets in the line are already masked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The line, from 1.
    pub line: usize,
    /// The character in the line, from 1.
    pub column: usize,
    /// How many characters of the line are meant, at least 1.
    pub length: usize,
    /// The line, or the part around the mistake if it is very long.
    pub source: String,
    /// Where the mistake starts within `source`, in characters from 0.
    #[serde(skip)]
    pub caret: usize,
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "error[{}]: {}", self.code, self.message)?;
        let margin = match &self.place {
            Some(place) => {
                let number = place.line.to_string();
                let margin = " ".repeat(number.len());
                let carets = "^".repeat(place.length);
                let indent = " ".repeat(place.caret);
                write!(f, "\n{margin}--> {}:{}:{}", self.file, place.line, place.column)?;
                let source = format!("{number} | {}", place.source);
                write!(
                    f,
                    "\n{margin} |\n{}\n{margin} | {indent}{carets}",
                    source.trim_end()
                )?;
                margin
            }
            None => {
                write!(f, "\n --> {}", self.file)?;
                String::from(" ")
            }
        };
        match &self.help {
            Some(help) => write!(f, "\n{margin} = help: {help}"),
            None => Ok(()),
        }
    }
}

/// All mistakes of a set of files, in the order in which a person meets them. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostics {
    found: Vec<Diagnostic>,
    untold: usize,
}

impl Diagnostics {
    pub(crate) const fn new(found: Vec<Diagnostic>, untold: usize) -> Self {
        Self { found, untold }
    }

    /// The mistakes.
    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.found.iter()
    }

    /// These, and after them those of other files.
    #[must_use]
    pub fn and(mut self, others: Self) -> Self {
        self.found.extend(others.found);
        self.untold += others.untold;
        self
    }

    /// How many mistakes there are, with those that are counted but not told.
    #[must_use]
    pub fn count(&self) -> usize {
        self.found.len() + self.untold
    }

    /// A JSON list with one object per mistake: `code`, `file`, `message`, `help`, and unless the file itself is
    /// the trouble `line`, `column`, `length`, `source`.
    #[must_use]
    pub fn to_json(&self) -> String {
        // Strings and numbers only: it cannot fail, and an empty list would be a lie.
        serde_json::to_string_pretty(&self.found)
            .unwrap_or_else(|error| format!("[{{\"message\":\"{error}\"}}]"))
    }
}

impl fmt::Display for Diagnostics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for diagnostic in &self.found {
            write!(f, "{diagnostic}\n\n")?;
        }
        match self.count() {
            1 => write!(f, "1 mistake found")?,
            count => write!(f, "{count} mistakes found")?,
        }
        match self.untold {
            0 => Ok(()),
            _ => write!(f, ", the first {} are shown", self.found.len()),
        }
    }
}

impl std::error::Error for Diagnostics {}
