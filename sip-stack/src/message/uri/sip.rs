//! `sip:` and `sips:` addresses (RFC 3261 §19.1).

use std::fmt;

use bytes::Bytes;

use super::escape::{decode, encode_header, encode_user};
use super::{Host, HostPort, UriError};
use crate::message::Transport;
use crate::message::params::Params;
use crate::message::text::Text;

/// A SIP or SIPS URI; user, parameters and headers stay escaped as written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SipUri {
    secure: bool,
    user: Option<Text>,
    password: Option<Text>,
    host: Host,
    port: Option<u16>,
    params: Params,
    headers: Text,
}

impl SipUri {
    /// `sip:user@host`, or `sip:host`; the user is escaped.
    pub fn new(user: Option<&str>, host: Host) -> Self {
        Self {
            secure: false,
            user: user.map(|user| encode_user(user).into()),
            password: None,
            host,
            port: None,
            params: Params::new(),
            headers: Text::default(),
        }
    }

    pub(super) fn read(secure: bool, rest: &Bytes) -> Result<Self, UriError> {
        let text = |range: Bytes| Text::new(range).ok_or(UriError::NotText);
        let (user, password, rest) = match rest.iter().position(|byte| *byte == b'@') {
            None => (None, None, rest.clone()),
            Some(0) => return Err(UriError::User),
            Some(at) => {
                let colon = rest[..at].iter().position(|byte| *byte == b':');
                let password = colon.map(|colon| text(rest.slice(colon + 1..at))).transpose()?;
                (
                    Some(text(rest.slice(..colon.unwrap_or(at)))?),
                    password,
                    rest.slice(at + 1..),
                )
            }
        };
        if user.as_ref().is_some_and(|user| user.is_empty()) {
            return Err(UriError::User);
        }
        let headers_at = rest.iter().position(|byte| *byte == b'?').unwrap_or(rest.len());
        let params_at = rest[..headers_at]
            .iter()
            .position(|byte| *byte == b';')
            .unwrap_or(headers_at);
        let HostPort { host, port } = HostPort::parse(&rest[..params_at])?;
        let params = Params::read(&rest.slice(params_at..headers_at)).ok_or(UriError::Params)?;
        let headers = text(rest.slice((headers_at + 1).min(rest.len())..))?;
        Ok(Self {
            secure,
            user,
            password,
            host,
            port,
            params,
            headers,
        })
    }

    /// The same with another user, which is escaped.
    #[must_use]
    pub fn with_user(&self, user: &str) -> Self {
        Self {
            user: Some(encode_user(user).into()),
            ..self.clone()
        }
    }

    /// The same with a port.
    #[must_use]
    pub fn with_port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// The same as `sips:`.
    #[must_use]
    pub fn with_secure(mut self) -> Self {
        self.secure = true;
        self
    }

    /// The same with a parameter.
    #[must_use]
    pub fn with_param(mut self, name: &str, value: &str) -> Self {
        self.params.set(name, value);
        self
    }

    /// The same with a parameter that has no value, such as `lr`.
    #[must_use]
    pub fn with_flag(mut self, name: &str) -> Self {
        self.params.set_flag(name);
        self
    }

    /// Whether it is `sips:`.
    pub fn is_secure(&self) -> bool {
        self.secure
    }

    /// The user part as written, escapes and all.
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The user part meant: escapes resolved, foreign bytes replaced.
    pub fn user_decoded(&self) -> Option<String> {
        let user = self.user.as_deref()?;
        Some(String::from_utf8_lossy(&decode(user)).into_owned())
    }

    /// The password, as written.
    pub fn password(&self) -> Option<&str> {
        self.password.as_deref()
    }

    /// The host.
    pub fn host(&self) -> &Host {
        &self.host
    }

    /// The port, if one is written.
    pub fn port(&self) -> Option<u16> {
        self.port
    }

    /// Host and port, to be put where the URI shall lead.
    pub fn set_host_port(&mut self, host_port: HostPort) {
        self.host = host_port.host;
        self.port = host_port.port;
    }

    /// Its parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Its parameters, to be changed.
    pub fn params_mut(&mut self) -> &mut Params {
        &mut self.params
    }

    /// What follows `?`, as written.
    pub fn headers(&self) -> &str {
        &self.headers
    }

    /// The value meant by a header that follows `?`: escapes resolved, foreign bytes replaced.
    pub fn header(&self, name: &str) -> Option<String> {
        self.headers.split('&').find_map(|piece| {
            let (own, value) = piece.split_once('=').unwrap_or((piece, ""));
            let is_it = decode(own).eq_ignore_ascii_case(name.as_bytes());
            is_it.then(|| String::from_utf8_lossy(&decode(value)).into_owned())
        })
    }

    /// The same with a further header after `?`, escaped.
    #[must_use]
    pub fn with_header(mut self, name: &str, value: &str) -> Self {
        let header = format!("{}={}", encode_header(name), encode_header(value));
        self.headers = if self.headers.is_empty() {
            header.into()
        } else {
            format!("{}&{header}", self.headers).into()
        };
        self
    }

    /// Removes what follows `?`, as a Request-URI must not have it (§19.1.1 table 1).
    pub fn clear_headers(&mut self) {
        self.headers = Text::default();
    }

    /// The `transport` parameter, if it names one of ours.
    pub fn transport(&self) -> Option<Transport> {
        Transport::parse(self.params.get("transport")?.as_bytes())
    }
}

impl fmt::Display for SipUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.secure { "sips:" } else { "sip:" })?;
        if let Some(user) = &self.user {
            f.write_str(user)?;
            if let Some(password) = &self.password {
                write!(f, ":{password}")?;
            }
            f.write_str("@")?;
        }
        self.host.fmt(f)?;
        if let Some(port) = self.port {
            write!(f, ":{port}")?;
        }
        self.params.fmt(f)?;
        if !self.headers.is_empty() {
            write!(f, "?{}", self.headers)?;
        }
        Ok(())
    }
}
