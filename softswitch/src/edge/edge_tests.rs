use std::net::IpAddr;
use std::time::{Duration, Instant};

use super::*;
use crate::clock;

const MINUTE: Duration = Duration::from_secs(60);
const REGISTER: &[u8] = b"REGISTER sip:office.example SIP/2.0\r\nUser-Agent: Yealink\r\n\r\n";
const OPTIONS: &[u8] = b"OPTIONS sip:office.example SIP/2.0\r\n\r\n";

/// An edge, its time, and what it wanted kept.
struct Scene {
    edge: Edge,
    now: Instant,
    effects: Vec<Effect>,
}

impl Scene {
    fn new() -> Self {
        Self::with(&Rules::default())
    }

    fn with(rules: &Rules) -> Self {
        let now = clock::now();
        let trusted = Trusted::new(vec!["198.51.100.0/24".parse().unwrap()]);
        Self {
            edge: Edge::new(rules, trusted, Vec::new(), 7, now),
            now,
            effects: Vec::new(),
        }
    }

    fn judge(&mut self, from: &str) -> Verdict {
        self.edge.judge(self.now, ip(from), REGISTER, &mut self.effects)
    }

    fn offend(&mut self, from: &str, user: Option<&str>, offence: Offence, times: usize) {
        for _ in 0..times {
            self.edge
                .offend(self.now, ip(from), user, offence, &mut self.effects);
        }
    }

    fn is_banned(&mut self, from: &str) -> bool {
        self.judge(from) == Verdict::Drop(Reason::Banned)
    }

    fn pass(&mut self, time: Duration) {
        self.now += time;
    }
}

fn ip(written: &str) -> IpAddr {
    written.parse().unwrap()
}

const ATTACKER: &str = "203.0.113.9";
const OFFICE: &str = "192.0.2.1";

#[test]
fn ten_wrong_passwords_ban_an_address() {
    let mut scene = Scene::new();
    scene.offend(ATTACKER, Some("101"), Offence::WrongPassword, 9);
    assert_eq!(scene.judge(ATTACKER), Verdict::Pass);
    scene.offend(ATTACKER, Some("101"), Offence::WrongPassword, 1);
    assert!(scene.is_banned(ATTACKER));
    assert!(!scene.is_banned(OFFICE));
}

#[test]
fn who_tries_many_names_is_banned_sooner_and_learns_nothing_of_who_exists() {
    let tries_until_banned = |offence| {
        let mut scene = Scene::new();
        let mut names = 200..;
        while !scene.is_banned(ATTACKER) {
            let name = names.next().unwrap().to_string();
            scene.offend(ATTACKER, Some(&name), offence, 1);
        }
        let Some(Effect::Banned(sentence)) = scene.effects.pop() else {
            panic!("no ban");
        };
        assert_eq!(sentence.reason, "many-names");
        names.start - 200
    };
    assert_eq!(tries_until_banned(Offence::UnknownUser), 6);
    assert_eq!(tries_until_banned(Offence::WrongPassword), 6);
}

#[test]
fn the_same_few_names_again_and_again_are_a_household() {
    let mut scene = Scene::new();
    for name in ["101", "102", "103", "101", "102", "103", "101", "102", "103"] {
        scene.offend(ATTACKER, Some(name), Offence::WrongPassword, 1);
    }
    assert!(!scene.is_banned(ATTACKER));
}

#[test]
fn offences_fade_with_time() {
    let mut scene = Scene::new();
    for _ in 0..100 {
        scene.offend(ATTACKER, Some("101"), Offence::WrongPassword, 1);
        scene.pass(MINUTE * 3);
    }
    assert!(
        !scene.is_banned(ATTACKER),
        "a phone that tries every three minutes stays"
    );
}

#[test]
fn each_ban_of_a_source_is_twice_as_long_up_to_a_day() {
    let mut scene = Scene::new();
    let mut spans = Vec::new();
    for _ in 0..10 {
        scene.offend(ATTACKER, None, Offence::UnknownUser, 10);
        let Some(Effect::Banned(sentence)) = scene.effects.pop() else {
            panic!("no ban");
        };
        spans.push((sentence.until - sentence.since).as_secs() / 60);
        scene.now = sentence.until;
        assert!(!scene.is_banned(ATTACKER), "it ends");
    }
    assert_eq!(spans, [10, 20, 40, 80, 160, 320, 640, 1_280, 1_440, 1_440]);
    scene.pass(Duration::from_secs(8 * 24 * 3_600));
    scene.offend(ATTACKER, None, Offence::UnknownUser, 10);
    assert!(matches!(scene.effects.pop(), Some(Effect::Banned(sentence)) if sentence.times == 1));
}

