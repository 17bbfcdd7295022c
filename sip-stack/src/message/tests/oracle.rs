//! What rsip reads of everyday messages, we read alike (and it reads many others not at all).

use rsip::headers::{ToTypedHeader, UntypedHeader};
use rsip::message::{HasHeaders, HeadersExt};

use super::samples::{invite_with, request};

const EVERYDAY: [&str; 4] = [
    "",
    "Contact: <sip:alice@192.0.2.1:5062>\r\nAllow: INVITE, ACK, BYE\r\nExpires: 120\r\n",
    "Record-Route: <sip:p1.example;lr>\r\nUser-Agent: Phone/1.0\r\nSupported: replaces\r\n",
    "Authorization: Digest username=\"alice\", realm=\"atlanta.example\", nonce=\"84a4\", \
     uri=\"sip:biloxi.example\", response=\"7587245234b3434cc3412213e5f113a5\"\r\n",
];

#[test]
fn everyday_messages_mean_the_same_to_rsip() {
    for lines in EVERYDAY {
        let text = invite_with(lines);
        let ours = request(&text);
        let theirs = rsip::Request::try_from(text.as_bytes()).unwrap();
        let headers = ours.headers();
        assert_eq!(headers.len(), theirs.headers().iter().count());
        assert_eq!(ours.method().to_string(), theirs.method.to_string());
        assert_eq!(ours.uri().to_string(), theirs.uri.to_string());
        assert_eq!(
            headers.call_id().unwrap(),
            theirs.call_id_header().unwrap().value()
        );
        let cseq = headers.cseq().unwrap();
        assert_eq!(cseq.number, theirs.cseq_header().unwrap().seq().unwrap());
        let via = theirs.via_header().unwrap();
        assert_eq!(
            headers.via().unwrap().branch(),
            Some(via.typed().unwrap().branch().unwrap().value())
        );
        let from = theirs.from_header().unwrap().typed().unwrap();
        assert_eq!(headers.from().unwrap().uri().to_string(), from.uri.to_string());
        assert_eq!(headers.from().unwrap().tag(), from.tag().map(|tag| tag.value()));
        assert_eq!(headers.from().unwrap().display(), from.display_name);
        let to = theirs.to_header().unwrap().typed().unwrap();
        assert_eq!(headers.to().unwrap().uri().to_string(), to.uri.to_string());
        assert_eq!(ours.body(), &theirs.body);
        if let Some(expires) = theirs.expires_header() {
            assert_eq!(headers.expires().unwrap(), Some(expires.seconds().unwrap()));
        }
        if let Some(credentials) = theirs.authorization_header() {
            let theirs = credentials.typed().unwrap();
            let credentials = headers.authorizations().unwrap();
            assert_eq!(credentials[0].get("nonce"), Some(&*theirs.nonce));
            assert_eq!(credentials[0].get("response"), Some(&*theirs.response));
        }
    }
}
