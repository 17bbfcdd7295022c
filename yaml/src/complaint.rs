//! A mistake before it is told.

use crate::span::Span;

/// A mistake at a place: what it is, what to say, what to advise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    pub(crate) span: Span,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Complaint {
    /// A mistake of the kind `code` (kebab-case, stable).
    #[must_use]
    pub fn new(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self {
            span,
            code,
            message: message.into(),
            help: None,
        }
    }

    /// What to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// "did you mean …?", or `otherwise` if nothing is like it.
    #[must_use]
    pub fn did_you_mean(self, candidate: Option<&str>, otherwise: impl FnOnce() -> String) -> Self {
        let help = candidate.map_or_else(otherwise, |candidate| format!("did you mean `{candidate}`?"));
        self.help(help)
    }
}
