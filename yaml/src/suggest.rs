//! "Did you mean …?"

/// How alike two words must be, from 0 (nothing in common) to 1 (the same).
const LIKENESS_MIN: f64 = 0.6;
/// Words and candidates beyond these are not compared: the time stays short for any input.
const WORD_CHARS_MAX: usize = 64;
const CANDIDATES_MAX: usize = 1_000;

/// The candidate that is most like the word, if any is like it at all.
pub(crate) fn suggest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.chars().count() > WORD_CHARS_MAX {
        return None;
    }
    let lower = word.to_lowercase();
    candidates
        .into_iter()
        .take(CANDIDATES_MAX)
        .filter(|candidate| candidate.chars().count() <= WORD_CHARS_MAX)
        .map(|candidate| (candidate, strsim::normalized_damerau_levenshtein(&lower, &candidate.to_lowercase())))
        .filter(|(_, likeness)| *likeness >= LIKENESS_MIN)
        // The first of equals wins: the order of the candidates is the order of preference.
        .reduce(|best, next| if next.1 > best.1 { next } else { best })
        .map(|(candidate, _)| candidate)
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn the_nearest_candidate_is_suggested_and_nothing_far_fetched() {
        let keys = ["listen", "advertise", "max_registration"];
        assert_eq!(suggest("listn", keys), Some("listen"));
        assert_eq!(suggest("Advertize", keys), Some("advertise"));
        assert_eq!(suggest("max_registrations", keys), Some("max_registration"));
        assert_eq!(suggest("colour", keys), None);
        assert_eq!(suggest("110", ["101", "102"]), Some("101"));
        assert_eq!(suggest(&"x".repeat(100_000), keys), None);
    }
}
