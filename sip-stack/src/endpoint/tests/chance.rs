//! Calls under random loss, repetition and reordering always come to an end and leave nothing behind.

use proptest::prelude::*;

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, C, World};
use crate::message::{Method, StatusCode};
use crate::user_agent::{Command, Event, Farewell};

fn habit(event: &Event) -> Option<Command> {
    let headers = Vec::new();
    match event {
        Event::ReinviteReceived { request, .. }
            if request.headers().to().is_ok_and(|to| to.tag().is_some()) =>
        {
            Some(Command::AcceptReinvite {
                body: sdp("answer"),
                headers,
            })
        }
        Event::Answered {
            needs_acknowledge: true,
            ..
        }
        | Event::ReinviteAnswered {
            needs_acknowledge: true,
            ..
        } => Some(Command::Acknowledge {
            answer: sdp("answer"),
        }),
        Event::Request { transaction, .. } => {
            let (transaction, status) = (*transaction, StatusCode::OK);
            Some(Command::Respond {
                transaction,
                status,
                headers,
                body: None,
            })
        }
        _ => None,
    }
}

#[derive(Clone, Debug)]
struct Act {
    side: usize,
    kind: u8,
    wait_ms: u64,
}

fn act() -> impl Strategy<Value = Act> {
    (0..2usize, 0..11u8, 0..3000u64).prop_map(|(side, kind, wait_ms)| Act { side, kind, wait_ms })
}

fn command(kind: u8) -> Command {
    let headers = Vec::new();
    match kind {
        0 => Command::Progress {
            status: StatusCode::RINGING,
            body: None,
            headers,
        },
        1 => Command::Progress {
            status: StatusCode::SESSION_PROGRESS,
            body: sdp("early"),
            headers,
        },
        2 | 3 => Command::Accept {
            body: sdp("answer"),
            headers,
        },
        4 => Command::Reinvite {
            offer: sdp("offer"),
            headers,
        },
        5 => Command::Reinvite { offer: None, headers },
        6 => Command::Request {
            method: Method::Info,
            headers,
            body: None,
        },
        7 => Command::Reject {
            status: StatusCode::BUSY_HERE,
            headers,
        },
        8 => Command::Cancel { reason: None },
        9 => Command::Acknowledge { answer: None },
        _ => Command::Bye(Farewell::default()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn no_schedule_of_losses_leaks_or_panics(
        seed: u8,
        loss in 0..60u32,
        duplication in 0..40u32,
        delay_ms in 1..1500u64,
        offer: bool,
        fork: bool,
        acts in prop::collection::vec(act(), 0..12),
    ) {
        let mut world = World::new(seed);
        (world.network.loss, world.network.duplication) = (loss, duplication);
        world.network.delay_ms = (1, delay_ms);
        for side in &mut world.sides {
            side.habit = habit;
        }
        if fork {
            world.network.fork = Some((world.sides[B].address, world.sides[C].address));
        }
        world.call_with(offer.then(|| sdp("offer")).flatten());
        for act in acts {
            world.run_ms(act.wait_ms);
            world.command(act.side, command(act.kind));
            if fork && act.side == B {
                world.command(C, command(act.kind));
            }
        }
        // An INVITE may arrive after its callee hung up, so each hangs up again.
        for _ in 0..3 {
            for side in [A, B, C] {
                world.command(side, Command::Bye(Farewell::default()));
            }
            world.run();
        }
        world.assert_empty();
        let ends = |line: &&String| {
            ["failed", "cancelled", "local bye", "peer bye", "peer gone", "never"].iter().any(|end| {
                line.starts_with(end)
            })
        };
        for side in [A, B, C] {
            let events = world.events(side);
            let usages = usize::from(side == A) + events.iter().filter(|line| *line == "invited").count();
            prop_assert!(events.iter().filter(ends).count() <= usages, "{events:?}");
        }
    }
}
