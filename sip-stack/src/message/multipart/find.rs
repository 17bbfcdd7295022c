//! The part that matters (RFC 5621 §3.2, §3.3).

use super::{BodyPart, MultipartError};
use crate::message::{Body, ContentType, HeaderValue};

/// How deep multiparts may lie in one another.
const DEPTH_MAX: usize = 3;

impl Body {
    /// The body or part of this media type: of alternatives the last, else the first; `None` if there is none.
    pub fn find(&self, media_type: &str) -> Result<Option<Self>, MultipartError> {
        self.search(media_type, DEPTH_MAX)
    }

    /// The media type of a part that must be understood and is not among these (RFC 5621 §5: answer 415).
    pub fn not_understood(&self, media_types: &[&str]) -> Result<Option<Box<str>>, MultipartError> {
        self.parts()?
            .find_map(|part| match part {
                Ok(part) => unknown(&part, media_types).map(Ok),
                Err(error) => Some(Err(error)),
            })
            .transpose()
    }

    fn search(&self, media_type: &str, depth: usize) -> Result<Option<Self>, MultipartError> {
        if self.is(media_type) {
            return Ok(Some(self.clone()));
        }
        let own = ContentType::read(&self.content_type.as_bytes().to_vec().into());
        let Some(own) = own.ok().filter(|own| depth > 0 && own.is_of("multipart")) else {
            return Ok(None);
        };
        let mut found = None;
        for part in self.parts()? {
            let inner = part?.to_body().search(media_type, depth - 1)?;
            if found.is_none() || own.is("multipart/alternative") {
                found = inner.or(found);
            }
        }
        Ok(found)
    }
}

fn unknown(part: &BodyPart, media_types: &[&str]) -> Option<Box<str>> {
    let is_known =
        |own: &ContentType| media_types.iter().any(|known| own.is(known)) || own.is_of("multipart");
    if !part.disposition().is_required() || part.content_type().as_ref().is_some_and(is_known) {
        return None;
    }
    Some(part.to_body().content_type)
}
