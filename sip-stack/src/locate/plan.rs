//! The questions in their order: NAPTR, SRV, addresses (RFC 3263 §4.1, §4.2).

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

use super::naptr::services;
use super::srv::in_order;
use super::{Hop, LocateError, Naptr, Policy, Question, RecordKind, Records, Srv};
use crate::message::{Host, HostPort, SipUri, Transport};
use crate::tokens::Tokens;

/// Services a domain may name; further ones are passed over.
const SERVICES_MAX: usize = 8;
/// Hosts of all services together.
const HOSTS_MAX: usize = 16;
/// Hops in the result.
const HOPS_MAX: usize = 32;

/// One URI on its way to its hops.
#[derive(Debug)]
pub struct Locate {
    domain: Arc<str>,
    secure: bool,
    policy: Policy,
    tokens: Tokens,
    /// Some question got no answer at all.
    unanswered: bool,
    stage: Stage,
}

#[derive(Debug)]
enum Stage {
    /// Which transports does the domain prefer?
    Services,
    /// Which hosts offer them? In the order of preference, `None` until it is answered.
    Hosts(Vec<(Transport, Arc<str>, Option<Vec<Srv>>)>),
    /// What are their addresses?
    Addresses {
        ways: Vec<Way>,
        open: usize,
        found: HashMap<Question, Records>,
    },
    Done,
}

/// A host to be looked up.
#[derive(Clone, Debug)]
struct Way {
    transport: Transport,
    host: Arc<str>,
    port: u16,
}

/// What DNS said.
#[derive(Clone, Debug)]
pub enum Input {
    /// The records, perhaps none.
    Answer {
        /// As asked.
        question: Question,
        /// Of the kind that was asked for.
        records: Records,
    },
    /// No answer came in time, or no usable one.
    Unanswered {
        /// As asked.
        question: Question,
    },
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Ask DNS.
    Ask(Question),
    /// The hops, first to be tried first; never empty. Nothing follows.
    Found(Vec<Hop>),
    /// There are none. Nothing follows.
    Failed(LocateError),
}

impl Locate {
    /// Begins with a URI: the Request-URI, or the first Route (RFC 3261 §8.1.2).
    pub fn start(uri: &SipUri, policy: &Policy, tokens: Tokens, out: &mut Vec<Effect>) -> Self {
        let mut plan = Self {
            domain: Arc::default(),
            secure: uri.is_secure(),
            policy: policy.clone(),
            tokens,
            unanswered: false,
            stage: Stage::Done,
        };
        plan.begin(uri, out);
        plan
    }

    /// Takes one step; answers to what was not asked are passed over.
    pub fn handle(&mut self, input: Input, out: &mut Vec<Effect>) {
        let (question, records) = match input {
            Input::Answer { question, records } => (question, Some(records)),
            Input::Unanswered { question } => {
                self.unanswered = true;
                (question, None)
            }
        };
        match (std::mem::replace(&mut self.stage, Stage::Done), question.kind) {
            (Stage::Services, RecordKind::Naptr) => {
                let records = match records {
                    Some(Records::Naptr(records)) => records,
                    _ => Vec::new(),
                };
                self.ask_hosts(records, out);
            }
            (Stage::Hosts(mut asked), RecordKind::Srv) => {
                let records = match records {
                    Some(Records::Srv(records)) => records,
                    _ => Vec::new(),
                };
                let same = |(_, name, answer): &&mut (_, Arc<str>, Option<_>)| {
                    *name == question.name && answer.is_none()
                };
                if let Some((_, _, answer)) = asked.iter_mut().find(same) {
                    *answer = Some(records);
                }
                self.hosts_answered(asked, out);
            }
            (
                Stage::Addresses {
                    ways,
                    open,
                    mut found,
                },
                RecordKind::A | RecordKind::Aaaa,
            ) => {
                let records = records.unwrap_or(Records::Addresses(Vec::new()));
                let is_new = found.insert(question, records).is_none();
                let open = open - usize::from(is_new && open > 0);
                self.addresses_answered(ways, open, found, out);
            }
            (stage, _) => self.stage = stage,
        }
    }

