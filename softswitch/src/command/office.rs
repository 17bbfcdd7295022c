//! Reading the files of an office: settings and dialplan, checked together.

use std::net::IpAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use config::{Outline, Settings};
use dialplan::{Diagnostics, Graph, Source};

use crate::boot::{StartError, plan};
use crate::control::{self, AskError, Reply, Request};

/// Everything the files say.
#[derive(Debug)]
pub(super) struct Office {
    pub(super) settings: Settings,
    pub(super) plan: Arc<Graph>,
    /// The texts of the plan.
    pub(super) sources: Vec<Source>,
}

impl Office {
    pub(super) fn has_trunk(&self, name: &str) -> bool {
        self.settings.trunks.iter().any(|trunk| trunk.name == name)
    }
}

/// What stops a command.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    /// The files have mistakes.
    #[error("{0}")]
    Mistakes(#[from] Diagnostics),
    /// Already told, in another form.
    #[error("faults were found")]
    Reported,
    /// The switch cannot start.
    #[error("{0}")]
    Start(#[from] StartError),
    /// The time of a call is none.
    #[error(transparent)]
    Moment(#[from] dialplan::BadMoment),
    /// The plan does not do what its tests say.
    #[error("{failed} of {count} tests failed")]
    TestsFailed {
        /// How many did.
        failed: usize,
        /// How many there are.
        count: usize,
    },
    /// The self-test has nobody to test.
    #[error("the self-test needs a listener for udp:// or tcp://")]
    NoListener,
    /// The self-test's users are created by the first run.
    #[error("the switch has never run with these settings; start it first")]
    NeverRun,
    /// A phone of the self-test cannot be used.
    #[error("{0}")]
    Phone(#[from] crate::phone::PhoneError),
    /// The database cannot be read.
    #[error("the database cannot be read: {0}")]
    Store(#[from] store::StoreError),
    /// The runtime cannot start.
    #[error("the runtime cannot start: {0}")]
    Runtime(#[from] std::io::Error),
    /// The running switch cannot be asked.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The running switch refuses.
    #[error("{reason}")]
    Refused {
        /// What it says.
        reason: String,
    },
    /// Nothing to lift.
    #[error("{address} is not banned")]
    NotBanned {
        /// Whom.
        address: IpAddr,
    },
    /// No such call.
    #[error("no call is named {name:?}; `softswitch calls` lists them")]
    NoCall {
        /// What was asked for.
        name: String,
    },
    /// The name is too short.
    #[error("{count} calls are named {name:?}; give more of the identifier")]
    ManyCalls {
        /// What was asked for.
        name: String,
        /// How many.
        count: usize,
    },
    /// A file cannot be written.
    #[error("{file} cannot be written: {error}")]
    Write {
        /// Which.
        file: PathBuf,
        /// What the system says.
        error: std::io::Error,
    },
    /// The extension is taken.
    #[error("there is a user {extension} already; `softswitch user set-password` gives a new password")]
    UserExists {
        /// Whose.
        extension: String,
    },
    /// Nobody has the extension.
    #[error("there is no user {extension}; `softswitch user list` lists them")]
    NoUser {
        /// Which.
        extension: String,
    },
    /// Nothing to tell anybody.
    #[error("no phone of {extension} is registered")]
    NoPhone {
        /// Whose.
        extension: String,
    },
    /// Already told, phone by phone.
    #[error("{failed} of {count} phones did not take it")]
    Untold {
        /// How many did not.
        failed: usize,
        /// How many there are.
        count: usize,
    },
    /// No such trunk.
    #[error("there is no trunk {name:?}; `softswitch trunks list` lists them")]
    NoTrunk {
        /// What was asked for.
        name: String,
    },
    /// No such call.
    #[error("no call {number} is under way; `softswitch calls live` lists them")]
    NoLiveCall {
        /// What was asked for.
        number: u64,
    },
    /// Too easy to guess.
    #[error("the password is too short, {least} characters are the least")]
    ShortPassword {
        /// How many it must have.
        least: usize,
    },
    /// Never banned.
    #[error("{address} is trusted by the settings and is not banned")]
    Trusted {
        /// Whom.
        address: IpAddr,
    },
    /// An answer cannot be printed as JSON.
    #[error("the answer cannot be printed as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// A call's messages were stored by another version.
    #[error("the messages stored for the call cannot be read: {0}")]
    Messages(#[from] rmp_serde::decode::Error),
}

pub(super) fn settings(dir: &Path) -> Result<Settings, Fault> {
    Ok(Settings::load(dir)?)
}

/// Settings and plan, or the mistakes of both; the plan's extensions are those of the seeds.
pub(super) fn read(dir: &Path) -> Result<Office, Fault> {
    let settings =
        Settings::load(dir).map_err(|mistakes| match Outline::load(dir).and_then(plan::mistakes) {
            Some(others) => mistakes.and(others),
            None => mistakes,
        })?;
    let extensions = settings.users.iter().map(|user| user.extension.clone()).collect();
    let sources = plan::read(&settings)?;
    let plan = plan::compile_sources(&sources, &settings, &extensions)?;
    Ok(Office {
        settings,
        plan,
        sources,
    })
}

/// What the switch that runs with these settings says; `None`: none runs.
pub(super) fn ask(settings: &Settings, request: &Request) -> Result<Option<Reply>, Fault> {
    match control::ask(&settings.dir.join(control::SOCKET), request) {
        Ok(reply) => Ok(Some(reply)),
        Err(AskError::NotRunning) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A reply that is not what was asked for.
pub(super) fn refused(reply: Reply) -> Fault {
    let reason = match reply {
        Reply::Failed { reason } => reason,
        Reply::Done
        | Reply::Unknown
        | Reply::Capture { .. }
        | Reply::Bans(_)
        | Reply::Phones(_)
        | Reply::Calls(_)
        | Reply::Trunks(_) => String::from("the running switch gave an answer to another question"),
    };
    Fault::Refused { reason }
}

/// Runs a future on a runtime of its own.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> Result<T, Fault> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    Ok(runtime.block_on(future))
}
