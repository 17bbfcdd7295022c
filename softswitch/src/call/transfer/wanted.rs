//! The dialog of a live call that an INVITE from outside it names.

use sip_stack::dialog::LocalDialog;
use sip_stack::message::{Join, Replaces, Request, StatusCode};

/// What an INVITE wants of a dialog.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// To take its place (RFC 3891).
    Replaces(Replaces),
    /// To be heard in it too (RFC 3911).
    Join(Join),
}

impl Wanted {
    /// Reads what an INVITE wants; `None`: a call of its own.
    ///
    /// # Errors
    /// 400: it cannot be read, names several dialogs, or wants both (RFC 3891 §3, RFC 3911 §4).
    pub fn of(request: &Request) -> Result<Option<Self>, StatusCode> {
        let headers = request.headers();
        let replaces = headers.one::<Replaces>().map_err(|_| StatusCode::BAD_REQUEST)?;
        let join = headers.one::<Join>().map_err(|_| StatusCode::BAD_REQUEST)?;
        match (replaces, join) {
            (None, None) => Ok(None),
            (Some(replaces), None) => Ok(Some(Self::Replaces(replaces))),
            (None, Some(join)) => Ok(Some(Self::Join(join))),
            (Some(_), Some(_)) => Err(StatusCode::BAD_REQUEST),
        }
    }

    /// Our half of the dialog.
    #[must_use]
    pub fn dialog(&self) -> LocalDialog {
        let (call_id, local_tag) = match self {
            Self::Replaces(replaces) => (&replaces.call_id, &replaces.to_tag),
            Self::Join(join) => (&join.call_id, &join.to_tag),
        };
        LocalDialog {
            call_id: call_id.clone(),
            local_tag: local_tag.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use sip_stack::message::{Limits, Message};

    use super::*;

    fn wanted(lines: &str) -> Result<Option<Wanted>, StatusCode> {
        let text = format!(
            "INVITE sip:b@h SIP/2.0\r\nVia: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bK1\r\nFrom: <sip:a@h>;tag=1\r\n\
             To: <sip:b@h>\r\nCall-ID: c\r\nCSeq: 1 INVITE\r\n{lines}Content-Length: 0\r\n\r\n"
        );
        match Message::parse(Bytes::from(text), &Limits::default()).unwrap() {
            Message::Request(request) => Wanted::of(&request),
            Message::Response(_) => panic!("not a request"),
        }
    }

    #[test]
    fn one_dialog_is_named_and_for_one_purpose() {
        let (replaces, join) = (
            "Replaces: x;to-tag=t;from-tag=f\r\n",
            "Join: x;to-tag=t;from-tag=f\r\n",
        );
        assert_eq!(wanted(""), Ok(None));
        for one in [replaces, join] {
            let dialog = wanted(one).unwrap().unwrap().dialog();
            assert_eq!((&*dialog.call_id, &*dialog.local_tag), ("x", "t"));
        }
        for fault in [
            format!("{replaces}{join}"),
            format!("{replaces}{replaces}"),
            format!("{join}{join}"),
            String::from("Replaces: x;to-tag=t\r\n"),
        ] {
            assert_eq!(wanted(&fault), Err(StatusCode::BAD_REQUEST), "{fault}");
        }
    }
}
