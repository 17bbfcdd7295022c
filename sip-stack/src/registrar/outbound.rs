//! Flows of one device: which REGISTER is about a flow, and which flow a request takes (RFC 5626 §6, §7).

use super::{Binding, Cause, Rejection};
use crate::flow::Flow;
use crate::message::{HeaderName, NameAddr, Request, Response};

/// The option tag (§11.4).
const OUTBOUND: &str = "outbound";

/// How often a phone shall show that its connection lives, in seconds; at most (§4.4.1).
const CONNECTION_TIMER_S: &str = "120";

/// The same over UDP, where a NAT forgets within half a minute (§4.4.2).
const DATAGRAM_TIMER_S: &str = "29";

/// Whether `reg-id` means anything in a REGISTER: the first hop knows of flows, and it is about one flow.
pub(super) fn counts_flows(request: &Request, contacts: &[NameAddr]) -> Result<bool, Rejection> {
    if !contacts.iter().any(names_flow) {
        return Ok(false);
    }
    if !first_hop_knows(request)? {
        return if request.headers().supports(OUTBOUND) {
            Err(Cause::FirstHop.into())
        } else {
            Ok(false)
        };
    }
    let removes = |contact: &NameAddr| contact.params().get("expires") == Some("0");
    let bound = contacts.iter().filter(|contact| !removes(contact)).count();
    if bound > 1
        && contacts
            .iter()
            .any(|contact| names_flow(contact) && !removes(contact))
    {
        return Err(Cause::ManyFlows.into());
    }
    Ok(true)
}

/// Says that the flow was understood, and how often it is to be proved alive.
pub(super) fn confirm(request: &Request, flow: &Flow, bindings: &[Binding], response: &mut Response) {
    let Ok(call_id) = request.headers().call_id() else {
        return;
    };
    let is_bound = |binding: &Binding| {
        binding.reg_id.is_some() && binding.instance.is_some() && *binding.call_id == *call_id
    };
    if !request.headers().supports(OUTBOUND) || !bindings.iter().any(is_bound) {
        return;
    }
    let headers = response.headers_mut();
    headers.push(HeaderName::Require, OUTBOUND);
    // Who comes through a proxy has its flow with that proxy.
    if is_first_hop(request) {
        let timer_s = if flow.transport.is_reliable() {
            CONNECTION_TIMER_S
        } else {
            DATAGRAM_TIMER_S
        };
        headers.push(HeaderName::FlowTimer, timer_s);
    }
}

/// The flows of each device, the one to go by first in front; a binding of no device stands alone. A request goes to a
/// device once (§7), by the next flow only when one has failed (§5.3).
///
/// In front are those that are open, and of these the one that was refreshed last.
pub fn flows_of_each<'a>(bindings: impl IntoIterator<Item = &'a Binding>) -> Vec<Vec<&'a Binding>> {
    let mut devices: Vec<Vec<&Binding>> = Vec::new();
    for binding in bindings {
        let is_its = |device: &&mut Vec<&Binding>| {
            let first = device.first().and_then(|first| flow_of(first));
            first.is_some() && first == flow_of(binding)
        };
        match devices.iter_mut().find(is_its) {
            Some(device) => device.push(binding),
            None => devices.push(vec![binding]),
        }
    }
    for device in &mut devices {
        device.sort_by_key(|binding| std::cmp::Reverse(standing(binding)));
    }
    devices
}

/// The device that a binding is one flow of.
fn flow_of(binding: &Binding) -> Option<&str> {
    binding.reg_id.and(binding.instance.as_deref())
}

fn standing(binding: &Binding) -> (bool, u64) {
    let flow = &binding.flow;
    let is_open = !flow.transport.is_reliable() || flow.connection.is_some();
    (is_open, binding.expires_at_unix)
}

fn names_flow(contact: &NameAddr) -> bool {
    contact.params().has("+sip.instance") && contact.params().has("reg-id")
}

fn is_first_hop(request: &Request) -> bool {
    request.headers().vias().is_ok_and(|vias| vias.len() == 1)
}

fn first_hop_knows(request: &Request) -> Result<bool, Rejection> {
    if is_first_hop(request) {
        return Ok(true);
    }
    let paths = request.headers().paths()?;
    let first = paths.first().and_then(|path| path.uri().as_sip());
    Ok(first.is_some_and(|uri| uri.params().has("ob")))
}
