//! Answers what commands ask of the running switch.

use std::net::IpAddr;
use std::time::Duration;

use config::Settings;
use store::{Store, TenantId};
use tokio::sync::{mpsc, oneshot};

use super::planner::Planner;
use super::{calls, configure, seed, trunks};
use crate::actor::directory::Directory;
use crate::control::{self, PhoneReply, Reply, Request, Said};
use crate::mail::{EdgeOrder, ToSignalling};
use crate::service::events::{Events, Heard, NOTICES_MAX, Notice};
use crate::service::registrar::Registrar;
use crate::service::trunk::Trunks;
use crate::service::users::Users;

/// The parts of the running switch that commands reach.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) settings: Settings,
    pub(super) store: Store,
    pub(super) tenant: TenantId,
    pub(super) users: Users,
    pub(super) planner: Planner,
    pub(super) signalling: mpsc::Sender<ToSignalling>,
    pub(super) events: Events,
    pub(super) registrar: Registrar,
    pub(super) trunks: Trunks,
    pub(super) directory: Directory,
}

impl control::Desk for Desk {
    async fn answer(&self, request: Request) -> Reply {
        match request {
            Request::Bans => match self.edge(|reply| EdgeOrder::List { reply }).await {
                Some(bans) => Reply::Bans(bans),
                None => stopping(),
            },
            Request::Ban { address, seconds } => self.ban(address, Duration::from_secs(seconds)).await,
            Request::Lift { address } => match self.edge(|reply| EdgeOrder::Lift { address, reply }).await {
                Some(true) => Reply::Done,
                Some(false) => Reply::Unknown,
                None => stopping(),
            },
            Request::Capture { call } => {
                let (reply, answer) = oneshot::channel();
                let letter = ToSignalling::ShowCapture { call, reply };
                match self.signalling.send(letter).await {
                    Ok(()) => match answer.await {
                        Ok(Some(messages)) => Reply::Capture { messages },
                        Ok(None) => Reply::Unknown,
                        Err(_) => stopping(),
                    },
                    Err(_) => stopping(),
                }
            }
            Request::CheckSync { extension, reboot } => {
                self.notify(&extension, Notice::CheckSync { reboot }).await
            }
            Request::Profile { extension, url } => self.notify(&extension, Notice::Profile { url }).await,
            Request::Calls => calls::live(&self.directory).await,
            Request::HangUp { call } => calls::end(&self.directory, call),
            Request::Trunks => {
                Reply::Trunks(self.trunks.standings().into_iter().map(trunks::reply).collect())
            }
            Request::Drain { trunk, drained } if self.trunks.drain(&trunk, drained) => Reply::Done,
            Request::Drain { .. } => Reply::Unknown,
            Request::Reload => match self.planner.reload("a command asks for it").await {
                Ok(()) => Reply::Done,
                Err(refused) => Reply::Failed {
                    reason: format!("the old version stays in force:\n{refused}"),
                },
            },
            Request::ReadUsers { reason } => self.read_users(&reason).await,
        }
    }
}

impl Desk {
    async fn ban(&self, address: IpAddr, span: Duration) -> Reply {
        let order = |reply| EdgeOrder::Ban { address, span, reply };
        match self.edge(order).await {
            Some(true) => Reply::Done,
            Some(false) => Reply::Failed {
                reason: format!("{address} is trusted by the settings and is not banned"),
            },
            None => stopping(),
        }
    }

    /// `None`: the switch is being stopped.
    async fn edge<T>(&self, order: impl FnOnce(oneshot::Sender<T>) -> EdgeOrder) -> Option<T> {
        let (reply, answer) = oneshot::channel();
        self.signalling
            .send(ToSignalling::Edge(order(reply)))
            .await
            .ok()?;
        answer.await.ok()
    }

    async fn notify(&self, extension: &str, notice: Notice) -> Reply {
        if self.users.find(extension).is_none() {
            return Reply::Unknown;
        }
        let phones = self.registrar.locate(vec![extension.to_owned()]).await;
        match self.events.notify(extension, notice, phones).await {
            Some(heard) => Reply::Phones(heard.into_iter().map(phone_reply).collect()),
            None => Reply::Failed {
                reason: format!("the switch tells {NOTICES_MAX} users' phones something already; try again"),
            },
        }
    }

    /// New users can register and be called from now on, removed ones no longer.
    async fn read_users(&self, reason: &str) -> Reply {
        let users = match seed::load(&self.store, self.tenant).await {
            Ok(users) => users,
            Err(error) => {
                return Reply::Failed {
                    reason: error.to_string(),
                };
            }
        };
        let extensions = users.iter().map(|user| user.extension.clone()).collect();
        if let Err(mistakes) = self.planner.fit(&extensions) {
            // A removed user that the plan still names: its calls fail, the others' go on.
            tracing::warn!(%mistakes, "the dialplan stays as it was: it does not fit the users");
        }
        // First here: whoever registers as soon as they can is known already.
        let members = configure::members(&self.settings, users.clone());
        self.events.members(members).await;
        tracing::info!(reason, users = users.len(), "users were read again");
        self.users.replace(users);
        Reply::Done
    }
}

fn phone_reply((contact, heard): (String, Heard)) -> PhoneReply {
    let said = match heard {
        Heard::Answer(status) => Said::Status(status.code()),
        Heard::Unreachable => Said::Unreachable,
        Heard::Silence => Said::Nothing,
    };
    PhoneReply { contact, said }
}

fn stopping() -> Reply {
    Reply::Failed {
        reason: String::from("the switch is being stopped"),
    }
}
