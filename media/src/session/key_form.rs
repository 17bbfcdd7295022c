use super::session::Session;

/// In which form a phone presses keys and hears those of others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum KeyForm {
    /// Named events beside the audio (RFC 4733), and in no other form.
    Events,
    /// INFO, of which the media engine sees nothing: signalling carries it.
    Info,
    /// Tones in the audio.
    #[default]
    Audio,
}

impl Session {
    /// In which form this phone hears keys, if it agreed to no events.
    pub(crate) fn hear_keys_by(&mut self, form: KeyForm) {
        self.without_events = form;
    }

    /// In which form it hears them.
    pub(crate) fn key_form(&self) -> KeyForm {
        match &self.terms {
            Some(terms) if terms.agreed.telephone_event_send.is_none() => self.without_events,
            _ => KeyForm::Events,
        }
    }
}
