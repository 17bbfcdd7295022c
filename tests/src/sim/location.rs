//! Where users' phones are, as the registrar would say.

use std::net::SocketAddr;

use media::offer_answer::Encryption;
use sip_stack::flow::Target;
use sip_stack::user_agent::Terms;
use softswitch::call::{self, Phone};

use super::node::flow;
use super::switch::SimSwitch;

impl SimSwitch {
    pub(super) fn locate(&self, extensions: &[String]) -> Vec<Phone> {
        extensions
            .iter()
            .flat_map(|extension| self.phones_of(extension))
            .collect()
    }

    fn phones_of(&self, extension: &String) -> Vec<Phone> {
        let addresses = self.phones.get(extension).into_iter().flatten();
        let mut phones: Vec<_> = addresses
            .map(|address| self.phone_at(extension, *address))
            .collect();
        if self.one_device.contains(extension) && !phones.is_empty() {
            phones[0].other_flows = phones.split_off(1);
        }
        phones
    }

    fn phone_at(&self, extension: &str, address: SocketAddr) -> Phone {
        Phone {
            contact: call::address_of_record(extension, &address.ip().to_string()),
            extension: extension.to_owned(),
            target: Target::Flow(flow(self.address, address)),
            local_contact: self.contact(),
            media_ip: self.address.ip(),
            terms: Terms::default(),
            encryption: Encryption::Never,
            route: Vec::new(),
            other_flows: Vec::new(),
        }
    }
}
