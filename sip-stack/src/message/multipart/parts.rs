//! Cutting a body into its parts (RFC 2046 §5.1.1).

use bytes::Bytes;
use memchr::memchr;

use super::{BodyPart, MultipartError};
use crate::message::head::line_at;
use crate::message::lexis::is_space;
use crate::message::parse::read_headers;
use crate::message::{Body, ContentType, HeaderValue, Headers, Limits, ParseErrorKind};

/// Parts of one body that are read.
pub(super) const PARTS_MAX: usize = 16;

/// The longest boundary (RFC 2046 §5.1.1).
const BOUNDARY_BYTES_MAX: usize = 70;

/// Header lines of one part.
const PART_HEADERS_MAX: usize = 32;

/// The parts of a body, one after another; after an error there are no more.
#[derive(Debug)]
pub struct Parts {
    delimiter: Vec<u8>,
    body: Bytes,
    /// Where the next part starts; `None`: nothing follows.
    at: Option<usize>,
    count: usize,
}

impl Body {
    /// The parts of a `multipart/…` body.
    pub fn parts(&self) -> Result<Parts, MultipartError> {
        let content_type = Bytes::copy_from_slice(self.content_type.as_bytes());
        let content_type = ContentType::read(&content_type).map_err(|_| MultipartError::NotMultipart)?;
        if !content_type.is_of("multipart") {
            return Err(MultipartError::NotMultipart);
        }
        let boundary = content_type.params().text("boundary");
        let boundary = boundary.filter(|text| (1..=BOUNDARY_BYTES_MAX).contains(&text.len()));
        let delimiter = format!("--{}", boundary.ok_or(MultipartError::Boundary)?).into_bytes();
        let first = next_delimiter(&self.bytes, 0, &delimiter).ok_or(MultipartError::Unclosed)?;
        Ok(Parts {
            delimiter,
            body: self.bytes.clone(),
            at: (!first.closes).then_some(first.end),
            count: 0,
        })
    }
}

impl Iterator for Parts {
    type Item = Result<BodyPart, MultipartError>;

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.at.take()?;
        if self.count == PARTS_MAX {
            return Some(Err(MultipartError::TooMany { max: PARTS_MAX }));
        }
        self.count += 1;
        let Some(found) = next_delimiter(&self.body, start, &self.delimiter) else {
            return Some(Err(MultipartError::Unclosed));
        };
        let part = read_part(&self.body.slice(start..found.content_end.max(start)));
        if part.is_ok() && !found.closes {
            self.at = Some(found.end);
        }
        Some(part)
    }
}

/// A line that separates parts.
struct Delimiter {
    /// Where the part before it ends: the line end in front belongs to the delimiter.
    content_end: usize,
    end: usize,
    closes: bool,
}

fn next_delimiter(body: &[u8], from: usize, delimiter: &[u8]) -> Option<Delimiter> {
    let mut at = from;
    loop {
        let line = body.get(at..)?;
        let end = memchr(b'\n', line).map_or(line.len(), |feed| feed + 1);
        if let Some(after) = line[..end].strip_prefix(delimiter) {
            let closes = after.starts_with(b"--");
            if closes || after.iter().copied().all(is_space) {
                let before = &body[..at];
                let line_end = if before.ends_with(b"\r\n") {
                    2
                } else {
                    usize::from(before.ends_with(b"\n"))
                };
                return Some(Delimiter {
                    content_end: at - line_end,
                    end: at + end,
                    closes,
                });
            }
        }
        if line.is_empty() {
            return None;
        }
        at += end;
    }
}

fn read_part(bytes: &Bytes) -> Result<BodyPart, MultipartError> {
    let limits = Limits {
        headers_max: PART_HEADERS_MAX,
        ..Limits::default()
    };
    let mut headers = Headers::new();
    if line_at(bytes, 0, false).is_some_and(|line| line.is_empty()) {
        let start = line_at(bytes, 0, false).map_or(0, |line| line.whole.end);
        return Ok(BodyPart {
            headers,
            bytes: bytes.slice(start..),
        });
    }
    match read_headers(bytes, 0, &mut headers, &limits) {
        Ok(start) => Ok(BodyPart {
            headers,
            bytes: bytes.slice(start..),
        }),
        // A part may be nothing but headers: the empty line behind them is then the delimiter's.
        Err(ParseErrorKind::Unfinished) => {
            headers = Headers::new();
            let ended = [bytes, b"\r\n\r\n".as_slice()].concat().into();
            read_headers(&ended, 0, &mut headers, &limits).map_err(MultipartError::Headers)?;
            Ok(BodyPart {
                headers,
                bytes: Bytes::new(),
            })
        }
        Err(kind) => Err(MultipartError::Headers(kind)),
    }
}
