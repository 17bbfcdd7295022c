//! A capture as a pcap file: each message in an IP and UDP header made for it, whatever carried it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use super::message::{Direction, SipMessage};

/// Little-endian, microseconds, version 2.4.
const MAGIC: u32 = 0xA1B2_C3D4;
/// LINKTYPE_RAW: packets begin with their IP header.
const RAW_IP: u32 = 101;
const PACKET_BYTES_MAX: u32 = 65_535;
const UDP: u8 = 17;
/// SIP bytes in one packet at most; headers take the rest.
const PAYLOAD_BYTES_MAX: usize = 65_000;

/// The file's bytes.
#[must_use]
pub fn pcap(messages: &[SipMessage]) -> Vec<u8> {
    let mut file = Vec::new();
    file.extend(MAGIC.to_le_bytes());
    file.extend(2_u16.to_le_bytes());
    file.extend(4_u16.to_le_bytes());
    file.extend([0; 8]);
    file.extend(PACKET_BYTES_MAX.to_le_bytes());
    file.extend(RAW_IP.to_le_bytes());
    for message in messages {
        let packet = packet(message);
        let length = u32::try_from(packet.len())
            .unwrap_or(PACKET_BYTES_MAX)
            .to_le_bytes();
        let seconds = u32::try_from(message.at.timestamp()).unwrap_or(0);
        file.extend(seconds.to_le_bytes());
        file.extend(message.at.timestamp_subsec_micros().to_le_bytes());
        file.extend(length);
        file.extend(length);
        file.extend(packet);
    }
    file
}

fn packet(message: &SipMessage) -> Vec<u8> {
    let payload = message.text.as_bytes();
    let payload = &payload[..payload.len().min(PAYLOAD_BYTES_MAX)];
    let (from, to) = match message.direction {
        Direction::In => (message.remote, message.local),
        Direction::Out => (message.local, message.remote),
    };
    match (from.ip().to_canonical(), to.ip().to_canonical()) {
        (IpAddr::V4(source), IpAddr::V4(destination)) => {
            let mut pseudo = [source.octets(), destination.octets()].concat();
            pseudo.extend([0, UDP]);
            let udp = udp(from, to, &pseudo, payload);
            let mut packet = ipv4(source, destination, udp.len());
            packet.extend(udp);
            packet
        }
        (source, destination) => {
            let (source, destination) = (v6(source), v6(destination));
            let mut pseudo = [source.octets(), destination.octets()].concat();
            pseudo.extend([0, UDP]);
            let udp = udp(from, to, &pseudo, payload);
            let mut packet = vec![0x60, 0, 0, 0];
            packet.extend(u16_of(udp.len()));
            packet.extend([UDP, 64]);
            packet.extend(source.octets());
            packet.extend(destination.octets());
            packet.extend(udp);
            packet
        }
    }
}

/// An unspecified end beside one of IPv6 is `::`.
fn v6(ip: IpAddr) -> Ipv6Addr {
    match ip {
        IpAddr::V6(v6) => v6,
        IpAddr::V4(v4) if v4.is_unspecified() => Ipv6Addr::UNSPECIFIED,
        IpAddr::V4(v4) => v4.to_ipv6_mapped(),
    }
}

/// RFC 791 §3.1, without options.
fn ipv4(source: Ipv4Addr, destination: Ipv4Addr, payload: usize) -> Vec<u8> {
    let mut header = vec![0x45, 0];
    header.extend(u16_of(20 + payload));
    header.extend([0, 0, 0x40, 0, 64, UDP, 0, 0]);
    header.extend(source.octets());
    header.extend(destination.octets());
    let checksum = checksum(&[&header]);
    header[10..12].copy_from_slice(&checksum.to_be_bytes());
    header
}

/// RFC 768, with its checksum over the pseudo header.
fn udp(from: SocketAddr, to: SocketAddr, pseudo: &[u8], payload: &[u8]) -> Vec<u8> {
    let length = u16_of(8 + payload.len());
    let mut datagram = Vec::with_capacity(8 + payload.len());
    datagram.extend(from.port().to_be_bytes());
    datagram.extend(to.port().to_be_bytes());
    datagram.extend(length);
    datagram.extend([0, 0]);
    datagram.extend(payload);
    let sum = match checksum(&[pseudo, &length, &datagram]) {
        0 => 0xFFFF,
        sum => sum,
    };
    datagram[6..8].copy_from_slice(&sum.to_be_bytes());
    datagram
}

fn u16_of(length: usize) -> [u8; 2] {
    u16::try_from(length).unwrap_or(u16::MAX).to_be_bytes()
}

/// The ones' complement sum of RFC 1071; each part but the last has an even length.
fn checksum(parts: &[&[u8]]) -> u16 {
    let mut sum: u32 = 0;
    for pair in parts.iter().flat_map(|part| part.chunks(2)) {
        let low = pair.get(1).copied().unwrap_or(0);
        sum += u32::from(u16::from_be_bytes([pair[0], low]));
    }
    while sum > 0xFFFF {
        sum = (sum & 0xFFFF) + (sum >> 16);
    }
    // The loop leaves 16 bits.
    !(sum as u16)
}

#[cfg(test)]
#[path = "pcap_tests.rs"]
mod tests;
