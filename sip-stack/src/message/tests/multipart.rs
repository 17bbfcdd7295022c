//! Bodies of several parts.

use proptest::prelude::*;

use crate::message::{Body, BodyPart, ContentDisposition, ContentType, HeaderName, MultipartError};

const MIXED: &str = "preamble, not read\r\n--b o\r\nContent-Type: Application/SDP\r\n\r\nv=0\r\n\r\n--b o \t\r\n\
    Content-Type: application/pidf+xml\r\nContent-ID: <a@h>\r\nContent-Disposition: render;handling=optional\r\n\r\n\
    <x>\r\n--b om is not the boundary\r\n</x>\r\n--b o\r\n\r\nplain\r\n--b o\r\nX: only headers\r\n--b o--\r\nepilogue";

fn mixed() -> Body {
    Body::new("multipart/mixed; boundary=\"b o\"", MIXED)
}

fn parts(body: &Body) -> Vec<BodyPart> {
    body.parts().unwrap().map(Result::unwrap).collect()
}

#[test]
fn parts_have_headers_of_their_own() {
    let parts = parts(&mixed());
    let bytes: Vec<_> = parts.iter().map(|part| part.bytes.as_ref()).collect();
    let expected: [&[u8]; 4] = [
        b"v=0\r\n",
        b"<x>\r\n--b om is not the boundary\r\n</x>",
        b"plain",
        b"",
    ];
    assert_eq!(bytes, expected);
    assert!(parts[0].content_type().unwrap().is("application/sdp"));
    assert!(parts[0].disposition().is("session") && parts[0].disposition().is_required());
    assert_eq!(parts[1].content_id(), Some("a@h"));
    assert!(!parts[1].disposition().is_required());
    assert!(parts[2].content_type().unwrap().is("text/plain") && parts[2].disposition().is("render"));
    assert!(parts[3].headers.has(HeaderName::from_static("X")));
}

#[test]
fn the_session_description_is_found_wherever_it_lies() {
    let sdp = |text: &'static str| BodyPart::new(&ContentType::new("application/sdp"), text);
    let text = BodyPart::new(&ContentType::new("text/html"), "<p>");
    let inner = Body::multipart("alternative", &[sdp("one"), text.clone(), sdp("two")]);
    let outer = BodyPart::new(&ContentType::new("x/y"), "");
    let mut holder = BodyPart {
        bytes: inner.bytes.clone(),
        ..outer
    };
    holder.headers.set(HeaderName::ContentType, &*inner.content_type);
    let body = Body::multipart("mixed", &[text, holder, sdp("three")]);
    let found = |body: &Body| body.find("application/sdp").unwrap().map(|body| body.bytes);
    assert_eq!(
        found(&body).unwrap(),
        "two",
        "the best alternative of the first part that has one"
    );
    assert_eq!(found(&mixed()).unwrap(), "v=0\r\n");
    assert_eq!(found(&Body::new("application/sdp;x=y", "v")).unwrap(), "v");
    assert_eq!(found(&Body::new("text/plain", "v")), None);
}

#[test]
fn a_part_that_must_be_understood_is_named_when_it_is_not() {
    assert_eq!(
        mixed().not_understood(&["application/sdp", "text/plain"]),
        Ok(None)
    );
    let unknown = mixed().not_understood(&["application/sdp"]).unwrap();
    assert_eq!(unknown.as_deref(), Some("text/plain"));
    let isup = BodyPart::new(&ContentType::new("application/isup"), "x");
    let optional = isup
        .clone()
        .with_disposition(&ContentDisposition::new("signal").optional());
    assert_eq!(
        Body::multipart("mixed", &[isup])
            .not_understood(&[])
            .unwrap()
            .as_deref(),
        Some("application/isup")
    );
    assert_eq!(
        Body::multipart("mixed", &[optional]).not_understood(&[]),
        Ok(None)
    );
}

#[test]
fn malformed_multiparts_are_refused() {
    let long = "b".repeat(71);
    for (content_type, bytes, fault) in [
        ("text/plain", "", MultipartError::NotMultipart),
        ("multipart", "", MultipartError::NotMultipart),
        ("multipart/mixed", "--b--", MultipartError::Boundary),
        (
            &*format!("multipart/mixed;boundary={long}"),
            "--b--",
            MultipartError::Boundary,
        ),
        (
            "multipart/mixed;boundary=b",
            "no delimiter",
            MultipartError::Unclosed,
        ),
    ] {
        assert_eq!(
            Body::new(content_type, bytes).parts().map(drop),
            Err(fault),
            "{content_type}"
        );
    }
    let body = |bytes: String| Body::new("multipart/mixed;boundary=b", bytes);
    let last = |body: Body| body.parts().unwrap().last().unwrap().map(drop).unwrap_err();
    assert_eq!(
        last(body("--b\r\n\r\nnever closed".into())),
        MultipartError::Unclosed
    );
    assert_eq!(
        last(body("--b\r\n\r\n".repeat(17) + "--b--")),
        MultipartError::TooMany { max: 16 }
    );
    assert!(matches!(
        last(body("--b\r\nno colon\r\n\r\n--b--".into())),
        MultipartError::Headers(_)
    ));
    assert_eq!(parts(&body("--b--".into())).len(), 0);
    assert_eq!(parts(&body("--b\n\nbare\n--b--".into()))[0].bytes, "bare");
}

proptest! {
    #[test]
    fn what_is_put_into_parts_comes_out(bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..40), 1..16)) {
        let put: Vec<_> = bodies.iter().map(|bytes| BodyPart::new(&ContentType::new("x/y"), bytes.clone())).collect();
        let read: Vec<_> = parts(&Body::multipart("mixed", &put)).into_iter().map(|part| part.bytes.to_vec()).collect();
        prop_assert_eq!(read, bodies);
    }

    #[test]
    fn any_bytes_are_parts_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "--b", "--b--", "\r\n", "\n", "\r", " ", "Content-Type: x/y", ":", "--", "text", "\r\n--b\r\n", "\r\n\r\n",
    ]), 0..30)) {
        let body = Body::new("multipart/alternative;boundary=b", pieces.concat());
        if let Ok(parts) = body.parts() {
            prop_assert!(parts.count() <= 17);
        }
        drop((body.find("x/y"), body.not_understood(&[])));
    }
}
