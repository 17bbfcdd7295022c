//! How much of a message is read before it is refused.

/// Bounds on one message; what exceeds them is answered 413 or 513, or closes the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Whole message in bytes; RFC 3261 §18.1.1 wants 65,535 to be accepted.
    pub message_bytes_max: usize,
    /// Start line and headers in bytes.
    pub head_bytes_max: usize,
    /// Request or status line in bytes.
    pub start_line_bytes_max: usize,
    /// One header in bytes, folds included.
    pub header_bytes_max: usize,
    /// Header lines.
    pub headers_max: usize,
    /// Body in bytes.
    pub body_bytes_max: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            message_bytes_max: 65_535,
            head_bytes_max: 49_152,
            start_line_bytes_max: 8_192,
            header_bytes_max: 16_384,
            headers_max: 256,
            body_bytes_max: 65_535,
        }
    }
}
