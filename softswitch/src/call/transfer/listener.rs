//! Who asked for a transfer from outside of the call: a dialog of its own, for NOTIFYs and nothing else
//! (RFC 3515 §2.4.4). It cannot be prolonged: a SUBSCRIBE in it finds nothing.

use std::time::Instant;

use bytes::Bytes;
use sip_stack::dialog::{Dialog, DialogError};
use sip_stack::endpoint::Branch;
use sip_stack::flow::Flow;
use sip_stack::message::{Body, HeaderName, Method, NameAddr, Request, StatusCode, Uri};
use sip_stack::refer;
use sip_stack::transaction::Failure;
use sip_stack::user_agent;

use crate::call::call::Call;
use crate::call::effect::Effect;

/// The dialog.
#[derive(Debug)]
pub(super) struct Listener {
    dialog: Dialog,
    contact: Uri,
    /// The NOTIFY that waits for its answer.
    open: Option<Branch>,
}

impl Listener {
    /// The dialog that a REFER opens.
    pub(super) fn of(request: &Request, tag: &str, flow: Flow, contact: Uri) -> Result<Self, DialogError> {
        Ok(Self {
            dialog: Dialog::uas(request, tag, 0, flow)?,
            contact,
            open: None,
        })
    }

    /// Our address in it, with our tag.
    pub(super) fn local(&self) -> &NameAddr {
        self.dialog.local()
    }

    /// A NOTIFY in it.
    pub(super) fn tell(
        &mut self,
        branch: Branch,
        headers: Vec<(HeaderName, Bytes)>,
        body: Body,
    ) -> user_agent::Effect {
        let mut request = self.dialog.request(Method::Notify);
        let contact = NameAddr::new(self.contact.clone()).to_bytes();
        request.headers_mut().push(HeaderName::Contact, contact);
        for (name, value) in headers {
            request.headers_mut().push(name, value);
        }
        request.set_body(Some(body));
        self.open = Some(branch);
        user_agent::Effect::Request {
            branch,
            request,
            target: self.dialog.next_hop(),
        }
    }

    /// How its open NOTIFY was answered at last; `None`: this is not about it.
    fn answered(&mut self, input: &user_agent::Input) -> Option<StatusCode> {
        let (of, status) = match input {
            user_agent::Input::Response { branch, response } => (branch, response.status()),
            user_agent::Input::Failed {
                branch,
                cause: Failure::Timeout,
            } => (branch, StatusCode::REQUEST_TIMEOUT),
            user_agent::Input::Failed {
                branch,
                cause: Failure::Transport,
            } => (branch, StatusCode::SERVICE_UNAVAILABLE),
            _ => return None,
        };
        let is_it = status.is_final() && self.open == Some(*of);
        is_it.then(|| {
            self.open = None;
            status
        })
    }
}

impl Call {
    /// What came for a leg may be about a NOTIFY to who listens from outside. `true`: it was.
    pub(in crate::call) fn listener_heard(
        &mut self,
        now: Instant,
        input: &user_agent::Input,
        out: &mut Vec<Effect>,
    ) -> bool {
        let transfer = self.transfer.as_mut();
        let listener = transfer.and_then(|transfer| transfer.listener.as_mut());
        let Some(status) = listener.and_then(|listener| listener.answered(input)) else {
            return false;
        };
        self.step_subscription(now, refer::Input::Answered(status), out);
        true
    }
}
