//! Why an address could not be read.

/// What is wrong with a URI.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum UriError {
    /// Nothing there.
    #[error("the URI is empty")]
    Empty,
    /// No `scheme:`.
    #[error("the URI has no scheme")]
    Scheme,
    /// White space, a control character, `<`, `>` or `"`.
    #[error("the URI holds byte {byte:#04x} at offset {offset}")]
    Byte {
        /// Where.
        offset: usize,
        /// Which.
        byte: u8,
    },
    /// Bytes that are not UTF-8.
    #[error("the URI is not UTF-8")]
    NotText,
    /// `sip:@host`.
    #[error("the user part is empty")]
    User,
    /// Not a name, an IPv4 address or a bracketed IPv6 address.
    #[error("the host is not a name or an address")]
    Host,
    /// Not a number up to 65,535.
    #[error("the port is not a number up to 65535")]
    Port,
    /// Not `;name=value`.
    #[error("the parameters are malformed")]
    Params,
    /// A `tel` number without digits.
    #[error("the telephone number is malformed")]
    Number,
}