    fn begin(&mut self, uri: &SipUri, out: &mut Vec<Effect>) {
        let host = match uri.params().get("maddr") {
            Some(maddr) => Host::parse(maddr.as_bytes()).unwrap_or_else(|_| uri.host().clone()),
            None => uri.host().clone(),
        };
        let transport = match written_transport(uri) {
            Ok(transport) => transport,
            Err(error) => return out.push(Effect::Failed(error)),
        };
        if transport.is_some_and(|transport| !self.policy.has(transport)) {
            return out.push(Effect::Failed(LocateError::Transport));
        }
        let default = if self.secure {
            Transport::Tls
        } else {
            Transport::Udp
        };
        let fixed = transport.unwrap_or(default);
        match (host, uri.port()) {
            (Host::Name(name), None) => {
                self.domain = name;
                match transport {
                    Some(transport) => {
                        self.ask_srv(vec![(transport, srv_name(transport, &self.domain))], out);
                    }
                    None => {
                        self.stage = Stage::Services;
                        out.push(ask(&self.domain, RecordKind::Naptr));
                    }
                }
            }
            (Host::Name(host), Some(port)) => {
                self.domain = host.clone();
                self.ask_addresses(
                    vec![Way {
                        transport: fixed,
                        host,
                        port,
                    }],
                    out,
                );
            }
            (host, port) => {
                let port = port.unwrap_or(fixed.default_port());
                let remote = host
                    .ip()
                    .filter(|ip| self.policy.reaches(ip))
                    .map(|ip| SocketAddr::new(ip, port));
                let hop = remote.map(|remote| Hop {
                    transport: fixed,
                    remote,
                    domain: None,
                });
                self.finish(
                    hop.into_iter()
                        .filter(|hop| self.policy.has(hop.transport))
                        .collect(),
                    out,
                );
            }
        }
    }

    /// NAPTR names the services; without, each transport of ours is asked for (§4.1).
    fn ask_hosts(&mut self, records: Vec<Naptr>, out: &mut Vec<Effect>) {
        let mut asked = services(records, self.secure, &self.policy);
        if asked.is_empty() {
            let ours = self.policy.candidates(self.secure);
            asked = ours
                .into_iter()
                .map(|transport| (transport, srv_name(transport, &self.domain)))
                .collect();
        }
        asked.truncate(SERVICES_MAX);
        self.ask_srv(asked, out);
    }

    fn ask_srv(&mut self, asked: Vec<(Transport, Arc<str>)>, out: &mut Vec<Effect>) {
        if asked.is_empty() {
            return out.push(Effect::Failed(LocateError::Transport));
        }
        out.extend(asked.iter().map(|(_, name)| ask(name, RecordKind::Srv)));
        self.stage = Stage::Hosts(
            asked
                .into_iter()
                .map(|(transport, name)| (transport, name, None))
                .collect(),
        );
    }

    /// All hosts in order, service by service; without any, the domain itself is the host (§4.2).
    fn hosts_answered(&mut self, asked: Vec<(Transport, Arc<str>, Option<Vec<Srv>>)>, out: &mut Vec<Effect>) {
        if asked.iter().any(|(_, _, answer)| answer.is_none()) {
            self.stage = Stage::Hosts(asked);
            return;
        }
        let first = asked.first().map(|(transport, ..)| *transport);
        let only = first.filter(|_| asked.len() == 1);
        let offered = asked
            .into_iter()
            .filter_map(|(transport, _, answer)| Some((transport, answer?)));
        let (mut ways, mut refused) = (Vec::new(), false);
        for (transport, records) in offered {
            for Srv { port, target, .. } in in_order(records, &mut self.tokens) {
                let host: Arc<str> = target.trim_end_matches('.').into();
                if host.is_empty() {
                    refused = true;
                } else {
                    ways.push(Way {
                        transport,
                        host,
                        port,
                    });
                }
            }
        }
        if ways.is_empty() && refused {
            return out.push(Effect::Failed(LocateError::NotOffered));
        }
        if ways.is_empty() {
            let default = if self.secure {
                Transport::Tls
            } else {
                Transport::Udp
            };
            let transport = only
                .or(Some(default).filter(|own| self.policy.has(*own)))
                .or(first);
            let transport = transport.unwrap_or(default);
            let (host, port) = (self.domain.clone(), transport.default_port());
            ways.push(Way {
                transport,
                host,
                port,
            });
        }
        ways.truncate(HOSTS_MAX);
        self.ask_addresses(ways, out);
    }

