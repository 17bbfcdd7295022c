//! What a description may hold; more is refused.

/// Bytes of a whole description.
pub const BYTES_MAX: usize = 32_768;

/// `m=` sections.
pub const SECTIONS_MAX: usize = 16;

/// Attributes of the session, and of each section.
pub const ATTRIBUTES_MAX: usize = 256;

/// Formats of a section.
pub const FORMATS_MAX: usize = 64;
