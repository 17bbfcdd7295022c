use std::mem;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV6, UdpSocket};
use std::os::fd::AsRawFd;

/// Datagrams taken from one socket at once.
pub(super) const BATCH_MAX: usize = 32;
/// A longer datagram is no voice and is dropped.
pub(super) const DATAGRAM_MAX: usize = 2_048;

/// Datagrams that came to one socket, rewritten in place and sent through another in one go.
///
/// The kernel's structures point into the buffers beside them, which live as long and never move.
pub(super) struct Batch {
    buffers: Box<[[u8; DATAGRAM_MAX]]>,
    sources: Box<[libc::sockaddr_storage]>,
    _in_parts: Box<[libc::iovec]>,
    incoming: Box<[libc::mmsghdr]>,
    targets: Box<[libc::sockaddr_storage]>,
    out_parts: Box<[libc::iovec]>,
    outgoing: Box<[libc::mmsghdr]>,
    queued: usize,
}

const ADDRESS_BYTES: libc::socklen_t = size_of::<libc::sockaddr_storage>() as libc::socklen_t;

impl Batch {
    pub(super) fn new() -> Self {
        let mut buffers = vec![[0; DATAGRAM_MAX]; BATCH_MAX].into_boxed_slice();
        // SAFETY: `sockaddr_storage` is plain data, for which all zeroes is "unspecified".
        let storage: libc::sockaddr_storage = unsafe { mem::zeroed() };
        let mut sources = vec![storage; BATCH_MAX].into_boxed_slice();
        let mut targets = sources.clone();
        let mut in_parts: Box<[libc::iovec]> = buffers.iter_mut().map(part).collect();
        let mut out_parts = in_parts.clone();
        let incoming = sources
            .iter_mut()
            .zip(&mut in_parts)
            .map(|(source, part)| header(source, part));
        let incoming = incoming.collect();
        let outgoing = targets
            .iter_mut()
            .zip(&mut out_parts)
            .map(|(target, part)| header(target, part));
        let outgoing = outgoing.collect();
        Self {
            buffers,
            sources,
            _in_parts: in_parts,
            incoming,
            targets,
            out_parts,
            outgoing,
            queued: 0,
        }
    }

    /// Takes what has come, without waiting; how many. Fewer than [`BATCH_MAX`]: the socket is empty.
    pub(super) fn receive(&mut self, socket: &UdpSocket) -> usize {
        self.queued = 0;
        let room = BATCH_MAX as libc::c_uint;
        let flags = libc::MSG_DONTWAIT;
        let incoming = self.incoming.as_mut_ptr();
        // SAFETY: `incoming` holds `BATCH_MAX` headers, whose pointers lead to buffers, parts and addresses of the
        // lengths beside them, all owned by `self`.
        let count =
            unsafe { libc::recvmmsg(socket.as_raw_fd(), incoming, room, flags, std::ptr::null_mut()) };
        // Empty, or an error that a datagram of ours has met on its way: nothing has come.
        usize::try_from(count).unwrap_or(0).min(BATCH_MAX)
    }

    /// A datagram of the last receive and where it came from; `None`: too long, or of no known address family.
    pub(super) fn datagram(&mut self, index: usize) -> Option<(SocketAddr, &mut [u8])> {
        let header = self.incoming.get_mut(index)?;
        // The kernel has written the address's real length: the next receive needs the room's again.
        header.msg_hdr.msg_namelen = ADDRESS_BYTES;
        if header.msg_hdr.msg_flags & libc::MSG_TRUNC != 0 {
            return None;
        }
        let source = read_address(self.sources.get(index)?)?;
        let length = usize::try_from(header.msg_len).ok()?;
        Some((source, self.buffers.get_mut(index)?.get_mut(..length)?))
    }

    /// The whole buffer that a datagram of the last receive begins.
    pub(super) fn buffer(&mut self, index: usize) -> Option<&mut [u8]> {
        self.buffers
            .get_mut(index)
            .map(<[u8; DATAGRAM_MAX]>::as_mut_slice)
    }

    /// Queues the first `length` bytes of the buffer of a datagram of the last receive, as they now stand, to be sent.
    pub(super) fn queue(&mut self, index: usize, length: usize, to: SocketAddr) {
        let next = self.queued;
        let (Some(target), Some(part), Some(header)) = (
            self.targets.get_mut(next),
            self.out_parts.get_mut(next),
            self.outgoing.get_mut(next),
        ) else {
            return;
        };
        let Some(buffer) = self.buffers.get_mut(index) else {
            return;
        };
        part.iov_base = buffer.as_mut_ptr().cast();
        part.iov_len = length.min(DATAGRAM_MAX);
        header.msg_hdr.msg_namelen = write_address(to, target);
        self.queued += 1;
    }

