//! `conference`: the caller joins a room until it hangs up, and says by keys what it wants there.

use std::sync::Arc;
use std::time::Instant;

use dialplan::{Conference, Op, Outcome};
use media::key::Key;

use crate::call::call::Call;
use crate::call::effect::{Effect, MediaAction};
use crate::call::phase::Phase;

/// What a member of a conference wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RoomWish {
    /// To be heard no more, or again.
    Mute,
    /// That nobody else comes in, or anybody again; moderators alone.
    Lock,
    /// That no other member is heard, or all are again; moderators alone.
    MuteOthers,
    /// That the member who came last goes; moderators alone.
    RemoveLatest,
}

impl RoomWish {
    /// What the key after a star stands for.
    fn of(sign: char) -> Option<Self> {
        Some(match sign {
            '5' => Self::Lock,
            '6' => Self::Mute,
            '8' => Self::MuteOthers,
            '9' => Self::RemoveLatest,
            _ => return None,
        })
    }
}

/// Where the caller wants to come in.
#[derive(Debug)]
pub(in crate::call) struct Entering {
    conference: Arc<Conference>,
    as_moderator: bool,
}

/// What the caller has pressed in the room.
#[derive(Debug, Default)]
pub(in crate::call) struct Conferring {
    /// A star, after which a key means something.
    star: bool,
}

impl Call {
    /// Who finds no room is not answered for that.
    pub(super) fn confer(&mut self, conference: Arc<Conference>, as_moderator: bool, out: &mut Vec<Effect>) {
        out.push(Effect::TakeSeat {
            leg: self.caller_leg,
            conference: Arc::clone(&conference),
            as_moderator,
        });
        self.phase = Phase::Entering(Entering {
            conference,
            as_moderator,
        });
    }

    /// There is a place for the caller.
    pub(in crate::call) fn seat_taken(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let Phase::Entering(entering) = &self.phase else {
            return;
        };
        let conference = Arc::clone(&entering.conference);
        if !self.is_answered() {
            let as_moderator = entering.as_moderator;
            let again = Op::Conference {
                conference,
                as_moderator,
            };
            return self.answer_before(now, again, out);
        }
        let leg = self.caller_leg;
        self.phase = Phase::Conferring(Conferring::default());
        out.push(Effect::Media(MediaAction::Listen { leg, wanted: true }));
        out.push(Effect::Confer { leg, conference });
    }

    /// There is no room for another.
    pub(in crate::call) fn conference_full(&mut self, now: Instant, out: &mut Vec<Effect>) {
        match self.phase {
            Phase::Entering(_) | Phase::Conferring(_) => self.resume(now, Outcome::Busy, out),
            Phase::Mixed(_) => self.cannot_mix(now, out),
            _ => {}
        }
    }

    /// The caller pressed a key in the room.
    pub(super) fn room_key(&mut self, key: Key, out: &mut Vec<Effect>) {
        let Phase::Conferring(conferring) = &mut self.phase else {
            return;
        };
        let sign = key.sign();
        let after_star = std::mem::replace(&mut conferring.star, sign == '*');
        if let Some(wish) = RoomWish::of(sign).filter(|_| after_star) {
            let leg = self.caller_leg;
            out.push(Effect::InRoom { leg, wish });
        }
    }
}
