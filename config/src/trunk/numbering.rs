//! `numbering`: how people here dial, and how a trunk writes numbers.

use yaml::{Mistakes, Node};

use super::choice;

const DIGITS_MAX: usize = 8;
const EXACT_MAX: usize = 32;
const FORMS: [(&str, NumberForm); 4] = [
    ("e164", NumberForm::E164),
    ("plus-less", NumberForm::PlusLess),
    ("international", NumberForm::International),
    ("national", NumberForm::National),
];

/// How a number is written between us and a trunk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum NumberForm {
    /// `+4930123456`.
    #[default]
    E164,
    /// `4930123456`.
    PlusLess,
    /// `004930123456`.
    International,
    /// `030123456`; numbers of other countries as `international`.
    National,
}

/// One policy for the numbers in Request-URI, From, To and identity headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Numbering {
    /// The country's code, `49`. `None`: what is dialled without `+` is sent as it is.
    pub country: Option<String>,
    /// The area's code without its zero, `30`; for numbers dialled without one.
    pub area: Option<String>,
    /// What is dialled before a number of another country.
    pub international_prefix: String,
    /// What is dialled before a number of another area.
    pub national_prefix: String,
    /// The digits that people dial to get outside; taken away first.
    pub outside_line: Option<String>,
    /// How we write numbers to the trunk.
    pub send: NumberForm,
    /// How the trunk writes numbers to us, where it writes none with `+`.
    pub receive: NumberForm,
    /// Numbers that are never rewritten: emergency and service numbers.
    pub exact: Vec<String>,
}

impl Default for Numbering {
    fn default() -> Self {
        Self {
            country: None,
            area: None,
            international_prefix: String::from("00"),
            national_prefix: String::from("0"),
            outside_line: None,
            send: NumberForm::default(),
            receive: NumberForm::default(),
            exact: Vec::new(),
        }
    }
}

impl Numbering {
    pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let default = Self::default();
        let mut fields = node.fields("`numbering`", mistakes)?;
        let country = optional(fields.take("country", mistakes), mistakes);
        let area = optional(fields.take("area", mistakes), mistakes);
        let outside_line = optional(fields.take("outside_line", mistakes), mistakes);
        let international_prefix = match fields.take("international_prefix", mistakes) {
            Some(node) => digits(node, mistakes),
            None => Some(default.international_prefix),
        };
        let national_prefix = match fields.take("national_prefix", mistakes) {
            // North America dials areas without a prefix.
            Some(node) if node.text("digits", mistakes) == Some("") => Some(String::new()),
            Some(node) => digits(node, mistakes),
            None => Some(default.national_prefix),
        };
        let send = fields.take("send", mistakes);
        let form = |node: Option<&Node>, mistakes: &mut Mistakes<'_>| {
            choice::or_default(node, |node| choice::word(node, &FORMS, mistakes))
        };
        let sent = form(send, mistakes);
        let received = form(fields.take("receive", mistakes), mistakes);
        let exact = match fields.take("exact", mistakes) {
            Some(node) => choice::one_or_more(node, EXACT_MAX, mistakes)
                .and_then(|items| choice::each(items, mistakes, digits)),
            None => Some(Vec::new()),
        };
        fields.finish(mistakes);
        let country = country?;
        if let (None, Some(node), Some(NumberForm::National)) = (&country, send, sent) {
            let message = "which country's numbers are national is not said";
            mistakes.say(
                "no-country",
                node.span,
                message,
                "add `country: \"49\"` or send e164",
            );
        }
        Some(Self {
            country,
            area: area?,
            international_prefix: international_prefix?,
            national_prefix: national_prefix?,
            outside_line: outside_line?,
            send: sent?,
            receive: received?,
            exact: exact?,
        })
    }
}

fn optional(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Option<String>> {
    match node {
        Some(node) => digits(node, mistakes).map(Some),
        None => Some(None),
    }
}

fn digits(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.number_text(mistakes)?;
    let sound = (1..=DIGITS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if !sound {
        let message = format!("`{text}` is not a code of 1 to {DIGITS_MAX} digits");
        mistakes.say(
            "bad-digits",
            node.span,
            message,
            "write digits only, in quotes, like \"49\"",
        );
    }
    sound.then(|| text.to_owned())
}
