//! What a telephone network says without words, country by country (ITU-T E.180 and its Supplement 2).

use super::Cadence;

/// A tone that tells the caller how its call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// A number can be dialled.
    Dial,
    /// The other phone rings.
    Ringback,
    /// The other phone is busy.
    Busy,
    /// There is no way to it.
    Congestion,
    /// Something is wrong that words will tell: three rising tones (E.180 §8).
    Information,
}

impl Signal {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Dial,
        Self::Ringback,
        Self::Busy,
        Self::Congestion,
        Self::Information,
    ];
}

/// A country's tones, by the letters of ISO 3166; `itu`: what E.180 recommends to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Country {
    code: &'static str,
    dial: &'static str,
    ringback: &'static str,
    busy: &'static str,
    congestion: &'static str,
}

/// The same everywhere.
const INFORMATION: &str = "950/330,1400/330,1800/330,0/1000";

impl Country {
    /// By its letters, in small ones.
    #[must_use]
    pub fn of(code: &str) -> Option<Self> {
        let mut all = COUNTRIES.iter();
        all.find(|country| country.code == code).copied()
    }

    /// How it says this.
    #[must_use]
    pub fn cadence(&self, signal: Signal) -> Cadence {
        let text = match signal {
            Signal::Dial => self.dial,
            Signal::Ringback => self.ringback,
            Signal::Busy => self.busy,
            Signal::Congestion => self.congestion,
            Signal::Information => INFORMATION,
        };
        // A test reads them all.
        Cadence::of(text).unwrap_or_default()
    }
}

/// What is recommended to all.
impl Default for Country {
    fn default() -> Self {
        COUNTRIES[0]
    }
}

const fn country(code: &'static str, [dial, ringback, busy, congestion]: [&'static str; 4]) -> Country {
    Country {
        code,
        dial,
        ringback,
        busy,
        congestion,
    }
}