#[test]
fn loopback_and_trusted_networks_are_never_banned_nor_limited() {
    let mut scene = Scene::new();
    for address in ["127.0.0.1", "::1", "198.51.100.7"] {
        scene.offend(address, None, Offence::UnknownUser, 100);
        let (now, out) = (scene.now, &mut Vec::new());
        assert!(!scene.edge.ban(now, ip(address), MINUTE, out));
        for _ in 0..10_000 {
            assert_eq!(scene.judge(address), Verdict::Pass);
        }
    }
    assert!(scene.effects.is_empty());
}

#[test]
fn an_office_behind_one_address_is_borne_with_five_times_as_long() {
    let mut scene = Scene::new();
    scene.edge.prove(scene.now, ip(OFFICE), "101");
    scene.offend(OFFICE, Some("102"), Offence::WrongPassword, 49);
    assert!(
        !scene.is_banned(OFFICE),
        "one phone with an old password does not silence its neighbours"
    );
    scene.offend(OFFICE, Some("102"), Offence::WrongPassword, 1);
    assert!(scene.is_banned(OFFICE));
}

#[test]
fn nobody_can_have_an_office_banned_by_messages_under_its_address() {
    let mut scene = Scene::new();
    scene.edge.prove(scene.now, ip(OFFICE), "101");
    for offence in [
        Offence::Malformed,
        Offence::Scanner,
        Offence::Probing,
        Offence::BorrowedNonce,
    ] {
        scene.offend(OFFICE, None, offence, 1_000);
    }
    assert!(!scene.is_banned(OFFICE));
}

#[test]
fn a_scanner_gets_no_answer_and_is_banned_soon() {
    let mut scene = Scene::new();
    let message = b"OPTIONS sip:100@192.0.2.5 SIP/2.0\r\nUser-Agent: friendly-scanner\r\n\r\n";
    let (now, from) = (scene.now, ip(ATTACKER));
    let mut judge = |from| scene.edge.judge(now, from, message, &mut scene.effects);
    assert_eq!(
        judge(ip("127.0.0.1")),
        Verdict::Drop(Reason::Scanner),
        "wherever from"
    );
    assert_eq!(judge(from), Verdict::Drop(Reason::Scanner));
    assert_eq!(judge(from), Verdict::Drop(Reason::Scanner));
    assert_eq!(judge(from), Verdict::Drop(Reason::Banned));
}

#[test]
fn more_requests_than_the_rate_are_told_so_and_a_flood_is_not() {
    let mut scene = Scene::new();
    let verdicts: Vec<Verdict> = (0..1_000).map(|_| scene.judge(ATTACKER)).collect();
    let count = |wanted| verdicts.iter().filter(|verdict| **verdict == wanted).count();
    assert_eq!(count(Verdict::Pass), 500);
    assert_eq!(count(Verdict::Busy), 50);
    assert_eq!(count(Verdict::Drop(Reason::Rate)), 450);
    let other = scene
        .edge
        .judge(scene.now, ip(ATTACKER), OPTIONS, &mut scene.effects);
    assert_eq!(other, Verdict::Pass, "REGISTER counts apart");
    assert_eq!(scene.judge(OFFICE), Verdict::Pass);
}

#[test]
fn answers_to_us_and_keep_alives_are_not_counted() {
    let mut scene = Scene::new();
    for message in [&b"SIP/2.0 200 OK\r\n\r\n"[..], b"\r\n\r\n", b""] {
        for _ in 0..5_000 {
            let verdict = scene
                .edge
                .judge(scene.now, ip(OFFICE), message, &mut scene.effects);
            assert_eq!(verdict, Verdict::Pass);
        }
    }
}

