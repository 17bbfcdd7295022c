//! Proof of who we are in requests within a dialog (RFC 3261 §22.2, §22.3).
//!
//! What the peer, or a proxy on the way, has asked for once goes into all later requests of the dialog; a request that is
//! challenged all the same is sent once more. The first INVITE is its owner's, who may have other ways to go.

use crate::message::{Request, Response, StatusCode};
use crate::user_agent::context::Context;

impl Context {
    /// Puts in what has been asked for so far.
    pub(super) fn prove(&mut self, request: &mut Request) {
        if let Some(login) = &mut self.login {
            login.prove(request, &self.tokens.tag());
        }
    }

    /// Whether a request that was answered so is worth another try with proof. A success shows that the proof was good.
    pub(super) fn is_challenged(&mut self, response: &Response) -> bool {
        let Some(login) = &mut self.login else {
            return false;
        };
        let status = response.status();
        if status.is_success() {
            login.accepted();
        }
        let asks = matches!(
            status,
            StatusCode::UNAUTHORIZED | StatusCode::PROXY_AUTHENTICATION_REQUIRED
        );
        asks && login.challenged(response).is_ok()
    }
}
