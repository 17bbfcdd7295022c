//! A DNS server on loopback: a table of lines, answered while the test runs.

use std::net::{SocketAddr, UdpSocket};

use hickory_resolver::proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, NAPTR, SRV};
use hickory_resolver::proto::rr::{Name, RData, Record};

/// Answers from lines such as `example.org NAPTR 10 50 s SIP+D2U _sip._udp.example.org`, `_sip._udp.example.org SRV 1 0
/// 5060 a.example.org` and `a.example.org A 127.0.0.1`; for all else there is no such name. Ends with the process.
///
/// # Panics
/// Loopback has no port for it.
#[must_use]
pub fn dns(lines: &[String]) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap_or_else(|error| panic!("no port: {error}"));
    let address = socket.local_addr();
    let lines = lines.to_vec();
    std::thread::spawn(move || serve(&socket, &lines));
    address.unwrap_or_else(|error| panic!("no address: {error}"))
}

fn serve(socket: &UdpSocket, lines: &[String]) {
    let mut buffer = [0; 4096];
    while let Ok((length, from)) = socket.recv_from(&mut buffer) {
        let question = buffer.get(..length).map(Message::from_vec);
        let answer = question
            .and_then(Result::ok)
            .and_then(|asked| answer(lines, &asked));
        if let Some(bytes) = answer.and_then(|answer| answer.to_vec().ok()) {
            // A resolver that does not wait any more needs no answer.
            let _ = socket.send_to(&bytes, from);
        }
    }
}

fn answer(lines: &[String], question: &Message) -> Option<Message> {
    let query = question.queries.first()?.clone();
    let mut answer = Message::new(question.metadata.id, MessageType::Response, OpCode::Query);
    answer.metadata.recursion_available = true;
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        let (first, rest) = words.split_first()?;
        let asked = name(first)? == *query.name();
        if asked && rest.first() == Some(&query.query_type().to_string().as_str()) {
            answer.add_answer(Record::from_rdata(name(first)?, 60, data(rest)?));
        }
    }
    if answer.answers.is_empty() {
        answer.metadata.response_code = ResponseCode::NXDomain;
    }
    answer.add_query(query);
    Some(answer)
}

fn data(words: &[&str]) -> Option<RData> {
    Some(match words {
        ["A", ip] => RData::A(A(ip.parse().ok()?)),
        ["SRV", priority, weight, port, host] => RData::SRV(SRV::new(
            priority.parse().ok()?,
            weight.parse().ok()?,
            port.parse().ok()?,
            name(host)?,
        )),
        ["NAPTR", order, preference, flags, service, next] => RData::NAPTR(NAPTR::new(
            order.parse().ok()?,
            preference.parse().ok()?,
            Box::from(flags.as_bytes()),
            Box::from(service.as_bytes()),
            Box::default(),
            name(next)?,
        )),
        _ => return None,
    })
}

fn name(text: &str) -> Option<Name> {
    Name::from_utf8(format!("{text}.")).ok()
}