#[test]
fn a_ban_by_hand_holds_for_its_time_and_can_be_lifted() {
    let mut scene = Scene::new();
    assert!(
        scene
            .edge
            .ban(scene.now, ip(ATTACKER), MINUTE, &mut scene.effects)
    );
    assert!(scene.is_banned(ATTACKER));
    assert_eq!(scene.edge.bans(scene.now).len(), 1);
    assert!(scene.edge.lift(scene.now, ip(ATTACKER), &mut scene.effects));
    assert!(!scene.edge.lift(scene.now, ip(ATTACKER), &mut scene.effects));
    assert!(!scene.is_banned(ATTACKER));
    scene
        .edge
        .ban(scene.now, ip("2001:db8::1"), MINUTE, &mut scene.effects);
    assert!(scene.is_banned("2001:db8::ffff"), "the /64");
    scene.pass(MINUTE);
    assert!(!scene.is_banned("2001:db8::1"));
    assert!(scene.edge.bans(scene.now).is_empty());
}

#[test]
fn bans_of_a_former_run_hold() {
    let mut scene = Scene::new();
    scene
        .edge
        .ban(scene.now, ip(ATTACKER), MINUTE, &mut scene.effects);
    let Some(Effect::Banned(kept)) = scene.effects.pop() else {
        panic!("no ban");
    };
    let (rules, trusted) = (Rules::default(), Trusted::default());
    let mut later = Edge::new(&rules, trusted, vec![kept], 8, scene.now);
    let verdict = later.judge(scene.now, ip(ATTACKER), REGISTER, &mut scene.effects);
    assert_eq!(verdict, Verdict::Drop(Reason::Banned));
}

#[test]
fn never_means_never() {
    let mut rules = Rules::default();
    rules.bans.threshold = None;
    let mut scene = Scene::with(&rules);
    scene.offend(ATTACKER, None, Offence::UnknownUser, 1_000);
    assert!(!scene.is_banned(ATTACKER));
}

/// Guesses of a user's password, one from each of many addresses.
fn guess_from_everywhere(scene: &mut Scene, user: &str, count: u32) {
    for number in 0..count {
        let from = IpAddr::from(std::net::Ipv4Addr::from(0x0B00_0000 + number));
        let offence = Offence::WrongPassword;
        scene
            .edge
            .offend(scene.now, from, Some(user), offence, &mut scene.effects);
    }
}

#[test]
fn guesses_from_many_addresses_are_heard_once_in_a_while_from_each() {
    let mut scene = Scene::new();
    guess_from_everywhere(&mut scene, "101", 19);
    assert!(!scene.edge.is_guarding(scene.now));
    guess_from_everywhere(&mut scene, "101", 20);
    assert!(scene.edge.is_guarding(scene.now));
    let guesser = ip("11.0.0.3");
    assert!(!scene.edge.may_try(scene.now, guesser, "101"));
    assert!(
        scene.edge.may_try(scene.now, guesser, "102"),
        "only the attacked user is guarded"
    );
    scene.pass(Duration::from_secs(30));
    assert!(scene.edge.may_try(scene.now, guesser, "101"));
    assert!(!scene.edge.may_try(scene.now, guesser, "101"));
    scene.pass(Duration::from_secs(12 * 3_600));
    assert!(!scene.edge.is_guarding(scene.now));
}

#[test]
fn an_attacked_user_is_never_locked_out() {
    let mut scene = Scene::new();
    scene.edge.prove(scene.now, ip(OFFICE), "101");
    guess_from_everywhere(&mut scene, "101", 10_000);
    for _ in 0..100 {
        assert!(
            scene.edge.may_try(scene.now, ip(OFFICE), "101"),
            "at home, always"
        );
        assert!(
            scene.edge.may_try(scene.now, ip("127.0.0.1"), "101"),
            "trusted, always"
        );
    }
    assert!(
        scene.edge.may_try(scene.now, ip("192.0.2.200"), "101"),
        "from a hotel, at the first attempt"
    );
}

#[test]
fn memory_is_bounded_whoever_offends() {
    let mut scene = Scene::new();
    for number in 0..200_000_u32 {
        let from = IpAddr::from(std::net::Ipv4Addr::from(0x0B00_0000 + number));
        let offence = Offence::UnknownUser;
        scene
            .edge
            .offend(scene.now, from, None, offence, &mut scene.effects);
        if number % 4 == 0 {
            scene.edge.ban(scene.now, from, MINUTE, &mut scene.effects);
            scene.effects.clear();
        }
    }
    assert!(scene.edge.offenders.len() <= OFFENDERS_MAX);
    assert!(scene.edge.bans(scene.now).len() <= 16_384);
}
