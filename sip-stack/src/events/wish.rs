//! What a SUBSCRIBE asks for (RFC 6665 §4.2.1.1).

use std::time::Duration;

use crate::events::{Refusal, Terms};
use crate::message::{Event, HeaderName, Request};

/// A SUBSCRIBE, read and granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The package, with its `id` and parameters.
    pub event: Event,
    /// How long it is granted; zero: once only, now (§4.4.3).
    pub duration: Duration,
    /// The least pause between NOTIFYs.
    pub gap: Duration,
}

impl Wish {
    /// The package that a request is about. A request without one is about none (§4.2.3).
    ///
    /// # Errors
    /// [`Refusal::BadEvent`] without Event, [`Refusal::Malformed`] when it cannot be read.
    pub fn event(request: &Request) -> Result<Event, Refusal> {
        let event = request.headers().one::<Event>();
        event.map_err(|_| Refusal::Malformed)?.ok_or(Refusal::BadEvent)
    }

    /// Reads a SUBSCRIBE by the terms of its package.
    ///
    /// # Errors
    /// Event or Expires cannot be read, or the wish is too brief.
    pub fn read(request: &Request, terms: &Terms) -> Result<Self, Refusal> {
        let event = Self::event(request)?;
        let wish = request.headers().expires().map_err(|_| Refusal::Malformed)?;
        let duration = terms
            .grant(wish)
            .ok_or(Refusal::TooBrief { least: terms.least })?;
        let gap = terms.gap_for(&event);
        Ok(Self { event, duration, gap })
    }
}

/// Whether a request's sender reads that media type: without Accept, the package's own is understood
/// (RFC 6665 §3.1.3).
pub fn accepts(request: &Request, media_type: &str) -> bool {
    let headers = request.headers();
    if !headers.has(HeaderName::Accept) {
        return true;
    }
    let (family, _) = media_type.split_once('/').unwrap_or((media_type, ""));
    headers.tokens(HeaderName::Accept).iter().any(|range| {
        let range = range.split(';').next().unwrap_or_default().trim();
        let whole_family = range
            .strip_suffix("/*")
            .is_some_and(|own| own == "*" || own.eq_ignore_ascii_case(family));
        whole_family || range.eq_ignore_ascii_case(media_type)
    })
}
