//! Phones in numbers: registrations and calls with audio.

use std::net::{Ipv4Addr, SocketAddr};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use media::offer_answer::Encryption;
use sip_stack::auth::Ha1;
use sip_stack::message::Transport;
use softswitch::phone::{Account, Call, Phone, PhoneError};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::figures::Times;
use crate::office::{DOMAIN, Office, PASSWORD};

/// What callers say, in hertz.
const CALLER_HZ: f32 = 440.0;

/// What callees say, in hertz.
const CALLEE_HZ: f32 = 620.0;

/// Registrations under way at once.
const REGISTERING_MAX: usize = 50;

/// Frames of 20 ms in which each side must hear the other's tone.
const TONE_FRAMES_MIN: u64 = 50;

/// What came of registering many phones.
#[derive(Debug, Default)]
pub struct Registered {
    /// The phones, in the order of their users.
    pub phones: Vec<Phone>,
    /// From REGISTER to 200, its challenge included.
    pub times: Times,
    /// How many failed.
    pub failed: usize,
    /// From the first to the last.
    pub took: Duration,
}

/// Registers a phone for each of those users.
///
/// # Errors
/// A phone cannot be switched on.
pub async fn register(
    office: &Office,
    server: SocketAddr,
    users: Range<usize>,
) -> Result<Registered, PhoneError> {
    let mut phones = Vec::with_capacity(users.len());
    for n in users {
        let extension = office.extension(n);
        let account = Account {
            ha1: Ha1::new(&extension, DOMAIN, PASSWORD),
            extension,
            domain: DOMAIN.to_owned(),
            server,
            transport: Transport::Udp,
            encryption: Encryption::Never,
        };
        phones.push(Phone::start(account, (Ipv4Addr::LOCALHOST, 0).into()).await?);
    }
    let room = Arc::new(Semaphore::new(REGISTERING_MAX));
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for (n, phone) in phones.into_iter().enumerate() {
        let room = room.clone();
        tasks.spawn(async move {
            let _place = room.acquire_owned().await;
            let began = Instant::now();
            let result = phone.register(Duration::from_secs(3_600)).await;
            (n, phone, began.elapsed(), result.is_ok())
        });
    }
    let mut done = tasks.join_all().await;
    let took = began.elapsed();
    done.sort_by_key(|(n, ..)| *n);
    let mut registered = Registered {
        took,
        ..Registered::default()
    };
    for (_, phone, time, ok) in done {
        registered.times.push(time);
        registered.failed += usize::from(!ok);
        registered.phones.push(phone);
    }
    Ok(registered)
}

/// Calls that are up, and what came of setting them up.
#[derive(Debug, Default)]
pub struct Connected {
    /// Both sides of each call.
    pub calls: Vec<[Call; 2]>,
    /// From dialling to the answer.
    pub times: Times,
    /// How many failed.
    pub failed: usize,
}

/// Lets the first `calls` phones call as many behind them, one after another; the first is that of user `first`.
///
/// # Errors
/// A phone is off.
pub async fn connect(
    office: &Office,
    phones: &mut [Phone],
    first: usize,
    calls: usize,
) -> Result<Connected, PhoneError> {
    let (callers, callees) = phones.split_at_mut(calls);
    let mut connected = Connected::default();
    for (n, (caller, callee)) in callers.iter().zip(callees).enumerate() {
        let began = Instant::now();
        let mut call = caller
            .dial(&office.extension(first + calls + n), CALLER_HZ, CALLEE_HZ)
            .await?;
        let answered = callee.incoming().await?.answer(CALLEE_HZ, CALLER_HZ).await?;
        match call.answered().await {
            Ok(()) => {
                connected.times.push(began.elapsed());
                connected.calls.push([call, answered]);
            }
            Err(_) => connected.failed += 1,
        }
    }
    Ok(connected)
}

/// What the phones heard in all their calls.
#[derive(Clone, Copy, Debug, Default)]
pub struct Audio {
    /// RTP packets that came.
    pub packets: u64,
    /// Packets that did not.
    pub lost: u64,
    /// Sides that did not hear the other.
    pub deaf: usize,
}

/// Asks every side of every call what it heard.
///
/// # Errors
/// A phone is off.
pub async fn listen(calls: &[[Call; 2]]) -> Result<Audio, PhoneError> {
    let mut audio = Audio::default();
    for call in calls.iter().flatten() {
        let heard = call.heard().await?;
        audio.packets += heard.packets;
        audio.lost += heard.lost;
        audio.deaf += usize::from(heard.tone_frames < TONE_FRAMES_MIN);
    }
    Ok(audio)
}
