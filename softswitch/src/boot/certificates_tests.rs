use super::*;

#[test]
fn a_changed_pair_is_served_and_a_broken_one_is_told_once() {
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str| {
        ensure_certificate(&folder.path().join(name), &[String::from("office.example")]).unwrap()
    };
    let (own, other) = (made("own"), made("other"));
    let files = CertificateFiles {
        cert: own.cert.clone(),
        key: own.key.clone(),
    };
    let certificates = Arc::new(Certificates::read(vec![files]).unwrap());
    let mut watched = Watched::new(certificates);
    assert!(watched.look().is_none(), "nothing has changed");

    std::fs::write(&own.cert, "half written").unwrap();
    assert!(matches!(watched.look(), Some(Err(_))));
    assert!(watched.look().is_none(), "told once");

    std::fs::copy(&other.cert, &own.cert).unwrap();
    std::fs::copy(&other.key, &own.key).unwrap();
    assert!(matches!(watched.look(), Some(Ok(true))));
}

#[test]
fn the_host_of_an_address_stands_in_the_certificate() {
    for (address, host) in [
        ("pbx.example", "pbx.example"),
        ("pbx.example:5060", "pbx.example"),
        ("203.0.113.7:5060", "203.0.113.7"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:5060", "2001:db8::1"),
    ] {
        assert_eq!(without_port(address), host);
    }
}
