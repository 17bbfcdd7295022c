//! The telephone side of the switch: its tasks, and what ties them together.

use std::sync::Arc;

use config::Settings;
use media::engine::Engine;
use sip_stack::tokens::Tokens;
use sip_stack::transport::tls::Tls;
use store::{BindingChange, Spool, TenantId};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::error::StartError;
use super::planner::Planner;
use super::signalling::Doors;
use super::storage::Storage;
use super::watch::Watch;
use super::{configure, events, plan, proxy, signalling, trunks};
use crate::actor::admission::Admission;
use crate::actor::directory::Directory;
use crate::actor::finder::Finder;
use crate::actor::media_router::{self, StreamOwners};
use crate::actor::perform::Office;
use crate::actor::signalling::Signalling;
use crate::clock;
use crate::mail::{SIGNALLING_MAILBOX_MAX, ToSignalling};
use crate::observe::record::Records;
use crate::service::addresses::Addresses;
use crate::service::authentication::Authenticator;
use crate::service::conferences::Conferences;
use crate::service::domains::Domains;
use crate::service::edge::Witness;
use crate::service::encryption::Privacy;
use crate::service::events::{Events, News};
use crate::service::pace::Pace;
use crate::service::registrar::{Book, ClosedFlows, Registrar, RegistrarParts, RegistrarTask};
use crate::service::trunk::{ToTrunks, Trunks};
use crate::service::turns::Turns;
use crate::service::users::Users;

/// Signalling, registrar, calls and media, running.
#[derive(Debug)]
pub(super) struct Telephony {
    pub(super) doors: Doors,
    pub(super) directory: Directory,
    pub(super) signalling: mpsc::Sender<ToSignalling>,
    pub(super) trunks: mpsc::Sender<ToTrunks>,
    /// The trunks as calls and commands see them.
    pub(super) ways: Trunks,
    pub(super) events: Events,
    pub(super) registrar: Registrar,
    pub(super) engine: Engine,
    pub(super) planner: Planner,
    pub(super) tasks: Vec<JoinHandle<()>>,
    /// Stores captures; it ends by itself when the tasks are gone.
    pub(super) capturing: JoinHandle<()>,
}

impl Telephony {
    /// Binds the sockets and starts the tasks.
    #[expect(
        clippy::too_many_lines,
        reason = "a list of all parts, in the order they need each other"
    )]
    pub(super) fn start(
        settings: &Settings,
        storage: Storage,
        users: &Users,
        tls: Tls,
    ) -> Result<Self, StartError> {
        let (mut tokens, in_force) = (Tokens::from_os(), plan::in_force(settings, users)?);
        let (engine, media_events) = Engine::start(configure::engine(settings))?;
        let sip = signalling::bind(settings, tls, &mut tokens)?;

        let (directory, streams) = (Directory::default(), StreamOwners::default());
        let (doors, (signalling, mail)) = (sip.doors(), mpsc::channel(SIGNALLING_MAILBOX_MAX));
        let (realm, codecs) = (settings.domain.as_str(), configure::codecs(settings));
        let (mut secrets, witness) = (tokens.fork(), Witness::new(signalling.clone()));
        let known = (users, configure::domains(settings));
        let mut guard = || guard(&known, realm, secrets.secret(), &witness);
        let kept = (storage.book, storage.bindings, storage.tenant);
        let (news, teller, events) = events::start(settings, users, guard(), &sip, &signalling, &mut tokens);
        let (registering, registrar) =
            registrar(settings, guard(), kept, (&news, &sip.addresses), &signalling);
        let (trunks, to_trunks, trunking) = trunks::start(settings, &sip, &codecs, &signalling, &mut tokens);
        let office = Office {
            trunks: trunks.clone(),
            directory: directory.clone(),
            signalling: signalling.clone(),
            registrar: registrar.clone(),
            engine: engine.clone(),
            streams: streams.clone(),
            tones: configure::tones(settings),
            turns: Turns::new(tokens.fork()),
            conferences: Conferences::default(),
            news,
            addresses: sip.addresses,
            domain: realm.to_owned(),
            emergency: settings.sip.emergency.clone(),
            codecs,
            headers: configure::phone_headers(settings),
            encryption: Privacy::of(&settings.media),
            keys_without_events: configure::key_form(settings.media.dtmf),
            plan: in_force.clone(),
            terms: configure::terms(settings),
            records: Records::new(storage.calls, realm),
            recordings: settings.recordings.folder.as_path().into(),
        };
        let finder = Finder::new(sip.onward.locator.clone(), &signalling);
        let (proxy_task, proxy) = proxy::start((settings, users), guard(), &office, sip.onward);
        let kept = (storage.store, storage.tenant, storage.bans);
        let watch = Watch::start(settings, kept, tokens.secret());
        let task = Signalling {
            captures: watch.captures,
            gate: watch.gate,
            endpoint: sip.endpoint,
            transports: sip.transports,
            directory: directory.clone(),
            registrar: registrar.clone(),
            closed: ClosedFlows::default(),
            trunks: to_trunks.clone(),
            proxy,
            finder,
            events: events.clone(),
            admission: admission(settings, guard(), office, tokens.fork()),
        };
        let planner = Planner::new(settings, users, &in_force);
        let mut tasks = vec![watch.keeping, registering, trunking, proxy_task, teller];
        tasks.push(tokio::spawn(task.run(sip.inbound, mail)));
        tasks.push(tokio::spawn(planner.clone().watch()));
        let routing = media_router::run(media_events, streams, directory.clone());
        tasks.push(tokio::spawn(routing));
        Ok(Self {
            tasks,
            capturing: watch.capturing,
            doors,
            directory,
            signalling,
            trunks: to_trunks,
            ways: trunks,
            events,
            registrar,
            engine,
            planner,
        })
    }
}

/// Who knows the users, for one service.
fn guard(
    (users, domains): &(&Users, Domains),
    realm: &str,
    secret: [u8; 32],
    witness: &Witness,
) -> Authenticator {
    Authenticator::new((*users).clone(), realm, domains.clone(), secret, witness.clone())
}

/// What lets calls in, within the settings' limits.
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

fn registrar(
    settings: &Settings,
    authenticator: Authenticator,
    (book, spool, tenant): (Book, Arc<Spool<BindingChange>>, TenantId),
    (news, addresses): (&News, &Addresses),
    signalling: &mpsc::Sender<ToSignalling>,
) -> (JoinHandle<()>, Registrar) {
    let (task, registrar) = RegistrarTask::new(RegistrarParts {
        authenticator,
        addresses: addresses.clone(),
        policy: configure::policy(settings),
        book,
        spool,
        tenant,
        news: news.clone(),
        signalling: signalling.clone(),
    });
    (tokio::spawn(task.run()), registrar)
}
