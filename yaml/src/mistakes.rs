//! Collecting mistakes, so that all are told at once.

use crate::complaint::Complaint;
use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::snippet;
use crate::source::Source;
use crate::span::Span;
use crate::suggest::suggest;

/// Mistakes that are told; the rest is counted.
pub const MISTAKES_MAX: usize = 100;

/// The mistakes found so far in a set of sources.
#[derive(Debug)]
pub struct Mistakes<'s> {
    sources: &'s [Source],
    found: Vec<Complaint>,
    untold: usize,
    secrets: Vec<Span>,
}

impl<'s> Mistakes<'s> {
    /// None yet. The `file` of every span is an index into `sources`.
    #[must_use]
    pub const fn new(sources: &'s [Source]) -> Self {
        Self {
            sources,
            found: Vec::new(),
            untold: 0,
            secrets: Vec::new(),
        }
    }

    /// One more mistake.
    pub fn add(&mut self, complaint: Complaint) {
        if self.found.len() < MISTAKES_MAX {
            self.found.push(complaint);
        } else {
            self.untold += 1;
        }
    }

    /// A mistake with what can be said about it in one sentence.
    pub fn say(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.add(Complaint::new(code, span, message).help(help));
    }

    /// Keeps a secret out of every source line that is shown.
    pub fn conceal(&mut self, secret: Span) {
        self.secrets.push(secret);
    }

    /// The candidate that is most like a wrong word. `None` also when nobody would be told.
    #[must_use]
    pub fn nearest<'a>(&self, word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
        if self.found.len() < MISTAKES_MAX {
            suggest(word, candidates)
        } else {
            None
        }
    }

    /// The name of the source that a place is in.
    #[must_use]
    pub fn name(&self, span: Span) -> &'s str {
        self.sources
            .get(span.file)
            .map_or("", |source| source.name.as_str())
    }

    /// What was read, if it was read without a mistake.
    ///
    /// # Errors
    /// All mistakes, in the order of the files.
    pub fn finish<T>(mut self, read: Option<T>) -> Result<T, Diagnostics> {
        match read {
            Some(read) if self.found.is_empty() => Ok(read),
            _ => {
                self.found.sort_by_key(|complaint| complaint.span);
                let found = self.found.into_iter();
                let told = found
                    .map(|complaint| tell(self.sources, &self.secrets, complaint))
                    .collect();
                Err(Diagnostics::new(told, self.untold))
            }
        }
    }
}

fn tell(sources: &[Source], secrets: &[Span], complaint: Complaint) -> Diagnostic {
    let Complaint {
        span,
        code,
        message,
        help,
    } = complaint;
    let source = sources.get(span.file);
    Diagnostic {
        code,
        file: source.map(|source| source.name.clone()).unwrap_or_default(),
        place: source.map(|source| snippet::cut(&source.text, span, secrets)),
        message: snippet::printable(&message),
        help: help.as_deref().map(snippet::printable),
    }
}
