//! One device of a user, meant by the `gr` of its GRUU (RFC 5627 §6.1).

use std::cmp::Reverse;

use sip_stack::registrar::gr_of;

use super::Located;

/// Of this user only that device, by the registration that was refreshed last; the others are for when that one fails.
/// Other users' phones stay.
#[must_use]
pub fn only_device(located: Vec<Located>, extension: &str, gr: &str) -> Vec<Located> {
    let is_its = |phone: &Located| {
        phone
            .binding
            .instance
            .as_deref()
            .is_some_and(|instance| gr_of(instance) == gr)
    };
    let (mut own, mut kept): (Vec<_>, Vec<_>) = located
        .into_iter()
        .partition(|phone| phone.extension == extension);
    own.retain(is_its);
    own.sort_by_key(|phone| Reverse(phone.binding.expires_at_unix));
    let mut own = own.into_iter();
    if let Some(mut device) = own.next() {
        for older in own {
            device.other_flows.push(older.binding);
            device.other_flows.extend(older.other_flows);
        }
        kept.insert(0, device);
    }
    kept
}

#[cfg(test)]
mod tests {
    use sip_stack::flow::Flow;
    use sip_stack::message::Transport;
    use sip_stack::registrar::Binding;

    use super::*;

    fn phone(extension: &str, contact: &str, instance: Option<&str>, expires_at_unix: u64) -> Located {
        let own = ([192, 0, 2, 1], 5060).into();
        let binding = Binding {
            contact: contact.parse().unwrap(),
            call_id: "c".into(),
            cseq: 1,
            q_thousandths: 1_000,
            expires_at_unix,
            path: Vec::new(),
            flow: Flow {
                transport: Transport::Udp,
                local: own,
                remote: own,
                connection: None,
            },
            user_agent: None,
            instance: instance.map(Into::into),
            reg_id: None,
        };
        Located {
            extension: extension.into(),
            binding,
            other_flows: Vec::new(),
        }
    }

    #[test]
    fn of_its_user_only_that_device_is_left_the_newest_registration_first() {
        let located = vec![
            phone("102", "sip:102@h", None, 5),
            phone("101", "sip:old@h", Some("<urn:one>"), 10),
            phone("101", "sip:other@h", Some("<urn:two>"), 40),
            phone("101", "sip:new@h", Some("<urn:one>"), 20),
            phone("101", "sip:plain@h", None, 30),
        ];
        let left = only_device(located.clone(), "101", &gr_of("<urn:one>"));
        let contacts: Vec<_> = left
            .iter()
            .map(|phone| phone.binding.contact.to_string())
            .collect();
        assert_eq!(contacts, ["sip:new@h", "sip:102@h"]);
        let others: Vec<_> = left[0]
            .other_flows
            .iter()
            .map(|flow| flow.contact.to_string())
            .collect();
        assert_eq!(others, ["sip:old@h"]);
        assert_eq!(only_device(located, "101", "nobody's").len(), 1);
    }
}
