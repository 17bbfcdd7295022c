//! Headers of calls: reliable responses, session timers, transfer, and why something ends.

mod dialog_ref;
mod join;
mod rack;
mod reason;
mod refer_sub;
mod refer_to;
mod referred_by;
mod replaces;
mod rseq;
mod session_expires;
mod target_dialog;
mod user_to_user;

pub use join::Join;
pub use rack::RAck;
pub use reason::Reason;
pub use refer_sub::ReferSub;
pub use refer_to::ReferTo;
pub use referred_by::ReferredBy;
pub use replaces::Replaces;
pub use rseq::RSeq;
pub use session_expires::{MinSe, Refresher, SessionExpires};
pub use target_dialog::TargetDialog;
pub use user_to_user::UserToUser;
