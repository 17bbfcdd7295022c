//! Results of tests in the form that build servers read (JUnit's XML).

use std::fmt::Write;

use dialplan::{Proof, Verdict};
use quick_xml::escape::escape;

use super::office::Office;
use super::prove::texts;

/// The whole file.
pub(super) fn text(office: &Office, proof: &Proof) -> String {
    let (count, failed) = (proof.verdicts.len(), proof.failed().count());
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    let head = format!("<testsuite name=\"dialplan\" tests=\"{count}\" failures=\"{failed}\">\n");
    text.push_str(&head);
    for verdict in &proof.verdicts {
        text.push_str(&case(office, verdict));
    }
    text.push_str("</testsuite>\n");
    text
}

fn case(office: &Office, verdict: &Verdict) -> String {
    let source = office.sources.get(verdict.span.file);
    let file = source.map_or("", |source| source.name.as_str());
    let mut case = format!(
        "  <testcase classname=\"dialplan\" name=\"{}\" file=\"{}\" line=\"{}\">\n",
        escape(verdict.name.as_str()),
        escape(file),
        verdict.span.line
    );
    if let Some(faults) = verdict.told(&office.sources) {
        let told = format!("{}\n\n{}", texts(&faults).join("\n\n"), verdict.simulation);
        let first = verdict.faults.first().map_or("", |fault| fault.message.as_str());
        // A string takes everything.
        let _ = writeln!(
            case,
            "    <failure message=\"{}\">{}</failure>",
            escape(first),
            escape(told.as_str())
        );
    }
    case.push_str("  </testcase>\n");
    case
}
