//! Bindings as the database keeps them.

use std::net::SocketAddr;

use chrono::{DateTime, Utc};
use sip_stack::flow::Flow;
use sip_stack::message::{HeaderName, Headers, NameAddr, Transport, Uri};
use sip_stack::registrar::Binding;
use store::BindingRow;

/// A row that cannot be a binding; it is left out and counted.
#[derive(Debug, thiserror::Error)]
pub enum RowError {
    /// The contact is no URI.
    #[error("the contact {contact:?} is not a URI")]
    Contact {
        /// As stored.
        contact: String,
    },
    /// An address or transport cannot be read.
    #[error("the flow {transport} {local} {remote} cannot be read")]
    Flow {
        /// As stored.
        transport: String,
        /// As stored.
        local: String,
        /// As stored.
        remote: String,
    },
}

/// The row of a binding that the disk keeps until then.
#[must_use]
pub fn row_of(binding: &Binding, kept_until_unix: u64) -> BindingRow {
    BindingRow {
        contact: binding.contact.to_string(),
        call_id: binding.call_id.to_string(),
        cseq: i64::from(binding.cseq),
        q_thousandths: i32::from(binding.q_thousandths),
        expires_at: wall(kept_until_unix),
        path: binding
            .path
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
        transport: binding.flow.transport.to_string(),
        local: binding.flow.local.to_string(),
        remote: binding.flow.remote.to_string(),
        user_agent: binding.user_agent.as_deref().map(str::to_owned),
        instance: binding.instance.as_deref().map(str::to_owned),
        reg_id: binding.reg_id.and_then(|id| i32::try_from(id).ok()),
    }
}

/// The binding of a row, as it was before a restart: a connection of then is gone.
///
/// # Errors
/// Which column cannot be read.
pub fn binding_of(row: &BindingRow) -> Result<Binding, RowError> {
    let contact = Uri::parse(row.contact.as_bytes()).map_err(|_| RowError::Contact {
        contact: row.contact.clone(),
    })?;
    Ok(Binding {
        contact,
        call_id: row.call_id.as_str().into(),
        cseq: u32::try_from(row.cseq).unwrap_or(0),
        q_thousandths: u16::try_from(row.q_thousandths).unwrap_or(1_000),
        expires_at_unix: u64::try_from(row.expires_at.timestamp()).unwrap_or(0),
        path: path_of(&row.path),
        flow: flow_of(row)?,
        user_agent: row.user_agent.as_deref().map(Into::into),
        instance: row.instance.as_deref().map(Into::into),
        reg_id: row.reg_id.and_then(|id| u32::try_from(id).ok()),
    })
}

fn flow_of(row: &BindingRow) -> Result<Flow, RowError> {
    let transport = Transport::parse(row.transport.as_bytes());
    let local = row.local.parse::<SocketAddr>();
    let remote = row.remote.parse::<SocketAddr>();
    match (transport, local, remote) {
        (Some(transport), Ok(local), Ok(remote)) => Ok(Flow {
            transport,
            local,
            remote,
            connection: None,
        }),
        _ => Err(RowError::Flow {
            transport: row.transport.clone(),
            local: row.local.clone(),
            remote: row.remote.clone(),
        }),
    }
}

fn path_of(stored: &str) -> Vec<NameAddr> {
    let mut headers = Headers::new();
    if !stored.is_empty() {
        headers.push(HeaderName::Path, stored);
    }
    headers.paths().unwrap_or_default()
}

fn wall(unix: u64) -> DateTime<Utc> {
    let seconds = i64::try_from(unix).unwrap_or(i64::MAX);
    DateTime::from_timestamp(seconds, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
