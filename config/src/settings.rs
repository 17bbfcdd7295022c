//! The whole file.

use std::path::{Path, PathBuf};
use std::slice;

use chrono_tz::Tz;
use yaml::{Diagnostics, Mistakes, Node, Source};

use crate::capture::Capture;
use crate::dns::Dns;
use crate::edge::Edge;
use crate::events::Events;
use crate::limits::Limits;
use crate::media::Media;
use crate::outside::Outside;
use crate::recordings::Recordings;
use crate::shutdown::Shutdown;
use crate::sip::Sip;
use crate::speech::Speech;
use crate::storage::Storage;
use crate::trunk::{self, Trunk};
use crate::users::{self, User};
use crate::web::Web;
use crate::{conceal, domain, paths, ports, timezone};

/// The form of the settings that this program reads.
const VERSION: u64 = 1;

/// Checked settings; paths are resolved against the folder of the file.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The folder of the settings.
    pub dir: PathBuf,
    /// Realm and domain of the addresses of record.
    pub domain: String,
    /// Where the office is, for its hours.
    pub timezone: Tz,
    /// Phones and what they may ask.
    pub sip: Sip,
    /// Who is asked where domains lead.
    pub dns: Dns,
    /// The web front.
    pub web: Web,
    /// RTP.
    pub media: Media,
    /// Who reads the dialplan's words aloud.
    pub speech: Speech,
    /// What is kept.
    pub storage: Storage,
    /// How much at once.
    pub limits: Limits,
    /// How long each call's SIP messages are kept.
    pub capture: Capture,
    /// Where recorded calls are kept.
    pub recordings: Recordings,
    /// Whom the switch listens to.
    pub edge: Edge,
    /// Lamps and messages.
    pub events: Events,
    /// Users to create at the first start.
    pub users: Vec<User>,
    /// Ways to other telephone systems, in the order to try them.
    pub trunks: Vec<Trunk>,
    /// The files of the dialplan, at least one.
    pub dialplan: Vec<PathBuf>,
    /// How the switch stops.
    pub shutdown: Shutdown,
}

/// What every section is read with.
#[derive(Clone, Copy)]
pub(crate) struct Office<'a> {
    pub(crate) dir: &'a Path,
    pub(crate) outside: &'a dyn Outside,
}

impl Settings {
    /// Checks a text; `dir` is what its relative paths start from.
    ///
    /// # Errors
    /// Every mistake in the text.
    pub fn parse(source: &Source, dir: &Path, outside: &dyn Outside) -> Result<Self, Diagnostics> {
        let mut mistakes = Mistakes::new(slice::from_ref(source));
        conceal::secrets(&source.text, &mut mistakes);
        let root = yaml::parse(0, source, &mut mistakes);
        let settings = root.and_then(|root| read(&root, Office { dir, outside }, &mut mistakes));
        mistakes.finish(settings)
    }
}

/// Every section is read before any that failed stops the whole.
fn read(root: &Node, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Settings> {
    let mut fields = root.fields("the file of settings", mistakes)?;
    if let Some(node) = fields.need("version", "1", mistakes) {
        node.version(VERSION, mistakes);
    }
    let domain = domain::read(fields.take("domain", mistakes), mistakes);
    let timezone = timezone::read(fields.take("timezone", mistakes), mistakes);
    let sip = Sip::read(fields.take("sip", mistakes), office, mistakes);
    let dns = Dns::read(fields.take("dns", mistakes), mistakes);
    let web = Web::read(fields.take("web", mistakes), office, mistakes);
    let media = Media::read(fields.take("media", mistakes), office, mistakes);
    let speech = Speech::read(fields.take("speech", mistakes), office, mistakes);
    let storage = Storage::read(fields.take("storage", mistakes), office, mistakes);
    let limits = Limits::read(fields.take("limits", mistakes), mistakes);
    let capture = Capture::read(fields.take("capture", mistakes), mistakes);
    let recordings = Recordings::read(fields.take("recordings", mistakes), office, mistakes);
    let edge = Edge::read(fields.take("edge", mistakes), mistakes);
    let events = Events::read(fields.take("events", mistakes), mistakes);
    let users = users::read(fields.take("users", mistakes), office, mistakes);
    let trunks = trunk::read(fields.take("trunks", mistakes), office, mistakes);
    let dialplan = paths::dialplan(fields.take("dialplan", mistakes), office, mistakes);
    let shutdown = Shutdown::read(fields.take("shutdown", mistakes), mistakes);
    fields.finish(mistakes);
    if let (Some(sip), Some(web), Some(media)) = (&sip, &web, &media) {
        ports::check(root, sip, web, media, mistakes);
    }
    Some(Settings {
        dir: office.dir.to_owned(),
        domain: domain?,
        timezone: timezone?,
        sip: sip?,
        dns: dns?,
        web: web?,
        media: media?,
        speech: speech?,
        storage: storage?,
        limits: limits?,
        capture: capture?,
        recordings: recordings?,
        edge: edge?,
        events: events?,
        users: users?,
        trunks: trunks?,
        dialplan: dialplan?,
        shutdown: shutdown?,
    })
}
