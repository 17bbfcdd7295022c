use super::likeness::{QUIET_POWER, best_shift, blend, likeness, power};

/// The shortest and the longest piece that is cut out or put in at once: periods of a voice, in a second.
const SHORTEST_PARTS: u32 = 400;
const LONGEST_PARTS: u32 = 100;

/// How alike two neighbouring periods must be, so that nobody hears that one is missing.
const ALIKE: f32 = 0.8;

/// Makes a piece of audio shorter by a period of its sound, or by more where it is quiet; by how many samples, `most` at
/// most. It is left as it is, 0, where that would be heard, unless it `must` be.
pub fn shorten(pcm: &mut Vec<i16>, most: usize, sample_rate: u32, must: bool) -> usize {
    let Some(length) = period(pcm, most, sample_rate, must) else {
        return 0;
    };
    for n in 0..length {
        if let (Some(from), Some(to)) = (pcm.get(n).copied(), pcm.get_mut(length + n)) {
            *to = blend(from, *to, n, length);
        }
    }
    pcm.drain(..length);
    length
}

/// Makes a piece of audio longer, as [`shorten`] makes it shorter. It allocates where the vector has no room.
pub fn lengthen(pcm: &mut Vec<i16>, most: usize, sample_rate: u32, must: bool) -> usize {
    let before = pcm.len();
    let Some(length) = period(pcm, most, sample_rate, must) else {
        return 0;
    };
    pcm.resize(before + length, 0);
    pcm.copy_within(length..before, 2 * length);
    for n in 0..length {
        let (from, to) = (pcm.get(2 * length + n).copied(), pcm.get(n).copied());
        if let (Some(from), Some(to), Some(place)) = (from, to, pcm.get_mut(length + n)) {
            *place = blend(from, to, n, length);
        }
    }
    length
}

/// The length of two neighbouring pieces at the beginning, of which one can be spared.
fn period(pcm: &[i16], most: usize, sample_rate: u32, must: bool) -> Option<usize> {
    // Even, so that it is whole ticks of G.722's clock too (RFC 3551 §4.5.2).
    Some(alike(pcm, most, sample_rate, must)? & !1).filter(|length| *length > 0)
}

fn alike(pcm: &[i16], most: usize, sample_rate: u32, must: bool) -> Option<usize> {
    let shortest = (sample_rate / SHORTEST_PARTS) as usize;
    let longest = ((sample_rate / LONGEST_PARTS) as usize)
        .min(most)
        .min(pcm.len() / 2);
    if longest == 0 || most > longest && longest < shortest {
        return None;
    }
    if longest <= shortest || power(pcm) < QUIET_POWER {
        return Some(longest);
    }
    let compare = |shift: usize, stride: usize| {
        let (first, second) = pcm.split_at(shift);
        likeness(first, second, stride)
    };
    let (length, how_alike) = best_shift(shortest..=longest, sample_rate, compare)?;
    (must || how_alike >= ALIKE).then_some(length)
}

#[cfg(test)]
mod tests {
    use super::{lengthen, shorten};
    use crate::dsp::Tone;

    fn tone(hz: f32) -> Vec<i16> {
        let mut pcm = vec![0; 320];
        Tone::new(hz, -10.0, 16_000).fill(&mut pcm);
        pcm
    }

    /// The largest step from one sample to the next.
    fn roughness(pcm: &[i16]) -> i32 {
        let step = |pair: &[i16]| (i32::from(pair[1]) - i32::from(pair[0])).abs();
        pcm.windows(2).map(step).max().unwrap()
    }

    #[test]
    fn a_voice_is_made_shorter_and_longer_by_its_periods() {
        for hz in [120.0, 200.0, 310.0, 1_000.0] {
            let before = tone(hz);
            let mut pcm = before.clone();
            let cut = shorten(&mut pcm, 160, 16_000, false);
            assert!((40..=160).contains(&cut), "{hz} Hz: {cut}");
            assert_eq!(pcm.len(), 320 - cut);
            assert!(roughness(&pcm) <= roughness(&before) * 11 / 10, "{hz} Hz");
            let mut pcm = Vec::with_capacity(500);
            pcm.extend(&before);
            let added = lengthen(&mut pcm, 160, 16_000, false);
            assert!((40..=160).contains(&added), "{hz} Hz: {added}");
            assert_eq!(pcm.len(), 320 + added);
            assert!(roughness(&pcm) <= roughness(&before) * 11 / 10, "{hz} Hz");
            assert_eq!((pcm[0], pcm.last()), (before[0], before.last()));
        }
    }

    #[test]
    fn what_has_no_period_is_left_unless_it_must_and_silence_gives_all() {
        let mut state = 1_u32;
        let noise: Vec<i16> = (0..320)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 18) as i16 - 8_192
            })
            .collect();
        let mut pcm = noise.clone();
        assert_eq!(shorten(&mut pcm, 160, 16_000, false), 0);
        assert_eq!(pcm, noise);
        assert!(shorten(&mut pcm, 160, 16_000, true) >= 40);
        assert_eq!(shorten(&mut vec![3; 320], 160, 16_000, false), 160);
        assert_eq!(lengthen(&mut vec![3; 320], 100, 16_000, false), 100);
        for length in 0..30 {
            for most in 0..40 {
                assert!(shorten(&mut vec![9_000; length], most, 16_000, true) <= most.min(length));
            }
        }
    }
}
