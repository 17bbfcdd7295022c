//! A DNS server on loopback for the tests: a table of lines.

use std::net::SocketAddr;

use hickory_resolver::proto::op::{Message, MessageType, OpCode, ResponseCode};
use hickory_resolver::proto::rr::rdata::{A, NAPTR, SRV};
use hickory_resolver::proto::rr::{Name, RData, Record};
use tokio::net::UdpSocket;

/// Answers `name KIND …` lines until the runtime ends; the time to live is a minute.
pub(super) async fn serve(lines: &'static [&'static str]) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut buffer = [0; 4096];
        while let Ok((length, from)) = socket.recv_from(&mut buffer).await {
            let Ok(question) = Message::from_vec(&buffer[..length]) else {
                continue;
            };
            let answer = answer(lines, &question).to_vec().unwrap();
            let _ = socket.send_to(&answer, from).await;
        }
    });
    address
}

fn answer(lines: &[&'static str], question: &Message) -> Message {
    let query = question.queries[0].clone();
    let mut answer = Message::new(question.metadata.id, MessageType::Response, OpCode::Query);
    answer.metadata.recursion_available = true;
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        let name = Name::from_utf8(format!("{}.", words[0])).unwrap();
        if name == *query.name() && words[1] == query.query_type().to_string() {
            answer.add_answer(Record::from_rdata(name, 60, data(&words[1..])));
        }
    }
    if answer.answers.is_empty() {
        answer.metadata.response_code = ResponseCode::NXDomain;
    }
    answer.add_query(query);
    answer
}

fn data(words: &[&str]) -> RData {
    let number = |text: &str| text.parse().unwrap();
    let name = |text: &str| Name::from_utf8(format!("{text}.")).unwrap();
    match words {
        ["A", ip] => RData::A(A(ip.parse().unwrap())),
        ["SRV", priority, weight, port, host] => RData::SRV(SRV::new(
            number(priority),
            number(weight),
            number(port),
            name(host),
        )),
        ["NAPTR", order, preference, flags, service, next] => RData::NAPTR(NAPTR::new(
            number(order),
            number(preference),
            Box::from(flags.as_bytes()),
            Box::from(service.as_bytes()),
            Box::default(),
            name(next),
        )),
        _ => panic!("{words:?} is no record"),
    }
}
