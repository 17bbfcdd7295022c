//! The telephone side of the switch: its tasks, and what ties them together.

use std::net::SocketAddr;
use std::sync::Arc;

use arc_swap::ArcSwap;
use config::Settings;
use dialplan::{Graph, Source};
use media::engine::Engine;
use sip_stack::message::Transport;
use sip_stack::tokens::Tokens;
use sip_stack::transport::tls::Tls;
use sip_stack::transport::{TransportCounts, WebSockets};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::error::StartError;
use super::storage::Storage;
use super::{configure, plan, signalling};
use crate::actor::admission::{Admission, Pace};
use crate::actor::directory::Directory;
use crate::actor::media_router::{self, StreamOwners};
use crate::actor::perform::Office;
use crate::actor::signalling::Signalling;
use crate::clock;
use crate::mail::{SIGNALLING_MAILBOX_MAX, ToSignalling};
use crate::observe::record::Records;
use crate::service::authentication::Authenticator;
use crate::service::edge::{Gate, KeeperTask, Witness};
use crate::service::prompts::Prompts;
use crate::service::registrar::{ClosedFlows, RegistrarParts, RegistrarTask};
use crate::service::users::Users;

/// Signalling, registrar, calls and media, running.
#[derive(Debug)]
pub(super) struct Telephony {
    pub(super) sip: Vec<(Transport, SocketAddr)>,
    pub(super) web_sockets: WebSockets,
    pub(super) counts: Arc<TransportCounts>,
    pub(super) directory: Directory,
    pub(super) signalling: mpsc::Sender<ToSignalling>,
    pub(super) engine: Engine,
    pub(super) sources: Vec<Source>,
    pub(super) plan: Arc<ArcSwap<Graph>>,
    pub(super) tasks: Vec<JoinHandle<()>>,
}

impl Telephony {
    /// Binds the sockets and starts the tasks.
    pub(super) fn start(
        settings: &Settings,
        storage: Storage,
        users: &Users,
        tls: Tls,
    ) -> Result<Self, StartError> {
        let mut tokens = Tokens::from_os();
        let sources = plan::read(settings)?;
        let plan = plan::compile_sources(&sources, settings, &users.extensions())?;
        let prompts = Prompts::load(&settings.dir, plan.prompts())?;
        let (engine, media_events) = Engine::start(configure::engine(settings))?;
        let sip = signalling::bind(settings, tls, &mut tokens)?;

        let (directory, streams) = (Directory::default(), StreamOwners::default());
        let (signalling, mail) = mpsc::channel(SIGNALLING_MAILBOX_MAX);
        let plan = Arc::new(ArcSwap::new(plan));
        let witness = Witness::new(signalling.clone());
        let mut authenticator =
            || Authenticator::new(users.clone(), &settings.domain, tokens.secret(), witness.clone());
        let (registrar_task, registrar) = RegistrarTask::new(RegistrarParts {
            authenticator: authenticator(),
            policy: configure::policy(settings),
            book: storage.book,
            spool: storage.bindings,
            tenant: storage.tenant,
            signalling: signalling.clone(),
        });
        let authenticator = authenticator();
        let office = Office {
            directory: directory.clone(),
            signalling: signalling.clone(),
            registrar: registrar.clone(),
            engine: engine.clone(),
            streams: streams.clone(),
            prompts,
            addresses: sip.addresses,
            domain: settings.domain.clone(),
            codecs: configure::codecs(settings),
            plan: plan.clone(),
            terms: configure::terms(settings),
            records: Records::new(storage.calls, &settings.domain),
        };
        let admission = admission(settings, authenticator, office, tokens.fork());
        let listening = sip.transports.local().to_vec();
        let (web_sockets, counts) = (sip.transports.web_sockets(), sip.transports.counts());
        let (endpoint, transports) = (sip.endpoint, sip.transports);
        let (keeper_task, keeper) = KeeperTask::new(storage.store, storage.tenant);
        let edge = configure::edge(settings, storage.bans, tokens.secret());
        let task = Signalling {
            gate: Gate::new(edge, keeper, &settings.domain),
            endpoint,
            transports,
            directory: directory.clone(),
            registrar,
            closed: ClosedFlows::default(),
            admission,
        };
        let tasks = vec![
            tokio::spawn(keeper_task.run()),
            tokio::spawn(registrar_task.run()),
            tokio::spawn(task.run(sip.inbound, mail)),
            tokio::spawn(media_router::run(media_events, streams, directory.clone())),
        ];
        Ok(Self {
            sip: listening,
            web_sockets,
            counts,
            directory,
            signalling,
            engine,
            sources,
            plan,
            tasks,
        })
    }
}

fn admission(settings: &Settings, authenticator: Authenticator, office: Office, tokens: Tokens) -> Admission {
    Admission {
        authenticator,
        office,
        calls_max: settings.limits.calls,
        pace: Pace::new(settings.limits.calls_per_second, clock::now()),
        tokens,
        draining: false,
    }
}
