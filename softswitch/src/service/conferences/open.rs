//! A room that has members: who leads, who waits, who is heard.

use dialplan::{Conference, Moderation};
use media::engine::{Command, Engine, Room, Source, Standing, StreamId};
use metrics::counter;

use super::Guest;

/// A room with its members, the longest in it first.
#[derive(Debug)]
pub(super) struct Open {
    room: Room,
    members: Vec<Member>,
    next: u64,
    /// Nobody waits for a moderator, or one has come: from then on nobody does.
    has_begun: bool,
    /// Nobody comes in but moderators.
    is_locked: bool,
    /// Moderators alone are heard.
    others_muted: bool,
}

/// Who has a place.
#[derive(Debug)]
struct Member {
    number: u64,
    guest: Guest,
    /// Its stream at the media engine; `None`: it is not there yet.
    stream: Option<StreamId>,
    is_muted: bool,
    stage: Stage,
}

/// A stream that is there, and what it hears while it is alone.
pub(super) type Arrival = (StreamId, Option<Source>);

#[derive(Debug)]
enum Stage {
    /// It has a place, and nothing is to be heard yet.
    Comes,
    /// It hears music until a moderator comes, and then while it is alone.
    Waits {
        music: Option<Source>,
    },
    Talks,
}

impl Open {
    pub(super) const fn new(room: Room) -> Self {
        Self {
            room,
            members: Vec::new(),
            next: 0,
            has_begun: false,
            is_locked: false,
            others_muted: false,
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Moderators come into a locked room, but not into a full one.
    pub(super) fn is_full(&self, conference: &Conference, as_moderator: bool) -> bool {
        self.members.len() >= conference.members || self.is_locked && !as_moderator
    }

    /// A place for another; the number by which it is known here.
    pub(super) fn add(&mut self, guest: Guest) -> u64 {
        self.next += 1;
        self.members.push(Member {
            number: self.next,
            guest,
            stream: None,
            is_muted: false,
            stage: Stage::Comes,
        });
        self.next
    }

    /// A member is there: it joins the others, or waits for who leads them.
    pub(super) fn come(
        &mut self,
        number: u64,
        conference: &Conference,
        (stream, music): Arrival,
        engine: &Engine,
    ) {
        let awaits_moderator = moderation(conference).is_some_and(|moderation| moderation.begins);
        self.has_begun |= !awaits_moderator || self.leads(number);
        let has_begun = self.has_begun;
        let Some(member) = self.member(number) else { return };
        member.stream = Some(stream);
        member.stage = Stage::Waits { music: music.clone() };
        if has_begun {
            return self.begin(engine);
        }
        tell(member, engine, |stream| match music {
            Some(source) => Command::Play {
                stream,
                source: source.repeated(),
            },
            None => Command::Silence { stream },
        });
    }

    /// Whoever waits joins.
    fn begin(&mut self, engine: &Engine) {
        for member in &mut self.members {
            let Stage::Waits { music } = &mut member.stage else {
                continue;
            };
            let music = music.take();
            member.stage = Stage::Talks;
            tell(member, engine, |stream| Command::Confer {
                stream,
                room: self.room.clone(),
                music,
            });
            stand(member, self.others_muted, engine);
        }
    }

    /// A member is gone. With the last who leads, all may have to go.
    pub(super) fn leave(&mut self, number: u64, conference: &Conference) {
        let Some(place) = self.members.iter().position(|member| member.number == number) else {
            return;
        };
        let gone = self.members.remove(place);
        let ends = moderation(conference).is_some_and(|moderation| moderation.ends);
        if gone.guest.as_moderator && ends && !self.is_led() {
            self.members.iter().for_each(|member| (member.guest.remove)());
        }
    }

    /// A member is heard no more, or again; who waits is not heard anyway.
    pub(super) fn mute(&mut self, number: u64, engine: &Engine) {
        let others_muted = self.others_muted;
        let member = self.member(number);
        let Some(member) = member.filter(|member| matches!(member.stage, Stage::Talks)) else {
            return;
        };
        member.is_muted = !member.is_muted;
        chime(member, !member.is_muted, engine);
        stand(member, others_muted, engine);
    }

    /// The room is closed, or open again.
    pub(super) fn turn_key(&mut self, number: u64, engine: &Engine) {
        self.is_locked = !self.is_locked;
        self.confirm(number, !self.is_locked, engine);
    }

    /// All who do not lead are heard no more, or again.
    pub(super) fn mute_others(&mut self, number: u64, engine: &Engine) {
        self.others_muted = !self.others_muted;
        self.confirm(number, !self.others_muted, engine);
        for member in &self.members {
            stand(member, self.others_muted, engine);
        }
    }

    /// Of those who do not lead, the one who came last goes.
    pub(super) fn remove_latest(&mut self, number: u64, engine: &Engine) {
        let mut latest = self.members.iter().rev();
        if let Some(latest) = latest.find(|member| !member.guest.as_moderator) {
            (latest.guest.remove)();
            self.confirm(number, false, engine);
        }
    }

    pub(super) fn leads(&self, number: u64) -> bool {
        let mut members = self.members.iter();
        members.any(|member| member.number == number && member.guest.as_moderator)
    }

    /// How many wait for a moderator.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        let waits = |member: &&Member| matches!(member.stage, Stage::Waits { .. });
        self.members.iter().filter(waits).count()
    }

    fn is_led(&self) -> bool {
        self.members.iter().any(|member| member.guest.as_moderator)
    }

    fn member(&mut self, number: u64) -> Option<&mut Member> {
        self.members.iter_mut().find(|member| member.number == number)
    }

    /// Two tones for who pressed the keys.
    fn confirm(&mut self, number: u64, rising: bool, engine: &Engine) {
        if let Some(member) = self.member(number) {
            chime(member, rising, engine);
        }
    }
}

fn moderation(conference: &Conference) -> Option<&Moderation> {
    conference.entry.as_ref()?.moderation.as_ref()
}

fn stand(member: &Member, others_muted: bool, engine: &Engine) {
    let standing = Standing {
        is_muted: member.is_muted || others_muted && !member.guest.as_moderator,
        ..Standing::default()
    };
    tell(member, engine, |stream| Command::Stand { stream, standing });
}

fn chime(member: &Member, rising: bool, engine: &Engine) {
    tell(member, engine, |stream| Command::Chime { stream, rising });
}

fn tell(member: &Member, engine: &Engine, command: impl FnOnce(StreamId) -> Command) {
    let Some(stream) = member.stream else { return };
    if let Err(error) = engine.command(command(stream)) {
        tracing::error!(%error, "the media engine did not take a command");
        counter!("softswitch_media_commands_lost_total").increment(1);
    }
}
