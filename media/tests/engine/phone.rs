//! A phone's RTP and RTCP sockets.

use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::time::Duration;

use media::codec::Codec;
use media::offer_answer::Direction;
use media::offer_answer::{Agreed, MediaAddress};
use rtp_rs::{RtpPacketBuilder, RtpReader};

const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) struct Phone {
    pub(crate) rtp: UdpSocket,
    pub(crate) rtcp: UdpSocket,
    pub(crate) ssrc: u32,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) payload_type: u8,
    /// Where it sends to.
    pub(crate) to: SocketAddr,
    control_to: SocketAddr,
}

/// A packet as a phone heard it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    pub(crate) payload_type: u8,
    pub(crate) sequence: u16,
    pub(crate) timestamp: u32,
    pub(crate) ssrc: u32,
    pub(crate) marker: bool,
    pub(crate) payload: Vec<u8>,
}

impl Phone {
    pub(crate) fn new(ip: IpAddr, address: &MediaAddress) -> Self {
        let socket = || {
            let socket = UdpSocket::bind((ip, 0)).unwrap();
            socket.set_read_timeout(Some(PATIENCE)).unwrap();
            socket
        };
        Self {
            rtp: socket(),
            rtcp: socket(),
            ssrc: u32::from(address.rtp_port) << 8,
            sequence: 65_500,
            timestamp: 0xffff_f000,
            payload_type: 0,
            to: SocketAddr::new(address.ip, address.rtp_port),
            control_to: SocketAddr::new(address.ip, address.rtcp_port),
        }
    }

    pub(crate) fn agreed(&self) -> Agreed {
        Agreed {
            codec: Codec::Pcmu,
            payload_type_send: 0,
            payload_type_receive: 0,
            telephone_event_send: Some(101),
            telephone_event_receive: Some(101),
            ptime_ms: 20,
            remote_rtp: self.rtp.local_addr().unwrap(),
            remote_rtcp: self.rtcp.local_addr().unwrap(),
            rtcp_mux: false,
            direction: Direction::SendRecv,
            srtp: None,
            ice: None,
        }
    }

    /// Sends the next packet.
    pub(crate) fn say(&mut self, payload: &[u8]) {
        let packet = RtpPacketBuilder::new()
            .payload_type(self.payload_type)
            .ssrc(self.ssrc)
            .sequence(self.sequence.into())
            .timestamp(self.timestamp)
            .payload(payload)
            .build()
            .unwrap();
        self.sequence = self.sequence.wrapping_add(1);
        self.timestamp = self.timestamp.wrapping_add(160);
        self.send(&packet);
    }

    pub(crate) fn send(&self, datagram: &[u8]) {
        self.rtp.send_to(datagram, self.to).unwrap();
    }

    pub(crate) fn report(&self, datagram: &[u8]) {
        self.rtcp.send_to(datagram, self.control_to).unwrap();
    }

    /// The next packet that comes.
    pub(crate) fn hear(&self) -> Heard {
        let mut buffer = [0; 2_048];
        let (length, from) = self.rtp.recv_from(&mut buffer).expect("a packet in time");
        assert_eq!(from, self.to, "symmetric RTP (RFC 4961)");
        let reader = RtpReader::new(&buffer[..length]).unwrap();
        Heard {
            payload_type: reader.payload_type(),
            sequence: reader.sequence_number().into(),
            timestamp: reader.timestamp(),
            ssrc: reader.ssrc(),
            marker: reader.mark(),
            payload: reader.payload().to_vec(),
        }
    }

    /// The next RTCP datagram on RTCP's own port.
    pub(crate) fn hear_report(&self) -> Vec<u8> {
        let mut buffer = [0; 2_048];
        let (length, from) = self.rtcp.recv_from(&mut buffer).expect("a report in time");
        assert_eq!(from, self.control_to);
        buffer[..length].to_vec()
    }
}
