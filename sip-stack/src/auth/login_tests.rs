use super::*;
use crate::message::{Method, StatusCode, Uri};

fn request() -> Request {
    Request::new(Method::Register, Uri::parse(b"sip:carrier.example").unwrap())
}

fn challenge(code: u16, values: &[&str]) -> Response {
    let mut response = Response::new(StatusCode::new(code).unwrap());
    let name = if code == 407 {
        HeaderName::ProxyAuthenticate
    } else {
        HeaderName::WwwAuthenticate
    };
    for value in values {
        response.headers_mut().push(name.clone(), value);
    }
    response
}

fn digest(nonce: &str, more: &str) -> String {
    format!("Digest realm=\"carrier\", nonce=\"{nonce}\", qop=\"auth\"{more}")
}

fn proof(login: &mut Login) -> Vec<String> {
    let mut request = request();
    login.prove(&mut request, "c");
    [HeaderName::Authorization, HeaderName::ProxyAuthorization]
        .into_iter()
        .flat_map(|name| {
            let lines = request.headers().values(name);
            lines
                .map(|line| String::from_utf8_lossy(line).into_owned())
                .collect::<Vec<_>>()
        })
        .collect()
}

#[test]
fn nothing_is_proved_before_it_is_asked_for() {
    assert!(proof(&mut Login::new("me", "secret")).is_empty());
}

#[test]
fn a_good_nonce_is_used_again_with_the_next_count() {
    let mut login = Login::new("me", "secret");
    login.challenged(&challenge(401, &[&digest("a", "")])).unwrap();
    assert!(proof(&mut login)[0].contains("nc=00000001"));
    login.accepted();
    assert!(proof(&mut login)[0].contains("nc=00000002"));
}

#[test]
fn a_proof_that_is_refused_at_once_is_a_wrong_password() {
    let mut login = Login::new("me", "secret");
    login.challenged(&challenge(401, &[&digest("a", "")])).unwrap();
    proof(&mut login);
    let again = login.challenged(&challenge(401, &[&digest("b", "")]));
    assert_eq!(again, Err(LoginError::Refused));
}

#[test]
fn a_nonce_that_has_grown_old_is_replaced() {
    let mut login = Login::new("me", "secret");
    login.challenged(&challenge(401, &[&digest("a", "")])).unwrap();
    proof(&mut login);
    let stale = digest("b", ", stale=true");
    assert_eq!(login.challenged(&challenge(401, &[&stale])), Ok(()));
    assert!(proof(&mut login)[0].contains("nonce=\"b\""));
    login.accepted();
    // Interop: many servers leave `stale` out when a nonce that was good has grown old.
    assert_eq!(login.challenged(&challenge(401, &[&digest("c", "")])), Ok(()));
    assert!(proof(&mut login)[0].contains("nc=00000001"));
}

#[test]
fn a_server_that_is_never_satisfied_is_given_up() {
    let mut login = Login::new("me", "secret");
    let outcomes: Vec<_> = (0..6)
        .map(|n| {
            proof(&mut login);
            login.challenged(&challenge(401, &[&digest(&n.to_string(), ", stale=true")]))
        })
        .collect();
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 4);
    assert_eq!(outcomes.last(), Some(&Err(LoginError::Refused)));
}

#[test]
fn a_proxy_and_a_server_are_both_answered() {
    let mut login = Login::new("me", "secret");
    login
        .challenged(&challenge(407, &["Digest realm=\"edge\", nonce=\"p\""]))
        .unwrap();
    proof(&mut login);
    login.challenged(&challenge(401, &[&digest("a", "")])).unwrap();
    let lines = proof(&mut login);
    assert_eq!(lines.len(), 2);
    assert!(lines[0].contains("realm=\"carrier\"") && lines[1].contains("realm=\"edge\""));
}

#[test]
fn of_two_algorithms_the_first_one_is_met_and_other_realms_are_left_alone() {
    let mut login = Login::new("me", "secret").in_realm("carrier");
    let values = [
        digest("a", ", algorithm=SHA-512-256"),
        digest("b", ", algorithm=SHA-256"),
        digest("c", ", algorithm=MD5"),
        String::from("Digest realm=\"elsewhere\", nonce=\"d\""),
    ];
    let values: Vec<&str> = values.iter().map(String::as_str).collect();
    login.challenged(&challenge(401, &values)).unwrap();
    let lines = proof(&mut login);
    assert_eq!(lines.len(), 1);
    assert!(lines[0].contains("algorithm=SHA-256") && lines[0].contains("nonce=\"b\""));
    let stranger = challenge(401, &["Digest realm=\"elsewhere\", nonce=\"d\""]);
    assert_eq!(login.challenged(&stranger), Err(LoginError::NotOurs));
}

#[test]
fn a_kind_of_proof_that_we_do_not_know_is_told() {
    let mut login = Login::new("me", "secret");
    let unknown = login.challenged(&challenge(401, &[&digest("a", ", algorithm=SHA-512-256")]));
    assert_eq!(unknown, Err(LoginError::Unmet(RespondError::Algorithm)));
}

#[test]
fn a_login_does_not_print_its_secret() {
    assert!(!format!("{:?}", Login::new("me", "secret")).contains("secret"));
}
