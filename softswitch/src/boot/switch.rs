//! The switch: every part started, joined, and stopped in order.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use config::Settings;
use sip_stack::message::Transport;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::desk::Desk;
use super::error::StartError;
use super::seed::{self, Created};
use super::storage::Drains;
use super::telephony::Telephony;
use super::{certificates, events, storage, trunks, web};
use crate::call::EndReason;
use crate::control;
use crate::mail::{ToCall, ToSignalling};
use crate::observe::metrics;
use crate::service::recordings::Shelf;
use crate::service::registrar;

/// How long calls that are ended by a stop may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(5);

/// Passwords that exist in the clear only while the banner is printed.
#[derive(Debug, Default)]
pub struct Passwords {
    /// Users created at this start with a made-up password.
    pub created: Vec<Created>,
}

/// A running switch.
#[derive(Debug)]
pub struct Switch {
    domain: String,
    telephony: Telephony,
    web: web_admin::Server,
    control: control::Server,
    watching: JoinHandle<()>,
    passwords: Passwords,
    draining: watch::Sender<bool>,
    drains: Drains,
}

impl Switch {
    /// Starts everything; when it returns, phones can register.
    ///
    /// # Errors
    /// What could not be opened, bound or understood. Nothing keeps running then.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let metrics = metrics::shared()?;
        let storage = storage::open(&settings).await?;
        let drains = storage.drains.clone();
        let shelf = shelf(&settings)?;
        let (users, created) = seed::users(&storage.store, storage.tenant, &settings).await?;
        let (store, tenant) = (storage.store.clone(), storage.tenant);
        let certificates = Arc::new(certificates::read(&settings)?);
        let mut telephony = Telephony::start(&settings, storage, &users, certificates.tls.clone())?;
        let (draining, draining_seen) = watch::channel(false);
        let admin = web::Admin {
            origins: settings.web.origins.clone(),
            metrics,
            directory: telephony.directory.clone(),
            web_sockets: telephony.doors.web_sockets.clone(),
            transport_counts: telephony.doors.counts.clone(),
            engine: telephony.engine.clone(),
            drains: drains.clone(),
            draining: draining_seen,
        };
        let purge = registrar::purge(store.clone(), tenant);
        telephony.tasks.push(tokio::spawn(purge));
        telephony.tasks.push(tokio::spawn(shelf.tidy()));
        let desk = Desk {
            settings: settings.clone(),
            store,
            tenant,
            users,
            planner: telephony.planner.clone(),
            signalling: telephony.signalling.clone(),
            events: telephony.events.clone(),
            registrar: telephony.registrar.clone(),
            trunks: telephony.ways.clone(),
            directory: telephony.directory.clone(),
        };
        let control = control::open(&settings.dir.join(control::SOCKET), Arc::new(desk))?;
        let web = web_admin::serve(web::listen(&settings, &certificates), Arc::new(admin)).await?;
        let watching = tokio::spawn(certificates.watch());
        let passwords = Passwords { created };
        Ok(Self {
            domain: settings.domain,
            telephony,
            web,
            control,
            watching,
            passwords,
            draining,
            drains,
        })
    }

    /// The SIP domain.
    #[must_use]
    pub fn domain(&self) -> &str {
        &self.domain
    }

    /// Where SIP is heard: transport and address, in the order of the settings.
    #[must_use]
    pub fn sip_addresses(&self) -> &[(Transport, SocketAddr)] {
        &self.telephony.doors.listening
    }

    /// The web front's URL.
    #[must_use]
    pub fn web_address(&self) -> String {
        self.web.url()
    }

    /// Passwords made up at this start.
    #[must_use]
    pub fn passwords(&self) -> &Passwords {
        &self.passwords
    }

    /// How many calls are alive.
    #[must_use]
    pub fn live_calls(&self) -> usize {
        *self.telephony.directory.live().borrow()
    }

    /// Reads the dialplan anew; a version that is no good is logged and changes nothing.
    pub async fn reload(&self) {
        // What came of it is logged.
        let _ = self.telephony.planner.reload("SIGHUP").await;
    }

    /// Refuses new calls, and returns when the last one has ended.
    pub async fn drained(&self) {
        self.draining.send_replace(true);
        // A full mailbox only delays this; a closed one means there are no calls.
        let _ = self.telephony.signalling.send(ToSignalling::Drain).await;
        self.silent().await;
    }

    /// Ends every call with BYE, then every part.
    pub async fn stop(self) {
        self.draining.send_replace(true);
        let _ = self.telephony.signalling.send(ToSignalling::Drain).await;
        for number in self.telephony.directory.numbers() {
            // A call whose mailbox is full or gone is ended by its own limits.
            let _ = self
                .telephony
                .directory
                .post(number, ToCall::Stop(EndReason::Shutdown));
        }
        if tokio::time::timeout(GOODBYE, self.silent()).await.is_err() {
            tracing::warn!(calls = self.live_calls(), "calls did not end in time");
        }
        tokio::join!(
            trunks::leave(&self.telephony.trunks),
            events::leave(&self.telephony.events)
        );
        self.control.stop();
        self.watching.abort();
        self.web.stop().await;
        for task in self.telephony.tasks {
            task.abort();
            // It is awaited for what its end drops: the way to the captures.
            let _ = task.await;
        }
        if tokio::time::timeout(GOODBYE, self.telephony.capturing)
            .await
            .is_err()
        {
            tracing::warn!("the last calls' messages were not stored in time");
        }
        self.telephony.engine.shutdown();
        self.drains.stop().await;
    }

    async fn silent(&self) {
        // The sender lives in the directory, which outlives this wait.
        let _ = self
            .telephony
            .directory
            .live()
            .wait_for(|calls| *calls == 0)
            .await;
    }
}

/// The folder of recordings, which is there from now on.
fn shelf(settings: &Settings) -> Result<Shelf, StartError> {
    let folder = settings.recordings.folder.clone();
    let shelf = Shelf {
        folder: folder.clone(),
        keep: settings.recordings.keep,
        bytes_max: settings.recordings.megabytes.saturating_mul(1_000_000),
    };
    shelf
        .open()
        .map_err(|error| StartError::Recordings { folder, error })?;
    Ok(shelf)
}