const COUNTRIES: [Country; 37] = [
    country(
        "itu",
        ["425", "425/1000,0/4000", "425/500,0/500", "425/250,0/250"],
    ),
    country("at", ["420", "420/1000,0/5000", "420/400,0/400", "420/200,0/200"]),
    country(
        "au",
        [
            "413+438",
            "413+438/400,0/200,413+438/400,0/2000",
            "425/375,0/375",
            "425/375,0/375,420/375,0/375",
        ],
    ),
    country("be", ["425", "425/1000,0/3000", "425/500,0/500", "425/167,0/167"]),
    country(
        "br",
        [
            "425",
            "425/1000,0/4000",
            "425/250,0/250",
            "425/250,0/250,425/750,0/250",
        ],
    ),
    country(
        "ca",
        [
            "350+440",
            "440+480/2000,0/4000",
            "480+620/500,0/500",
            "480+620/250,0/250",
        ],
    ),
    country("ch", ["425", "425/1000,0/4000", "425/500,0/500", "425/200,0/200"]),
    country("cn", ["450", "450/1000,0/4000", "450/350,0/350", "450/700,0/700"]),
    country(
        "cz",
        [
            "425/330,0/330,425/660,0/660",
            "425/1000,0/4000",
            "425/330,0/330",
            "425/165,0/165",
        ],
    ),
    country("de", ["425", "425/1000,0/4000", "425/480,0/480", "425/240,0/240"]),
    country("dk", ["425", "425/1000,0/4000", "425/500,0/500", "425/200,0/200"]),
    country("ee", ["425", "425/1000,0/4000", "425/300,0/300", "425/200,0/200"]),
    country(
        "es",
        [
            "425",
            "425/1500,0/3000",
            "425/200,0/200",
            "425/200,0/200,425/200,0/200,425/200,0/600",
        ],
    ),
    country("fi", ["425", "425/1000,0/4000", "425/300,0/300", "425/200,0/200"]),
    country("fr", ["440", "440/1500,0/3500", "440/500,0/500", "440/250,0/250"]),
    country(
        "gb",
        [
            "350+440",
            "400+450/400,0/200,400+450/400,0/2000",
            "400/375,0/375",
            "400/400,0/350,400/225,0/525",
        ],
    ),
    country(
        "gr",
        [
            "425/200,0/300,425/700,0/800",
            "425/1000,0/4000",
            "425/300,0/300",
            "425/200,0/200",
        ],
    ),
    country("hu", ["425", "425/1250,0/3750", "425/300,0/300", "425/300,0/300"]),
    country("il", ["414", "414/1000,0/3000", "414/500,0/500", "414/250,0/250"]),
    country(
        "in",
        [
            "400*25",
            "400*25/400,0/200,400*25/400,0/2000",
            "400/750,0/750",
            "400/250,0/250",
        ],
    ),
    country(
        "it",
        [
            "425/200,0/200,425/600,0/1000",
            "425/1000,0/4000",
            "425/500,0/500",
            "425/200,0/200",
        ],
    ),
    country(
        "jp",
        ["400", "400*16/1000,0/2000", "400/500,0/500", "400/500,0/500"],
    ),
    country("lt", ["425", "425/1000,0/4000", "425/350,0/350", "425/200,0/200"]),
    country("mx", ["425", "425/1000,0/4000", "425/250,0/250", "425/250,0/250"]),
    country("nl", ["425", "425/1000,0/4000", "425/500,0/500", "425/250,0/250"]),
    country("no", ["425", "425/1000,0/4000", "425/500,0/500", "425/200,0/200"]),
    country(
        "nz",
        [
            "400",
            "400+450/400,0/200,400+450/400,0/2000",
            "400/500,0/500",
            "400/250,0/250",
        ],
    ),
    country("pl", ["425", "425/1000,0/4000", "425/500,0/500", "425/500,0/500"]),
    country("pt", ["425", "425/1000,0/5000", "425/500,0/500", "425/200,0/200"]),
    country("ru", ["425", "425/1000,0/4000", "425/350,0/350", "425/175,0/175"]),
    country("se", ["425", "425/1000,0/5000", "425/250,0/250", "425/250,0/750"]),
    country(
        "sg",
        [
            "425",
            "425*24/400,0/200,425*24/400,0/2000",
            "425/750,0/750",
            "425/250,0/250",
        ],
    ),
    country(
        "sk",
        [
            "425/330,0/330,425/660,0/660",
            "425/1000,0/4000",
            "425/330,0/330",
            "425/165,0/165",
        ],
    ),
    country(
        "tr",
        [
            "450",
            "450/2000,0/4000",
            "450/500,0/500",
            "450/200,0/200,450/200,0/200,450/200,0/200,450/600,0/200",
        ],
    ),
    country(
        "uk",
        [
            "350+440",
            "400+450/400,0/200,400+450/400,0/2000",
            "400/375,0/375",
            "400/400,0/350,400/225,0/525",
        ],
    ),
    country(
        "us",
        [
            "350+440",
            "440+480/2000,0/4000",
            "480+620/500,0/500",
            "480+620/250,0/250",
        ],
    ),
    country(
        "za",
        [
            "400*33",
            "400*33/400,0/200,400*33/400,0/2000",
            "400/500,0/500",
            "400/250,0/250",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::{COUNTRIES, Cadence, Country, Signal};

    #[test]
    fn every_country_says_everything() {
        for country in COUNTRIES {
            for signal in Signal::ALL {
                assert_ne!(
                    country.cadence(signal),
                    Cadence::default(),
                    "{} {signal:?}",
                    country.code
                );
            }
            assert_eq!(Country::of(country.code), Some(country), "each code once");
        }
        assert_eq!(Country::of("xx"), None);
    }

    #[test]
    fn ringback_is_that_of_the_country() {
        let rings = |code: &str| Country::of(code).map(|country| country.cadence(Signal::Ringback));
        assert_eq!(rings("de"), Cadence::of("425/1000,0/4000"));
        assert_eq!(rings("us"), Cadence::of("440+480/2000,0/4000"));
        assert_eq!(rings("uk"), Cadence::of("400+450/400,0/200,400+450/400,0/2000"));
    }
}
