//! Machines reach no clock, thread, socket, runtime or log: what stands in a pure folder may not name them.

use crate::source::{code_only, product_part, words};
use crate::tree::{Finding, Tree, assert_none, places};

/// A folder of machines, and the part of it that is an honest exception.
struct Pure {
    folder: &'static str,
    except: &'static [&'static str],
}

const PURE: [Pure; 9] = [
    Pure {
        folder: "sip-stack/src/",
        except: &["sip-stack/src/transport/"],
    },
    Pure {
        folder: "dialplan/src/",
        except: &[],
    },
    Pure {
        folder: "config/src/",
        except: &[],
    },
    Pure {
        folder: "yaml/src/",
        except: &[],
    },
    Pure {
        folder: "media/src/",
        except: &[
            "media/src/engine/",
            "media/src/worker/",
            "media/src/ports.rs",
            // Runs beside the media threads, never on them: sounds are encoded once and kept.
            "media/src/session/encode.rs",
        ],
    },
    Pure {
        folder: "softswitch/src/call/",
        except: &[],
    },
    Pure {
        folder: "softswitch/src/edge/",
        except: &[],
    },
    Pure {
        folder: "softswitch/src/service/events/board/",
        except: &[],
    },
    Pure {
        folder: "softswitch/src/service/events/document/",
        except: &[],
    },
];

const OUTSIDE: [&str; 16] = [
    "Instant::now",
    "SystemTime::now",
    "Utc::now",
    "Local::now",
    "thread::spawn",
    "thread::sleep",
    "UdpSocket",
    "TcpStream",
    "TcpListener",
    "tokio",
    "async",
    "await",
    "Mutex",
    "RwLock",
    "tracing",
    "mpsc",
];

fn check(tree: &Tree, pure: &[Pure]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        let inside =
            |part: &Pure| path.starts_with(part.folder) && !part.except.iter().any(|at| path.starts_with(at));
        if !pure.iter().any(inside) {
            continue;
        }
        let code = code_only(text);
        let code = product_part(path, &code);
        findings.extend(OUTSIDE.iter().flat_map(|word| {
            words(code, word)
                .map(move |(line, _)| Finding::new(path, line, format!("a machine does not know `{word}`")))
        }));
    }
    findings
}

#[test]
fn machines_reach_nothing_outside() {
    assert_none(&check(&Tree::project(), &PURE));
}

#[test]
fn a_clock_or_a_runtime_in_a_machine_is_found() {
    let pure = [Pure {
        folder: "m/src/",
        except: &["m/src/transport/"],
    }];
    let tree = Tree::of(&[
        (
            "m/src/a.rs",
            "use std::time::Instant;\nlet now = Instant::now();\n#[cfg(test)]\nmod tests { Instant::now(); }",
        ),
        ("m/src/b.rs", "async fn b() {\n    tokio::spawn(c)\n}"),
        ("m/src/transport/udp.rs", "tokio::net::UdpSocket"),
        ("n/src/a.rs", "Instant::now()"),
    ]);
    assert_eq!(
        places(&check(&tree, &pure)),
        ["m/src/a.rs:2", "m/src/b.rs:2", "m/src/b.rs:1"]
    );
}
