//! What has been published about one resource (RFC 3903 §6): each publication under its entity tag, until it expires.

use std::time::{Duration, Instant};

use crate::events::{Refusal, Terms};
use crate::message::{Body, HeaderName, Request, Response, SipEtag, SipIfMatch, StatusCode};
use crate::tokens::Tokens;

/// Publications of one resource and package; one device makes one.
const PUBLICATIONS_MAX: usize = 8;

/// Bytes of one published body.
const BODY_BYTES_MAX: usize = 8_192;

/// All publications of one resource and one package; `T` is the state as it was understood.
#[derive(Debug)]
pub struct Publications<T> {
    all: Vec<Publication<T>>,
}

#[derive(Debug)]
struct Publication<T> {
    tag: SipEtag,
    expires_at: Instant,
    state: T,
}

/// A PUBLISH that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The publication's new name.
    pub tag: SipEtag,
    /// How long it holds; zero: it is removed.
    pub duration: Duration,
    /// Whether the published state is another now.
    pub changed: bool,
}

impl<T> Default for Publications<T> {
    fn default() -> Self {
        Self { all: Vec::new() }
    }
}

impl<T: PartialEq> Publications<T> {
    /// Takes a PUBLISH whole or not at all. `read` understands a body of the package.
    ///
    /// # Errors
    /// An unknown entity tag, a brief wish, a body that is missing, too large or not understood.
    pub fn publish(
        &mut self,
        now: Instant,
        request: &Request,
        terms: &Terms,
        tokens: &mut Tokens,
        read: impl FnOnce(&Body) -> Result<T, Refusal>,
    ) -> Result<Published, Refusal> {
        let headers = request.headers();
        let known = match headers.one::<SipIfMatch>().map_err(|_| Refusal::Malformed)? {
            Some(wanted) => Some(self.find(now, &wanted).ok_or(Refusal::NoSuchTag)?),
            None => None,
        };
        let wish = headers.expires().map_err(|_| Refusal::Malformed)?;
        let duration = terms
            .grant(wish)
            .ok_or(Refusal::TooBrief { least: terms.least })?;
        if request.body().len() > BODY_BYTES_MAX {
            return Err(Refusal::TooLarge);
        }
        let state = request.body_part().map(|body| read(&body)).transpose()?;
        let tag = SipEtag(tokens.tag());
        let changed = match (known, state) {
            (Some(at), _) if duration.is_zero() => {
                self.all.remove(at);
                true
            }
            (Some(at), state) => self.replace(at, tag.clone(), now + duration, state),
            (None, None) => return Err(Refusal::Malformed),
            (None, Some(_)) if duration.is_zero() => false,
            (None, Some(state)) => {
                if self.all.len() >= PUBLICATIONS_MAX {
                    return Err(Refusal::TooMany);
                }
                self.all.push(Publication {
                    tag: tag.clone(),
                    expires_at: now + duration,
                    state,
                });
                true
            }
        };
        Ok(Published {
            tag,
            duration,
            changed,
        })
    }

    fn find(&self, now: Instant, wanted: &SipIfMatch) -> Option<usize> {
        self.all
            .iter()
            .position(|one| one.tag.0 == wanted.0 && one.expires_at > now)
    }

    fn replace(&mut self, at: usize, tag: SipEtag, expires_at: Instant, state: Option<T>) -> bool {
        let Some(publication) = self.all.get_mut(at) else {
            return false;
        };
        publication.tag = tag;
        publication.expires_at = expires_at;
        match state {
            Some(state) if state != publication.state => {
                publication.state = state;
                true
            }
            _ => false,
        }
    }

    /// Forgets what has expired; whether there was any.
    pub fn expire(&mut self, now: Instant) -> bool {
        let before = self.all.len();
        self.all.retain(|one| one.expires_at > now);
        self.all.len() < before
    }

    /// When to call [`Self::expire`].
    pub fn deadline(&self) -> Option<Instant> {
        self.all.iter().map(|one| one.expires_at).min()
    }

    /// What is published, the oldest publication first.
    pub fn states(&self) -> impl Iterator<Item = &T> {
        self.all.iter().map(|one| &one.state)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

impl Published {
    /// The 200 (§6 step 6).
    pub fn response(&self, request: &Request) -> Response {
        let mut response = Response::for_request(request, StatusCode::OK);
        let headers = response.headers_mut();
        headers.put(&self.tag);
        headers.push(HeaderName::Expires, self.duration.as_secs().to_string());
        response
    }
}
