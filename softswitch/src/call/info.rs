//! INFO within a call (RFC 6086; the older use of RFC 2976): key presses, requests for a fresh picture.

use std::time::Instant;

use bytes::Bytes;
use media::key::Way;
use sip_stack::message::{HeaderName, Request, StatusCode};

use super::call::Call;
use super::effect::Effect;
use super::keys::press_of;
use super::request::Asked;

impl Call {
    /// Carries an INFO to the other phone, a key press in the form that it hears; the switch alone
    /// understands key presses only.
    ///
    /// We never say Recv-Info, so no package was agreed on (RFC 6086 §4.2.2): 469, which lists none.
    pub(super) fn info(&mut self, now: Instant, asked: Asked, request: &Request, out: &mut Vec<Effect>) {
        let nothing = |name| vec![(name, Bytes::new())];
        if request.headers().has(HeaderName::InfoPackage) {
            let none = nothing(HeaderName::RecvInfo);
            self.answer_with(now, asked, StatusCode::BAD_INFO_PACKAGE, none, None, out);
        } else if self.partner(asked.leg).is_some() {
            match request.body_part().as_ref().and_then(press_of) {
                Some(press) => self.key_by_info(now, asked, press, request, out),
                None => self.relay(now, asked, request, out),
            }
        } else if let Some(press) = request.body_part().as_ref().and_then(press_of) {
            if self.asks(asked.leg) {
                self.key_pressed(now, press, Way::Info, out);
            }
            self.answer_asked(now, asked, StatusCode::OK, out);
        } else if request.body().is_empty() {
            self.answer_asked(now, asked, StatusCode::OK, out);
        } else {
            let none = nothing(HeaderName::Accept);
            self.answer_with(now, asked, StatusCode::UNSUPPORTED_MEDIA_TYPE, none, None, out);
        }
    }
}
