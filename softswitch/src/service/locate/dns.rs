//! DNS, asked with `hickory-resolver`, which keeps answers for their time to live.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::NetError;
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::{Name, RData, RecordType};
use metrics::counter;
use sip_stack::locate::{Naptr, Question, RecordKind, Records, Srv};
use tokio::sync::Semaphore;

/// Questions under way at once; a further one is not asked, as if DNS were silent.
const QUESTIONS_MAX: usize = 256;
/// Answers that are kept; the one that was not used for the longest time goes first.
const ANSWERS_MAX: u64 = 4_096;
/// How often a question is asked before its server counts as silent.
const ATTEMPTS: usize = 2;

/// The way to DNS.
#[derive(Debug)]
pub struct Dns {
    resolver: TokioResolver,
    questions: Semaphore,
}

/// DNS gave no usable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Unanswered;

impl Dns {
    /// Asks those servers; without any, those that the system names.
    ///
    /// # Errors
    /// The resolver cannot be made.
    pub fn new(servers: &[SocketAddr], timeout: Duration) -> Result<Self, NetError> {
        let mut builder = match TokioResolver::builder_tokio() {
            Ok(builder) if servers.is_empty() => builder,
            _ => {
                // resolv.conf(5): without a file, the server of this machine is asked.
                let own = [SocketAddr::from(([127, 0, 0, 1], 53))];
                let servers = if servers.is_empty() { &own } else { servers };
                let servers = servers.iter().map(name_server).collect();
                let config = ResolverConfig::from_parts(None, Vec::new(), servers);
                TokioResolver::builder_with_config(config, TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        options.timeout = timeout;
        options.attempts = ATTEMPTS;
        options.cache_size = ANSWERS_MAX;
        Ok(Self {
            resolver: builder.build()?,
            questions: Semaphore::new(QUESTIONS_MAX),
        })
    }

    /// Asks; a name without such records gives none.
    pub(super) async fn ask(&self, question: &Question) -> Result<Records, Unanswered> {
        let Ok(_permit) = self.questions.try_acquire() else {
            count(question.kind, "not_asked");
            return Err(Unanswered);
        };
        let (name, kind) = asked(question).ok_or(Unanswered)?;
        let data = match self.resolver.lookup(name, kind).await {
            Ok(found) => found.answers().iter().map(|record| record.data.clone()).collect(),
            Err(error) if error.is_no_records_found() => Vec::new(),
            Err(error) => {
                count(question.kind, "failed");
                tracing::debug!(name = &*question.name, %error, "DNS did not answer");
                return Err(Unanswered);
            }
        };
        let records = records(question.kind, data);
        count(question.kind, if is_empty(&records) { "none" } else { "found" });
        Ok(records)
    }
}

fn name_server(address: &SocketAddr) -> NameServerConfig {
    let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
        connection.port = address.port();
        connection
    });
    NameServerConfig::new(address.ip(), true, connections.into())
}

/// Services are asked for by their whole name; hosts may be short names of the office, or stand in the hosts file.
fn asked(question: &Question) -> Option<(Name, RecordType)> {
    let mut name = Name::from_utf8(&question.name).ok()?;
    let kind = match question.kind {
        RecordKind::Naptr => RecordType::NAPTR,
        RecordKind::Srv => RecordType::SRV,
        RecordKind::A => RecordType::A,
        RecordKind::Aaaa => RecordType::AAAA,
    };
    if matches!(question.kind, RecordKind::Naptr | RecordKind::Srv) {
        name.set_fqdn(true);
    }
    Some((name, kind))
}

fn records(kind: RecordKind, data: Vec<RData>) -> Records {
    let data = data.into_iter();
    match kind {
        RecordKind::Naptr => Records::Naptr(data.filter_map(naptr).collect()),
        RecordKind::Srv => Records::Srv(data.filter_map(srv).collect()),
        RecordKind::A | RecordKind::Aaaa => {
            Records::Addresses(data.filter_map(|data| data.ip_addr()).collect())
        }
    }
}

fn naptr(data: RData) -> Option<Naptr> {
    let RData::NAPTR(record) = data else { return None };
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into();
    Some(Naptr {
        order: record.order,
        preference: record.preference,
        flags: text(&record.flags),
        service: text(&record.services),
        replacement: host(&record.replacement),
    })
}

fn srv(data: RData) -> Option<Srv> {
    let RData::SRV(record) = data else { return None };
    Some(Srv {
        priority: record.priority,
        weight: record.weight,
        port: record.port,
        target: host(&record.target),
    })
}

fn host(name: &Name) -> Arc<str> {
    name.to_utf8().trim_end_matches('.').into()
}

fn is_empty(records: &Records) -> bool {
    match records {
        Records::Naptr(records) => records.is_empty(),
        Records::Srv(records) => records.is_empty(),
        Records::Addresses(records) => records.is_empty(),
    }
}

fn count(kind: RecordKind, result: &'static str) {
    let kind = match kind {
        RecordKind::Naptr => "naptr",
        RecordKind::Srv => "srv",
        RecordKind::A => "a",
        RecordKind::Aaaa => "aaaa",
    };
    counter!("softswitch_dns_questions_total", "kind" => kind, "result" => result).increment(1);
}
