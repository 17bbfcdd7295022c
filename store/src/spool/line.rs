//! One entry on disk: the CRC-32 of the JSON in eight hex digits, a space, the JSON, a line feed.

use super::Entry;

/// An entry as JSON, at most. A longer one is a bug upstream, not a reason to fill the disk.
pub(super) const ENTRY_BYTES_MAX: usize = 256 * 1_024;

const CRC_DIGITS: usize = 8;

/// The line of an entry, or its size if it is too large.
pub(super) fn encode(entry: &impl Entry) -> Result<Vec<u8>, usize> {
    let json = serde_json::to_vec(entry).unwrap_or_default();
    if json.is_empty() || json.len() > ENTRY_BYTES_MAX {
        return Err(json.len());
    }
    let mut line = format!("{:08x} ", crc32fast::hash(&json)).into_bytes();
    line.extend_from_slice(&json);
    line.push(b'\n');
    Ok(line)
}

/// The entry of a line without its line feed; `None` if the line was not written whole.
pub(super) fn decode<T: Entry>(line: &[u8]) -> Option<T> {
    let (digits, rest) = line.split_at_checked(CRC_DIGITS)?;
    let crc = u32::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()?;
    let json = rest.strip_prefix(b" ")?;
    if crc32fast::hash(json) != crc {
        return None;
    }
    serde_json::from_slice(json).ok()
}
