//! Publications (RFC 3903 §6).

use std::time::Instant;

use super::fixture::{TERMS, request, seconds};
use crate::events::{Publications, Published, Refusal};
use crate::message::{Body, Request};
use crate::tokens::Tokens;

struct World {
    now: Instant,
    publications: Publications<String>,
    tokens: Tokens,
}

impl World {
    #[expect(clippy::disallowed_methods, reason = "virtual time starts anywhere")]
    fn new() -> Self {
        Self {
            now: Instant::now(),
            publications: Publications::default(),
            tokens: Tokens::from_seed([5; 32]),
        }
    }

    fn publish(&mut self, more: &str, body: &str) -> Result<Published, Refusal> {
        let more = match body {
            "" => more.to_owned(),
            _ => format!("{more}Content-Type: text/plain\r\n"),
        };
        let request: Request = request("PUBLISH", 1, &more, body);
        let read = |body: &Body| match body.is("text/plain") {
            true => Ok(String::from_utf8_lossy(&body.bytes).into_owned()),
            false => Err(Refusal::MediaType {
                accepts: "text/plain",
            }),
        };
        self.publications
            .publish(self.now, &request, &TERMS, &mut self.tokens, read)
    }

    fn states(&self) -> Vec<&str> {
        self.publications.states().map(String::as_str).collect()
    }
}

fn matching(published: &Published) -> String {
    format!("SIP-If-Match: {}\r\n", published.tag)
}

#[test]
fn each_publication_gets_a_new_tag_and_a_duration() {
    let mut world = World::new();
    let first = world
        .publish("Event: presence\r\nExpires: 600\r\n", "open")
        .unwrap();
    assert!(first.changed);
    assert_eq!(first.duration, seconds(600));
    let second = world.publish("Event: presence\r\n", "away").unwrap();
    assert_ne!(first.tag, second.tag);
    assert_eq!(world.states(), ["open", "away"]);
}

#[test]
fn a_refresh_keeps_the_state_and_changes_the_tag() {
    let mut world = World::new();
    let first = world.publish("Expires: 60\r\n", "open").unwrap();
    world.now += seconds(50);
    let second = world
        .publish(&(matching(&first) + "Expires: 60\r\n"), "")
        .unwrap();
    assert!(!second.changed);
    assert_ne!(first.tag, second.tag);
    assert_eq!(world.states(), ["open"]);
    assert_eq!(world.publications.deadline(), Some(world.now + seconds(60)));
    assert_eq!(
        world.publish(&matching(&first), ""),
        Err(Refusal::NoSuchTag),
        "the old tag names nothing"
    );
}

#[test]
fn a_modification_replaces_the_state_and_a_removal_forgets_it() {
    let mut world = World::new();
    let first = world.publish("", "open").unwrap();
    let second = world.publish(&matching(&first), "away").unwrap();
    assert!(second.changed);
    assert_eq!(world.states(), ["away"]);
    let same = world.publish(&matching(&second), "away").unwrap();
    assert!(!same.changed, "the same state is no news");
    let gone = world.publish(&(matching(&same) + "Expires: 0\r\n"), "").unwrap();
    assert!(gone.changed && gone.duration.is_zero());
    assert!(world.publications.is_empty());
}

#[test]
fn a_publication_that_is_not_refreshed_expires() {
    let mut world = World::new();
    let first = world.publish("Expires: 60\r\n", "open").unwrap();
    world.now += seconds(60);
    assert_eq!(world.publish(&matching(&first), ""), Err(Refusal::NoSuchTag));
    assert!(world.publications.expire(world.now));
    assert!(!world.publications.expire(world.now));
}

#[test]
fn faults_are_refused_and_leave_everything_as_it_was() {
    let mut world = World::new();
    let first = world.publish("", "open").unwrap();
    let large = "x".repeat(8_193);
    let table = [
        (
            String::from("SIP-If-Match: nobody\r\n"),
            "away",
            Refusal::NoSuchTag,
        ),
        (
            matching(&first) + "SIP-If-Match: two\r\n",
            "away",
            Refusal::Malformed,
        ),
        (String::new(), "", Refusal::Malformed),
        (
            String::from("Expires: 5\r\n"),
            "away",
            Refusal::TooBrief { least: seconds(60) },
        ),
        (matching(&first), &large, Refusal::TooLarge),
    ];
    for (more, body, refusal) in table {
        assert_eq!(world.publish(&more, body), Err(refusal), "{more}");
        assert_eq!(world.states(), ["open"]);
    }
}

#[test]
fn a_resource_has_only_so_many_publications() {
    let mut world = World::new();
    for _ in 0..8 {
        world.publish("", "open").unwrap();
    }
    assert_eq!(world.publish("", "open"), Err(Refusal::TooMany));
}
