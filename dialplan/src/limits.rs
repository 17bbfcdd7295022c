//! How much a plan may hold, and how long its texts may be.

use std::ops::RangeInclusive;
use std::time::Duration;

/// Routes of all files together.
pub(crate) const ROUTES_MAX: usize = 10_000;
/// Numbers of one route.
pub(crate) const NUMBERS_MAX: usize = 100;
/// Regular expressions of all routes together.
pub(crate) const PATTERNS_MAX: usize = 200;
/// Characters of a regular expression.
pub(crate) const PATTERN_CHARS_MAX: usize = 200;
/// Steps of one route.
pub(crate) const STEPS_MAX: usize = 100;
/// Prompts of all files together.
pub(crate) const PROMPTS_MAX: usize = 1_000;
/// Tests of all files together.
pub(crate) const TESTS_MAX: usize = 2_000;
/// Things that one test expects.
pub(crate) const EXPECTED_MAX: usize = 100;
/// Characters that are said at once.
pub(crate) const SAID_CHARS_MAX: usize = 1_000;
/// Menus of all files together.
pub(crate) const MENUS_MAX: usize = 1_000;
/// Hours of all files together.
pub(crate) const HOURS_MAX: usize = 2_000;
/// Opening times of one day.
pub(crate) const OPENINGS_MAX: usize = 12;
/// Named lists of holidays of all files together.
pub(crate) const HOLIDAY_LISTS_MAX: usize = 200;
/// Lists of holidays that one entry of `hours` names.
pub(crate) const HOLIDAYS_OF_HOURS_MAX: usize = 16;
/// Days of one list of holidays.
pub(crate) const HOLIDAYS_MAX: usize = 1_000;
/// Conferences of all files together.
pub(crate) const CONFERENCES_MAX: usize = 1_000;
/// How many a conference has room for.
pub(crate) const CONFERENCE_MEMBERS: RangeInclusive<u64> = 2..=500;
/// How many it has room for if the plan does not say.
pub(crate) const CONFERENCE_MEMBERS_DEFAULT: usize = 50;
/// Digits of a conference's PIN.
pub(crate) const PIN_DIGITS: RangeInclusive<usize> = 4..=16;
/// How often a caller is asked for it.
pub(crate) const PIN_TRIES: usize = 3;
/// Groups of all files together.
pub(crate) const GROUPS_MAX: usize = 1_000;
/// Users in one group.
pub(crate) const MEMBERS_MAX: usize = 20;
/// How often the members of a group have a turn.
pub(crate) const ROUNDS: RangeInclusive<u64> = 1..=10;
/// How often a member comes before others.
pub(crate) const WEIGHT: RangeInclusive<u64> = 1..=100;
/// How long a member rings in turn if the plan does not say.
pub(crate) const TURN_TIME_DEFAULT: Duration = Duration::from_secs(15);
/// Keys of one choice of a menu.
pub(crate) const KEY_CHARS_MAX: usize = 8;
/// Extensions that one `ring` calls at once.
pub(crate) const RING_MAX: usize = 20;
/// Trunks that one `ring` tries.
pub(crate) const TRUNKS_MAX: usize = 8;
/// Characters of a number.
pub(crate) const NUMBER_CHARS_MAX: usize = 32;
/// Steps that one call takes in all; then it is hung up.
pub(crate) const FUEL: usize = 1_000;

/// How long a `ring` rings.
pub(crate) const RING_TIME: RangeInclusive<Duration> = Duration::from_secs(1)..=Duration::from_secs(600);
/// How long a `ring` rings if the plan does not say.
pub(crate) const RING_TIME_DEFAULT: Duration = Duration::from_secs(30);
/// How long a `tone` sounds.
pub(crate) const TONE_TIME: RangeInclusive<Duration> = Duration::from_millis(20)..=Duration::from_secs(3_600);
/// Hertz that a phone can carry at 8 kHz sampling.
pub(crate) const TONE_HZ: RangeInclusive<u64> = 20..=3_900;

/// How long a menu waits for a key.
pub(crate) const KEY_TIME: RangeInclusive<Duration> = Duration::from_millis(200)..=Duration::from_secs(120);
/// How long it waits for the first one if the plan does not say.
pub(crate) const FIRST_KEY_DEFAULT: Duration = Duration::from_secs(5);
/// How long it waits for the next one if the plan does not say.
pub(crate) const NEXT_KEY_DEFAULT: Duration = Duration::from_secs(2);
/// How often a menu asks.
pub(crate) const TRIES: RangeInclusive<u64> = 1..=20;
/// How often it asks if the plan does not say.
pub(crate) const TRIES_DEFAULT: usize = 3;
