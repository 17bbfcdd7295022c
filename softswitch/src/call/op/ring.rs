//! `ring`: call the phones of one or several users.

use std::time::Duration;

use dialplan::Extension;

use crate::call::call::Call;
use crate::call::effect::Effect;

impl Call {
    pub(super) fn ring(&mut self, extensions: Vec<Extension>, timeout: Duration, out: &mut Vec<Effect>) {
        let extensions = extensions.into_iter().map(String::from).collect();
        self.start_ringing(extensions, timeout, out);
    }
}
