use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dialplan::{Conference, Entry, Moderation, Pin};
use media::engine::{Engine, EngineConfig};

use super::{Conferences, Guest, Seat};
use crate::call::RoomWish;

struct House {
    conferences: Conferences,
    engine: Engine,
    removed: Arc<AtomicUsize>,
}

impl House {
    fn new() -> Self {
        let (engine, _events) = Engine::start(EngineConfig::default()).unwrap();
        Self {
            conferences: Conferences::default(),
            engine,
            removed: Arc::default(),
        }
    }

    fn enter(&self, conference: &Arc<Conference>, as_moderator: bool) -> Option<Seat> {
        let removed = Arc::clone(&self.removed);
        let guest = Guest {
            as_moderator,
            remove: Box::new(move || _ = removed.fetch_add(1, Ordering::Relaxed)),
        };
        self.conferences.enter(conference, guest, &self.engine)
    }

    /// The same, and its stream is there.
    fn join(&self, conference: &Arc<Conference>, as_moderator: bool) -> Seat {
        let seat = self.enter(conference, as_moderator).unwrap();
        let (stream, _) = self.engine.open(1, IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap();
        seat.come(stream, None);
        seat
    }

    fn waiting(&self) -> usize {
        self.conferences.lock().get("weekly").unwrap().waiting()
    }

    fn removed(&self) -> usize {
        self.removed.load(Ordering::Relaxed)
    }
}

fn conference(members: usize, moderation: Option<Moderation>) -> Arc<Conference> {
    let entry = moderation.map(|moderation| Entry {
        pin: Pin::new("4711"),
        prompt: None,
        wrong_prompt: None,
        moderation: Some(moderation),
    });
    Arc::new(Conference {
        name: String::from("weekly"),
        members,
        chimes: true,
        entry,
    })
}

fn led(begins: bool, ends: bool) -> Moderation {
    Moderation {
        pin: Pin::new("9911"),
        begins,
        ends,
    }
}

#[test]
fn a_room_has_so_many_places_and_ends_with_its_last_member() {
    let (house, weekly) = (House::new(), conference(2, None));
    let (first, second) = (house.enter(&weekly, false), house.enter(&weekly, false));
    assert!(first.is_some() && second.is_some() && house.enter(&weekly, false).is_none());
    drop(first);
    let third = house.enter(&weekly, false);
    assert!(third.is_some());
    drop((second, third));
    assert!(house.conferences.lock().is_empty());
}

#[test]
fn moderators_alone_close_the_room_and_let_members_go() {
    let house = House::new();
    let weekly = conference(9, Some(led(false, false)));
    let (lead, member) = (
        house.enter(&weekly, true).unwrap(),
        house.enter(&weekly, false).unwrap(),
    );
    for wish in [
        RoomWish::Lock,
        RoomWish::RemoveLatest,
        RoomWish::MuteOthers,
        RoomWish::Mute,
    ] {
        member.obey(wish);
    }
    assert_eq!(house.removed(), 0);
    assert!(house.enter(&weekly, false).is_some(), "it was not closed");
    lead.obey(RoomWish::Lock);
    assert!(house.enter(&weekly, false).is_none());
    assert!(house.enter(&weekly, true).is_some(), "moderators have the key");
    lead.obey(RoomWish::Lock);
    assert!(house.enter(&weekly, false).is_some());
    lead.obey(RoomWish::RemoveLatest);
    assert_eq!(house.removed(), 1);
    drop(lead);
    assert_eq!(house.removed(), 1, "the others talk on");
}

#[test]
fn with_the_last_moderator_all_go_if_the_plan_says_so() {
    let house = House::new();
    let weekly = conference(9, Some(led(false, true)));
    let lead = [house.enter(&weekly, true), house.enter(&weekly, true)];
    let _members = [house.enter(&weekly, false), house.enter(&weekly, false)];
    let [first, second] = lead;
    drop(first);
    assert_eq!(house.removed(), 0);
    drop(second);
    assert_eq!(house.removed(), 2);
}

#[test]
fn members_wait_until_a_moderator_has_come_and_no_more_after_that() {
    let (house, weekly) = (House::new(), conference(9, Some(led(true, false))));
    let _early = [house.join(&weekly, false), house.join(&weekly, false)];
    assert_eq!(house.waiting(), 2);
    let lead = house.join(&weekly, true);
    assert_eq!(house.waiting(), 0);
    drop(lead);
    let _late = house.join(&weekly, false);
    assert_eq!(house.waiting(), 0, "it has begun");
}
