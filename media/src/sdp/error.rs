use super::limits::{ATTRIBUTES_MAX, BYTES_MAX, FORMATS_MAX, SECTIONS_MAX};

/// Why a description cannot be read, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {kind}")]
pub struct SdpError {
    /// The line, from 1; 0: the whole.
    pub line: usize,
    /// What is wrong.
    pub kind: SdpErrorKind,
}

/// What is wrong with a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SdpErrorKind {
    /// More than `BYTES_MAX`.
    #[error("longer than {BYTES_MAX} bytes")]
    TooLong,
    /// A NUL, or a carriage return inside a line (RFC 8866 §9, `byte-string`).
    #[error("a control character where there may be none")]
    ControlCharacter,
    /// A line is not `x=…`.
    #[error("not of the form type=value")]
    NotALine,
    /// It does not begin with `v=0`.
    #[error("v=0 must come first")]
    Version,
    /// `o=` is missing or not six fields.
    #[error("o= must name user, session, version and address")]
    Origin,
    /// `c=` has no address.
    #[error("c= must name a network, an address type and an address")]
    Connection,
    /// `m=` is not media, port, protocol and formats.
    #[error("m= must name media, port, protocol and formats")]
    Media,
    /// More than `SECTIONS_MAX`.
    #[error("more than {SECTIONS_MAX} m= sections")]
    TooManySections,
    /// More than `ATTRIBUTES_MAX` in one place.
    #[error("more than {ATTRIBUTES_MAX} attributes")]
    TooManyAttributes,
    /// More than `FORMATS_MAX` in one section.
    #[error("more than {FORMATS_MAX} formats")]
    TooManyFormats,
}
