//! Messages out of a stream of bytes (RFC 3261 §18.3, RFC 5626 §3.5.1).

use bytes::{Bytes, BytesMut};

use super::head::{leading_line_ends, line_at};
use super::lexis::{is_token_byte, number, trim};
use super::{HeaderName, Limits};

/// What came out of a stream.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Frame {
    /// A whole message, not yet parsed.
    Message(Bytes),
    /// CRLF CRLF: the peer wants a CRLF back.
    KeepAlivePing,
    /// CRLF: the answer to our ping.
    KeepAlivePong,
}

/// Why a connection cannot be read any further and must be closed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum FramingError {
    /// The first byte starts no message.
    #[error("byte {byte:#04x} starts no message")]
    NotSip {
        /// The byte.
        byte: u8,
    },
    /// The headers do not end within the limit.
    #[error("the headers do not end within {max} bytes")]
    HeadTooLong {
        /// The limit.
        max: usize,
    },
    /// The message is longer than the limit.
    #[error("a message of {length} bytes is longer than {max}")]
    TooLong {
        /// By Content-Length.
        length: usize,
        /// The limit.
        max: usize,
    },
    /// Content-Length is no number, or there are two that differ.
    #[error("the Content-Length is malformed")]
    ContentLength,
}

/// Cuts a stream into messages; holds at most one message beyond what was pushed last.
#[derive(Debug)]
pub struct StreamFraming {
    limits: Limits,
    buffer: BytesMut,
    /// Where the next header line starts that was not yet seen whole.
    scanned: usize,
    content_length: Option<usize>,
    /// A lone CRLF was taken for a pong; another one right behind makes it a ping.
    half_ping: bool,
}

impl StreamFraming {
    /// An empty stream.
    pub fn new(limits: Limits) -> Self {
        Self {
            limits,
            buffer: BytesMut::new(),
            scanned: 0,
            content_length: None,
            half_ping: false,
        }
    }

    /// Takes bytes that arrived; call [`Self::next_frame`] until it yields nothing.
    pub fn push(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// How many bytes wait for the rest of their message.
    pub fn pending_bytes(&self) -> usize {
        self.buffer.len()
    }

    /// The next whole frame, if there is one. After an error the connection must be closed.
    pub fn next_frame(&mut self) -> Result<Option<Frame>, FramingError> {
        if self.scanned == 0
            && let Some(frame) = self.keep_alive()
        {
            return Ok(Some(frame));
        }
        match self.buffer.first() {
            None => return Ok(None),
            Some(b'\r') if self.buffer.len() == 1 => return Ok(None),
            Some(byte) if !is_token_byte(*byte) => return Err(FramingError::NotSip { byte: *byte }),
            Some(_) => self.half_ping = false,
        }
        let Some(head_end) = self.scan_head()? else {
            let max = self.limits.head_bytes_max;
            return if self.buffer.len() > max {
                Err(FramingError::HeadTooLong { max })
            } else {
                Ok(None)
            };
        };
        let max = self.limits.message_bytes_max;
        let length = head_end.saturating_add(self.content_length.unwrap_or(0));
        if length > max {
            return Err(FramingError::TooLong { length, max });
        }
        if self.buffer.len() < length {
            return Ok(None);
        }
        self.scanned = 0;
        self.content_length = None;
        Ok(Some(Frame::Message(self.buffer.split_to(length).freeze())))
    }

    /// Takes line ends before a message off the buffer.
    fn keep_alive(&mut self) -> Option<Frame> {
        if self.buffer.starts_with(b"\r\n\r\n") {
            drop(self.buffer.split_to(4));
            self.half_ping = false;
            return Some(Frame::KeepAlivePing);
        }
        if self.buffer.starts_with(b"\r\n") {
            drop(self.buffer.split_to(2));
            let frame = if self.half_ping {
                Frame::KeepAlivePing
            } else {
                Frame::KeepAlivePong
            };
            self.half_ping = !self.half_ping;
            return Some(frame);
        }
        if self.buffer.first() == Some(&b'\n') {
            drop(self.buffer.split_to(leading_line_ends(&self.buffer)));
        }
        None
    }

    /// Reads whole header lines; returns the index after the empty line.
    fn scan_head(&mut self) -> Result<Option<usize>, FramingError> {
        loop {
            let is_start_line = self.scanned == 0;
            let Some(line) = line_at(&self.buffer, self.scanned, !is_start_line) else {
                return Ok(None);
            };
            if line.is_empty() {
                return Ok(Some(line.whole.end));
            }
            if line.whole.end == self.buffer.len() {
                // The next byte decides whether the line is folded.
                return Ok(None);
            }
            if !is_start_line && let Some(length) = content_length(line.content(&self.buffer))? {
                if self.content_length.is_some_and(|other| other != length) {
                    return Err(FramingError::ContentLength);
                }
                self.content_length = Some(length);
            }
            self.scanned = line.whole.end;
        }
    }
}

fn content_length(line: &[u8]) -> Result<Option<usize>, FramingError> {
    // Only these letters start `Content-Length` and its compact form.
    if !matches!(line.first(), Some(b'c' | b'C' | b'l' | b'L')) {
        return Ok(None);
    }
    let Some(colon) = memchr::memchr(b':', line) else {
        return Ok(None);
    };
    if HeaderName::parse(trim(&line[..colon])) != Some(HeaderName::ContentLength) {
        return Ok(None);
    }
    number(trim(&line[colon + 1..]))
        .map(Some)
        .ok_or(FramingError::ContentLength)
}
