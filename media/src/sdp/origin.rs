use std::fmt;
use std::net::IpAddr;

/// `o=`: which session this is, and which version of its description (RFC 8866 §5.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The user name, `-` for none.
    pub user: String,
    /// The session, unique at the address.
    pub session: String,
    /// Grows with every change.
    pub version: String,
    /// Network type, address type and address, as written.
    pub address: String,
}

impl Origin {
    /// An origin of ours.
    #[must_use]
    pub fn new(session: u64, version: u64, ip: IpAddr) -> Self {
        Self {
            user: String::from("-"),
            session: session.to_string(),
            version: version.to_string(),
            address: super::connection::write(ip),
        }
    }

    pub(super) fn parse(value: &str) -> Option<Self> {
        let mut fields = value.splitn(4, ' ');
        let mut field = || fields.next().filter(|field| !field.is_empty()).map(str::to_owned);
        Some(Self {
            user: field()?,
            session: field()?,
            version: field()?,
            address: field()?,
        })
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "o={} {} {} {}\r\n",
            self.user, self.session, self.version, self.address
        )
    }
}
