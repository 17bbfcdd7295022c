//! The PROXY protocol, version 2: who really opened a connection that a load balancer passes on.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::io::{AsyncRead, AsyncReadExt};

const SIGNATURE: [u8; 12] = *b"\r\n\r\n\0\r\nQUIT\n";
const HEAD_BYTES: usize = 16;
/// Addresses and extensions together; more is refused.
const BODY_BYTES_MAX: usize = 1024;

/// What came is not a PROXY header of version 2, or too long.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("no PROXY header")]
pub(super) struct NoHeader;

/// Reads the header and not a byte more. `None`: the load balancer speaks for itself, as in a health check.
pub(super) async fn read(stream: &mut (impl AsyncRead + Unpin)) -> Result<Option<SocketAddr>, NoHeader> {
    let mut head = [0; HEAD_BYTES];
    stream.read_exact(&mut head).await.map_err(|_| NoHeader)?;
    let (kind, length) = parse_head(&head)?;
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.map_err(|_| NoHeader)?;
    source(kind, &body)
}

/// Command and address family.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Local,
    Tcp4,
    Tcp6,
    Other,
}

fn parse_head(head: &[u8; HEAD_BYTES]) -> Result<(Kind, usize), NoHeader> {
    let [signature @ .., version_command, family, high, low] = head;
    let kind = match (version_command, family) {
        (0x20, _) => Kind::Local,
        (0x21, 0x11) => Kind::Tcp4,
        (0x21, 0x21) => Kind::Tcp6,
        (0x21, _) => Kind::Other,
        _ => return Err(NoHeader),
    };
    let length = usize::from(u16::from_be_bytes([*high, *low]));
    if *signature != SIGNATURE || length > BODY_BYTES_MAX {
        return Err(NoHeader);
    }
    Ok((kind, length))
}

/// The addresses begin with the source; extensions after them are passed over.
fn source(kind: Kind, body: &[u8]) -> Result<Option<SocketAddr>, NoHeader> {
    let port = |at: usize| Some(u16::from_be_bytes(body.get(at..at + 2)?.try_into().ok()?));
    let read = match kind {
        Kind::Local | Kind::Other => return Ok(None),
        Kind::Tcp4 => body.get(..4).and_then(|ip| {
            let ip: [u8; 4] = ip.try_into().ok()?;
            Some((Ipv4Addr::from(ip), port(8)?).into())
        }),
        Kind::Tcp6 => body.get(..16).and_then(|ip| {
            let ip: [u8; 16] = ip.try_into().ok()?;
            Some((Ipv6Addr::from(ip), port(32)?).into())
        }),
    };
    // The destination follows the source; a header that ends before it is broken.
    let whole = match kind {
        Kind::Tcp4 => 12,
        _ => 36,
    };
    read.filter(|_| body.len() >= whole).map(Some).ok_or(NoHeader)
}

#[cfg(test)]
#[path = "proxy_header_tests.rs"]
mod tests;