    fn ask_addresses(&mut self, ways: Vec<Way>, out: &mut Vec<Effect>) {
        if ways.iter().all(|way| !self.policy.has(way.transport)) {
            return out.push(Effect::Failed(LocateError::Transport));
        }
        let mut asked: Vec<Question> = Vec::new();
        let mut found = HashMap::new();
        for way in &ways {
            // An SRV record should name a host, but some name an address.
            let numeric = HostPort::parse(way.host.as_bytes())
                .ok()
                .and_then(|own| own.host.ip());
            for (kind, wanted) in [
                (RecordKind::A, self.policy.v4),
                (RecordKind::Aaaa, self.policy.v6),
            ] {
                let question = Question {
                    name: way.host.clone(),
                    kind,
                };
                if let Some(ip) = numeric {
                    let fits = ip.is_ipv4() == (kind == RecordKind::A);
                    found.insert(
                        question,
                        Records::Addresses(fits.then_some(ip).into_iter().collect()),
                    );
                } else if wanted && !asked.contains(&question) {
                    asked.push(question);
                }
            }
        }
        let open = asked.len();
        out.extend(asked.into_iter().map(Effect::Ask));
        self.addresses_answered(ways, open, found, out);
    }

    fn addresses_answered(
        &mut self,
        ways: Vec<Way>,
        open: usize,
        found: HashMap<Question, Records>,
        out: &mut Vec<Effect>,
    ) {
        if open > 0 {
            self.stage = Stage::Addresses { ways, open, found };
            return;
        }
        let mut hops: Vec<Hop> = Vec::new();
        for way in ways.iter().filter(|way| self.policy.has(way.transport)) {
            for kind in [RecordKind::A, RecordKind::Aaaa] {
                let question = Question {
                    name: way.host.clone(),
                    kind,
                };
                let Some(Records::Addresses(addresses)) = found.get(&question) else {
                    continue;
                };
                for ip in addresses.iter().filter(|ip| self.policy.reaches(ip)) {
                    let hop = Hop {
                        transport: way.transport,
                        remote: SocketAddr::new(*ip, way.port),
                        domain: Some(self.domain.clone()),
                    };
                    if hops.len() < HOPS_MAX && !hops.contains(&hop) {
                        hops.push(hop);
                    }
                }
            }
        }
        self.finish(hops, out);
    }

    fn finish(&self, hops: Vec<Hop>, out: &mut Vec<Effect>) {
        out.push(match hops.is_empty() {
            false => Effect::Found(hops),
            true if self.unanswered => Effect::Failed(LocateError::Unanswered),
            true => Effect::Failed(LocateError::NoAddress),
        });
    }
}

/// The transport that the URI insists on; `sips:` is TLS over a stream, whatever it says (RFC 3261 §26.2.2).
fn written_transport(uri: &SipUri) -> Result<Option<Transport>, LocateError> {
    if !uri.params().has("transport") {
        return Ok(None);
    }
    match (uri.transport(), uri.is_secure()) {
        (Some(Transport::Tcp | Transport::Tls), true) => Ok(Some(Transport::Tls)),
        (Some(Transport::Udp) | None, true) | (None, false) => Err(LocateError::Transport),
        (transport, _) => Ok(transport),
    }
}

fn srv_name(transport: Transport, domain: &str) -> Arc<str> {
    let service = match transport {
        Transport::Udp => "_sip._udp",
        Transport::Tcp => "_sip._tcp",
        Transport::Tls => "_sips._tcp",
        Transport::Ws => "_sip._ws",
        Transport::Wss => "_sips._ws",
    };
    format!("{service}.{domain}").into()
}

fn ask(name: &str, kind: RecordKind) -> Effect {
    Effect::Ask(Question {
        name: name.into(),
        kind,
    })
}