    /// Sends what was queued; how many the socket did not take.
    pub(super) fn send(&mut self, socket: &UdpSocket) -> usize {
        let queued = mem::take(&mut self.queued);
        let (mut next, mut failed) = (0, 0);
        while let Some(rest) = self
            .outgoing
            .get_mut(next..queued)
            .filter(|rest| !rest.is_empty())
        {
            match send_some(socket, rest) {
                0 => (next, failed) = (next + 1, failed + 1),
                sent => next += sent,
            }
        }
        failed
    }
}

/// Sends from the front; how many went. 0: the first was refused, and the others may still go.
fn send_some(socket: &UdpSocket, headers: &mut [libc::mmsghdr]) -> usize {
    let flags = libc::MSG_DONTWAIT | libc::MSG_NOSIGNAL;
    if let [header] = headers {
        // One alone is the usual case, and a tenth cheaper so.
        // SAFETY: the header's pointers lead to a target, a part and a buffer of the lengths beside them, all owned
        // by the batch; the kernel only reads what they lead to.
        let sent = unsafe { libc::sendmsg(socket.as_raw_fd(), &raw const header.msg_hdr, flags) };
        return usize::from(sent >= 0);
    }
    let count = headers.len() as libc::c_uint;
    // SAFETY: `headers` holds `count` of them, with pointers as above.
    let sent = unsafe { libc::sendmmsg(socket.as_raw_fd(), headers.as_mut_ptr(), count, flags) };
    usize::try_from(sent).unwrap_or(0)
}

fn part(buffer: &mut [u8; DATAGRAM_MAX]) -> libc::iovec {
    libc::iovec {
        iov_base: buffer.as_mut_ptr().cast(),
        iov_len: DATAGRAM_MAX,
    }
}

fn header(address: &mut libc::sockaddr_storage, part: &mut libc::iovec) -> libc::mmsghdr {
    // SAFETY: `mmsghdr` is plain data, for which all zeroes is "no address, no parts, no control".
    let mut header: libc::mmsghdr = unsafe { mem::zeroed() };
    header.msg_hdr.msg_name = std::ptr::from_mut(address).cast();
    header.msg_hdr.msg_namelen = ADDRESS_BYTES;
    header.msg_hdr.msg_iov = part;
    header.msg_hdr.msg_iovlen = 1;
    header
}

fn read_address(storage: &libc::sockaddr_storage) -> Option<SocketAddr> {
    let storage_at = std::ptr::from_ref(storage);
    match i32::from(storage.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says that this is a `sockaddr_in`; the storage has room and alignment for it.
            let address = unsafe { &*storage_at.cast::<libc::sockaddr_in>() };
            let ip = Ipv4Addr::from(u32::from_be(address.sin_addr.s_addr));
            Some(SocketAddr::new(IpAddr::V4(ip), u16::from_be(address.sin_port)))
        }
        libc::AF_INET6 => {
            // SAFETY: the family says that this is a `sockaddr_in6`; the storage has room and alignment for it.
            let address = unsafe { &*storage_at.cast::<libc::sockaddr_in6>() };
            let ip = Ipv6Addr::from(address.sin6_addr.s6_addr);
            let port = u16::from_be(address.sin6_port);
            // Flow labels differ from packet to packet and name nobody; the scope of a link-local address does.
            Some(SocketAddr::V6(SocketAddrV6::new(
                ip,
                port,
                0,
                address.sin6_scope_id,
            )))
        }
        _ => None,
    }
}

fn write_address(address: SocketAddr, storage: &mut libc::sockaddr_storage) -> libc::socklen_t {
    let storage_at = std::ptr::from_mut(storage);
    match address {
        SocketAddr::V4(address) => {
            let value = libc::sockaddr_in {
                sin_family: libc::AF_INET as libc::sa_family_t,
                sin_port: address.port().to_be(),
                sin_addr: libc::in_addr {
                    s_addr: u32::from(*address.ip()).to_be(),
                },
                sin_zero: [0; 8],
            };
            // SAFETY: the storage has room and alignment for every kind of address.
            unsafe { storage_at.cast::<libc::sockaddr_in>().write(value) };
            size_of::<libc::sockaddr_in>() as libc::socklen_t
        }
        SocketAddr::V6(address) => {
            let value = libc::sockaddr_in6 {
                sin6_family: libc::AF_INET6 as libc::sa_family_t,
                sin6_port: address.port().to_be(),
                sin6_flowinfo: 0,
                sin6_addr: libc::in6_addr {
                    s6_addr: address.ip().octets(),
                },
                sin6_scope_id: address.scope_id(),
            };
            // SAFETY: the storage has room and alignment for every kind of address.
            unsafe { storage_at.cast::<libc::sockaddr_in6>().write(value) };
            size_of::<libc::sockaddr_in6>() as libc::socklen_t
        }
    }
}

#[cfg(test)]
mod tests;
