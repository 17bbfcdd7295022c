//! Numbers as people dial them, as trunks write them, and E.164 between (ITU-T E.164; RFC 3966 §5.1.4).

use config::{NumberForm, Numbering};

/// Digits that a number needs at least to be more than a service code.
const DIGITS_MIN: usize = 3;

/// What a user dialled, in E.164 with `+`; service numbers and what cannot be told stay as they are.
pub(super) fn dialled(numbering: &Numbering, number: &str) -> String {
    let number: String = number
        .chars()
        .filter(|c| !matches!(c, '-' | '.' | '(' | ')' | ' '))
        .collect();
    let inner = match &numbering.outside_line {
        Some(line) => number
            .strip_prefix(line.as_str())
            .filter(|rest| rest.len() >= DIGITS_MIN),
        None => None,
    };
    if numbering.exact.contains(&number) {
        return number;
    }
    let number = inner.map_or(number.as_str(), |inner| inner);
    whole(numbering, number)
}

/// A number of a trunk's message, in E.164 with `+`.
pub(super) fn received(numbering: &Numbering, number: &str) -> String {
    let is_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    if numbering.receive == NumberForm::PlusLess
        && is_digits
        && !numbering.exact.iter().any(|exact| exact == number)
    {
        return format!("+{number}");
    }
    whole(numbering, number)
}

fn whole(numbering: &Numbering, number: &str) -> String {
    let is_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits || number.len() < DIGITS_MIN || numbering.exact.iter().any(|exact| exact == number) {
        return number.to_owned();
    }
    if let Some(rest) = number.strip_prefix(numbering.international_prefix.as_str()) {
        return format!("+{rest}");
    }
    let Some(country) = &numbering.country else {
        return number.to_owned();
    };
    let prefix = numbering.national_prefix.as_str();
    match (number.strip_prefix(prefix), &numbering.area) {
        (Some(rest), _) if !prefix.is_empty() => format!("+{country}{rest}"),
        (_, Some(area)) => format!("+{country}{area}{number}"),
        (Some(_), None) => format!("+{country}{number}"),
        (None, None) => number.to_owned(),
    }
}

/// A number in E.164 as this trunk wants it; what has no `+` goes as it is.
pub(super) fn sent(numbering: &Numbering, number: &str) -> String {
    let Some(digits) = number.strip_prefix('+') else {
        return number.to_owned();
    };
    match numbering.send {
        NumberForm::E164 => number.to_owned(),
        NumberForm::PlusLess => digits.to_owned(),
        NumberForm::International => format!("{}{digits}", numbering.international_prefix),
        NumberForm::National => match digits.strip_prefix(numbering.country.as_deref().unwrap_or("?")) {
            Some(rest) => format!("{}{rest}", numbering.national_prefix),
            None => format!("{}{digits}", numbering.international_prefix),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn berlin(send: NumberForm, receive: NumberForm) -> Numbering {
        Numbering {
            country: Some(String::from("49")),
            area: Some(String::from("30")),
            outside_line: Some(String::from("0")),
            send,
            receive,
            exact: vec![String::from("110"), String::from("112")],
            ..Numbering::default()
        }
    }

    #[test]
    fn what_people_dial_becomes_a_whole_number() {
        let numbering = berlin(NumberForm::E164, NumberForm::E164);
        for (number, expected) in [
            ("0030987654", "+4930987654"),
            ("0987654", "+4930987654"),
            ("00044207946000", "+44207946000"),
            ("+44 20 7946-000", "+44207946000"),
            ("112", "112"),
            ("0112", "112"),
            ("0110", "110"),
        ] {
            assert_eq!(dialled(&numbering, number), expected, "{number}");
        }
    }

    #[test]
    fn without_a_country_what_is_dialled_is_sent() {
        let numbering = Numbering::default();
        assert_eq!(dialled(&numbering, "030987654"), "030987654");
        assert_eq!(dialled(&numbering, "0044207946000"), "+44207946000");
    }

    #[test]
    fn north_america_dials_areas_without_a_prefix() {
        let numbering = Numbering {
            country: Some(String::from("1")),
            national_prefix: String::new(),
            international_prefix: String::from("011"),
            ..Numbering::default()
        };
        assert_eq!(dialled(&numbering, "2125550123"), "+12125550123");
        assert_eq!(dialled(&numbering, "0114930987654"), "+4930987654");
    }

    #[test]
    fn each_trunk_gets_numbers_as_it_wants_them() {
        let send = |form, number| sent(&berlin(form, NumberForm::E164), number);
        assert_eq!(send(NumberForm::E164, "+4930987654"), "+4930987654");
        assert_eq!(send(NumberForm::PlusLess, "+4930987654"), "4930987654");
        assert_eq!(send(NumberForm::International, "+4930987654"), "004930987654");
        assert_eq!(send(NumberForm::National, "+4930987654"), "030987654");
        assert_eq!(send(NumberForm::National, "+44207946000"), "0044207946000");
        assert_eq!(send(NumberForm::National, "112"), "112");
    }

    #[test]
    fn what_a_trunk_writes_becomes_a_whole_number() {
        let receive = |form, number| received(&berlin(NumberForm::E164, form), number);
        assert_eq!(receive(NumberForm::PlusLess, "4930987654"), "+4930987654");
        assert_eq!(receive(NumberForm::National, "030987654"), "+4930987654");
        assert_eq!(receive(NumberForm::National, "0044207946000"), "+44207946000");
        assert_eq!(receive(NumberForm::National, "+4930987654"), "+4930987654");
        assert_eq!(receive(NumberForm::E164, "anonymous"), "anonymous");
    }

    #[test]
    fn what_is_sent_is_read_back_in_every_form() {
        for form in [
            NumberForm::E164,
            NumberForm::PlusLess,
            NumberForm::International,
            NumberForm::National,
        ] {
            let numbering = berlin(form, form);
            for number in ["+4930987654", "+44207946000", "+12125550123"] {
                assert_eq!(
                    received(&numbering, &sent(&numbering, number)),
                    number,
                    "{form:?}"
                );
            }
        }
    }
}
