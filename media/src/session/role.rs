use super::member::Member;
use super::player::Player;

/// Where a worker keeps a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Slot(pub(crate) u32);

/// What a session does with what it hears, and what it says.
#[derive(Debug)]
pub(crate) enum Role {
    /// Hears and says nothing.
    Silent,
    /// Each hears the other.
    Bridged { peer: Slot },
    /// The phone hears itself.
    Echo,
    /// The phone hears a source.
    Playing(Player),
    /// The phone hears the others of a room, and they hear it.
    Conferring(Box<Member>),
}
