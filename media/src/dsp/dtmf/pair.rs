use crate::key::Key;

/// The tones of a row and of a column, in hertz (ITU-T Q.23).
pub(super) const LOW_HZ: [u16; 4] = [697, 770, 852, 941];
pub(super) const HIGH_HZ: [u16; 4] = [1_209, 1_336, 1_477, 1_633];

/// The keys as they stand.
const ROWS: [[char; 4]; 4] = [
    ['1', '2', '3', 'A'],
    ['4', '5', '6', 'B'],
    ['7', '8', '9', 'C'],
    ['*', '0', '#', 'D'],
];

/// The key at a row and a column.
pub(super) fn key(row: usize, column: usize) -> Option<Key> {
    ROWS.get(row)?.get(column).copied().and_then(Key::of_sign)
}

/// Its two tones, the low one first.
pub(super) fn hertz(key: Key) -> (u16, u16) {
    let sign = key.sign();
    let place = ROWS
        .iter()
        .zip(LOW_HZ)
        .find_map(|(row, low)| Some((low, row.iter().position(|known| *known == sign)?)));
    place.map_or((LOW_HZ[0], HIGH_HZ[0]), |(low, column)| {
        (low, HIGH_HZ.get(column).copied().unwrap_or(HIGH_HZ[0]))
    })
}
