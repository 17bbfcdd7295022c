//! `sip.emergency`: the numbers behind `urn:service:sos` and its kin (RFC 5031), which phones dial for help.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use yaml::{Entry, Mistakes, Node, Value};

const SERVICES_MAX: usize = 32;
const DIGITS: RangeInclusive<usize> = 2..=15;

/// The service that every other one of help belongs to.
const SOS: &str = "sos";

/// The number to dial for each service, by its name in lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Emergency {
    services: BTreeMap<String, String>,
}

impl Emergency {
    /// The number of a service, or of the one that it is a part of: without one of its own, `sos.police` is `sos`
    /// (RFC 5031 §4.1).
    #[must_use]
    pub fn number(&self, service: &str) -> Option<&str> {
        let mut service = service.to_ascii_lowercase();
        loop {
            if let Some(number) = self.services.get(&service) {
                return Some(number);
            }
            let end = service.rfind('.')?;
            service.truncate(end);
        }
    }

    /// `{sos: "112", sos.police: "110"}`.
    pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Some(node) = node else {
            return Some(Self::default());
        };
        let help = "write {sos: \"112\", sos.police: \"110\"}";
        let Value::Map(entries) = &node.value else {
            let message = "`emergency` is a map of services to the numbers that phones dial";
            mistakes.say("bad-emergency", node.span, message, help);
            return None;
        };
        if entries.len() > SERVICES_MAX {
            let message = format!("{} services are too many", entries.len());
            mistakes.say(
                "bad-count",
                node.span,
                message,
                format!("write at most {SERVICES_MAX}"),
            );
            return None;
        }
        let mut services = Some(BTreeMap::new());
        for entry in entries {
            match (service(entry, mistakes), &mut services) {
                (Some((service, number)), Some(services)) => {
                    services.insert(service, number);
                }
                _ => services = None,
            }
        }
        services.map(|services| Self { services })
    }
}

/// A service and its number.
fn service(entry: &Entry, mistakes: &mut Mistakes<'_>) -> Option<(String, String)> {
    let service = entry.key.name.to_ascii_lowercase();
    if !is_service(&service) {
        let message = format!("`{service}` is no service for help");
        let help = "write sos, or a part of it like sos.police";
        mistakes.say("bad-emergency", entry.key.span, message, help);
        return None;
    }
    let number = entry.value.number_text(mistakes)?;
    if !DIGITS.contains(&number.len()) || !number.bytes().all(|digit| digit.is_ascii_digit()) {
        let help = "write a number like \"112\"";
        mistakes.say(
            "bad-emergency",
            entry.value.span,
            "no phone dials that for help",
            help,
        );
        return None;
    }
    Some((service, number.to_owned()))
}

/// `sos`, or parts of it in letters, digits and hyphens (RFC 5031 §3).
fn is_service(name: &str) -> bool {
    let mut labels = name.split('.');
    let is_label = |label: &str| {
        !label.is_empty()
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    labels.next() == Some(SOS) && labels.all(is_label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_without_a_number_has_that_of_the_one_above() {
        let services = [("sos", "112"), ("sos.police", "110")];
        let services = services.map(|(service, number)| (service.to_owned(), number.to_owned()));
        let emergency = Emergency {
            services: services.into(),
        };
        for (service, number) in [
            ("sos", Some("112")),
            ("SOS.Police", Some("110")),
            ("sos.police.state", Some("110")),
            ("sos.fire", Some("112")),
            ("counseling.children", None),
        ] {
            assert_eq!(emergency.number(service), number, "{service}");
        }
    }
}
