use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::subsequence;

use super::{ALL, negotiator, ours, phone};
use crate::offer_answer::Negotiator;
use crate::sdp::Sdp;
use crate::sdp::samples::LINPHONE;

/// What a phone may speak, and one codec that we do not.
const MAPS: [&str; 5] = [
    "opus/48000/2",
    "G722/8000",
    "PCMU/8000",
    "telephone-event/8000",
    "speex/16000",
];

const DIRECTIONS: [&str; 4] = ["sendrecv", "sendonly", "recvonly", "inactive"];

/// What happens next in a call.
#[derive(Clone, Debug)]
enum Step {
    /// This phone offers these of its codecs; the other one answers with those of its own that it may.
    Offer {
        first: bool,
        codecs: Vec<usize>,
        direction: usize,
    },
    /// We offer to this phone, which refuses.
    Refused { first: bool },
}

fn step() -> impl Strategy<Value = Step> {
    let codecs = subsequence((0..MAPS.len()).collect::<Vec<_>>(), 1..=MAPS.len()).prop_shuffle();
    let offer =
        (any::<bool>(), codecs, 0..DIRECTIONS.len()).prop_map(|(first, codecs, direction)| Step::Offer {
            first,
            codecs,
            direction,
        });
    prop_oneof![4 => offer, 1 => any::<bool>().prop_map(|first| Step::Refused { first })]
}

/// A phone with numbers of its own, which it uses where they mean nothing else yet, and one leg to it.
struct Line {
    leg: Negotiator,
    host: u8,
    numbers: Vec<u8>,
    /// What each number has meant in all that was said on this leg, by either side.
    meant: BTreeMap<u8, String>,
    version: u64,
}

impl Line {
    fn new(host: u8, numbers: Vec<u8>) -> Self {
        let (leg, meant) = (negotiator(&ALL), BTreeMap::new());
        Self {
            leg,
            host,
            numbers,
            meant,
            version: 0,
        }
    }

    fn number_of(&self, codec: usize) -> u8 {
        let had = self
            .meant
            .iter()
            .find(|(_, map)| *map == MAPS[codec])
            .map(|(number, _)| *number);
        let own = Some(self.numbers[codec]).filter(|own| !self.meant.contains_key(own));
        // Above the numbers of its own there is one for each codec.
        let spare = 120 + u8::try_from(codec).unwrap();
        had.or(own).unwrap_or(spare)
    }

    fn says(&mut self, codecs: &[usize], direction: usize) -> Vec<u8> {
        let numbers: Vec<_> = codecs.iter().map(|codec| self.number_of(*codec)).collect();
        let formats: Vec<_> = numbers.iter().map(u8::to_string).collect();
        let maps = numbers
            .iter()
            .zip(codecs)
            .map(|(number, codec)| format!("a=rtpmap:{number} {}\n", MAPS[*codec]));
        let (formats, maps) = (formats.join(" "), maps.collect::<String>());
        let media = format!(
            "m=audio 4000 RTP/AVP {formats}\n{maps}a={}",
            DIRECTIONS[direction]
        );
        let said = phone(self.host, &media);
        self.note(&said);
        said
    }

    /// What we say: it can be read, and its version does not fall.
    fn hears(&mut self, said: &[u8]) {
        self.note(said);
        let version = Sdp::parse(said).unwrap().origin.version.parse().unwrap();
        assert!(
            version >= self.version,
            "the version went from {} to {version}",
            self.version
        );
        self.version = version;
    }

    /// No number changes its meaning.
    fn note(&mut self, said: &[u8]) {
        let read = Sdp::parse(said).unwrap();
        for map in read.sections[0].values("rtpmap") {
            let (number, map) = map.split_once(' ').unwrap();
            let before = self.meant.insert(number.parse().unwrap(), map.to_owned());
            assert!(
                before.as_ref().is_none_or(|before| before == map),
                "{number} is {map}, was {before:?}"
            );
        }
    }

    fn means(&self, payload_type: u8) -> Option<&str> {
        self.meant.get(&payload_type).map(String::as_str)
    }
}

fn offer(from: &mut Line, to: &mut Line, codecs: &[usize], direction: usize) {
    let said = from.says(codecs, direction);
    if from.leg.receive_offer(&said).is_err() {
        return;
    }
    let carried = to.leg.offer_from(&from.leg, &ours(20_002)).unwrap();
    to.hears(&carried);
    let answer = to.says(codecs, 0);
    let theirs = to.leg.receive_answer(&answer).unwrap();
    let (answer, agreed) = from.leg.answer_from(&to.leg, &ours(20_000)).unwrap();
    from.hears(&answer);
    let codec = agreed.codec.rtpmap();
    assert_eq!(theirs.codec, agreed.codec);
    assert_eq!(from.means(agreed.payload_type_send), Some(codec.as_str()));
    assert_eq!(to.means(theirs.payload_type_send), Some(codec.as_str()));
    assert_eq!(to.means(theirs.payload_type_receive), Some(codec.as_str()));
    let events = [theirs.telephone_event_send, theirs.telephone_event_receive];
    let events = events.map(|event| event.and_then(|event| to.means(event)));
    assert!(
        events
            .iter()
            .all(|event| event.is_none_or(|event| event.starts_with("telephone-event")))
    );
}

proptest! {
    #[test]
    fn numbers_keep_their_meaning_and_versions_grow_whatever_happens(
        first in subsequence((96..=119).collect::<Vec<u8>>(), MAPS.len()).prop_shuffle(),
        second in subsequence((96..=119).collect::<Vec<u8>>(), MAPS.len()).prop_shuffle(),
        steps in prop::collection::vec(step(), 1..12),
    ) {
        let (mut caller, mut callee) = (Line::new(1, first), Line::new(2, second));
        for step in steps {
            match step {
                Step::Offer { first: true, codecs, direction } => offer(&mut caller, &mut callee, &codecs, direction),
                Step::Offer { codecs, direction, .. } => offer(&mut callee, &mut caller, &codecs, direction),
                Step::Refused { first } => {
                    let line = if first { &mut caller } else { &mut callee };
                    let before = line.leg.agreed().cloned();
                    let said = line.leg.offer(&ours(20_004));
                    line.hears(&said);
                    line.leg.rollback();
                    prop_assert_eq!(line.leg.agreed().cloned(), before);
                }
            }
        }
    }

    #[test]
    fn no_bytes_make_a_negotiator_panic(offer: Vec<u8>, answer: Vec<u8>) {
        let (mut one, mut other) = (negotiator(&ALL), negotiator(&ALL));
        let _ = one.receive_offer(&offer);
        let _ = other.offer_from(&one, &ours(20_000));
        let _ = other.receive_answer(&answer);
        let _ = one.answer_from(&other, &ours(20_000));
        let _ = one.answer(&ours(20_000));
    }

    #[test]
    fn a_damaged_offer_is_refused_or_answered_readably(at in 0..LINPHONE.len(), byte: u8) {
        let mut offer = LINPHONE.as_bytes().to_vec();
        offer[at] = byte;
        let mut leg = negotiator(&ALL);
        if leg.receive_offer(&offer).is_ok() {
            let (answer, agreed) = leg.answer(&ours(20_000)).unwrap();
            prop_assert!(agreed.payload_type_send < 128);
            prop_assert!(Sdp::parse(&answer).is_ok());
        }
    }
}
