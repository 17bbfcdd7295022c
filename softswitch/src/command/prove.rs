//! `softswitch test`: the tests that stand beside the plan, made in counted time.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use dialplan::{Diagnostics, Picture, Proof, Verdict};
use serde_json::{Value, json};

use super::office::{self, Fault, Office};
use super::{junit, sounds, terminal};

/// How the results are told.
#[derive(Debug, Args)]
pub struct Prove {
    /// Print the results as JSON
    #[arg(long)]
    json: bool,
    /// Write the results for a build server too, in JUnit's form
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
}

/// Makes every test; a failed one shows where it was otherwise, and the way that the call took.
pub(super) fn prove(config: &Path, how: &Prove) -> Result<(), Fault> {
    let office = office::read(config)?;
    let proof = Proof::of(&office.plan, &sounds::lengths(&office)?);
    if let Some(file) = &how.junit {
        let written = fs::write(file, junit::text(&office, &proof));
        written.map_err(|error| Fault::Write {
            file: file.clone(),
            error,
        })?;
    }
    if how.json {
        terminal::say(&serde_json::to_string_pretty(&as_json(&office, &proof))?);
    } else {
        for line in lines(&office, &proof) {
            terminal::say(&line);
        }
    }
    match proof.failed().count() {
        0 => Ok(()),
        _ if how.json => Err(Fault::Reported),
        failed => Err(Fault::TestsFailed {
            failed,
            count: proof.verdicts.len(),
        }),
    }
}

fn lines(office: &Office, proof: &Proof) -> Vec<String> {
    let mut lines: Vec<String> = proof
        .verdicts
        .iter()
        .map(|verdict| line(office, verdict))
        .collect();
    let untaken = proof.untaken();
    if !untaken.is_empty() {
        lines.push(String::from("\nno test comes to:"));
        lines.extend(untaken.iter().map(|visit| format!("  {visit}")));
        lines.push(String::new());
    }
    let ways = untaken_ways(office, proof);
    if !ways.is_empty() {
        lines.push(String::from("no test takes:"));
        lines.extend(ways.iter().map(|way| format!("  {way}")));
        lines.push(String::new());
    }
    let (count, failed) = (proof.verdicts.len(), proof.failed().count());
    let (steps, untaken) = (office.plan.steps().count(), untaken.len());
    let taken = steps - untaken;
    lines.push(format!(
        "{} of {count} tests passed; they come to {taken} of {steps} steps",
        count - failed
    ));
    lines
}

/// The ways that no test takes out of steps that some test comes to.
fn untaken_ways(office: &Office, proof: &Proof) -> Vec<String> {
    let picture = Picture::of(&office.plan).with_tests(proof);
    let unseen: HashSet<_> = proof.untaken().iter().collect();
    let ways = picture.untaken().filter(|(step, _)| !unseen.contains(step));
    ways.map(|(step, exit)| format!("{step} → {exit}")).collect()
}

/// One test; a failed one with its faults and its way.
fn line(office: &Office, verdict: &Verdict) -> String {
    let place = place(office, verdict);
    let Some(faults) = verdict.told(&office.sources) else {
        return format!("ok    {place} {}", verdict.name);
    };
    let way = verdict.simulation.to_string().replace('\n', "\n  ");
    format!(
        "FAIL  {place} {}\n{}\n\nthe way of this call:\n  {way}\n",
        verdict.name,
        texts(&faults).join("\n\n")
    )
}

pub(super) fn texts(faults: &Diagnostics) -> Vec<String> {
    faults.iter().map(ToString::to_string).collect()
}

fn place(office: &Office, verdict: &Verdict) -> String {
    let source = office.sources.get(verdict.span.file);
    let name = source.map_or("", |source| source.name.as_str());
    format!("{name}:{}", verdict.span.line)
}

fn as_json(office: &Office, proof: &Proof) -> Value {
    let test = |verdict: &Verdict| {
        let faults = verdict.told(&office.sources);
        let faults: Vec<_> = faults.iter().flat_map(Diagnostics::iter).collect();
        json!({
            "name": verdict.name,
            "place": place(office, verdict),
            "passed": verdict.passed(),
            "faults": faults,
            "call": verdict.simulation,
        })
    };
    json!({
        "tests": proof.verdicts.iter().map(test).collect::<Vec<_>>(),
        "untaken": proof.untaken(),
        "untaken_ways": untaken_ways(office, proof),
    })
}
