/// Whether a packet on a shared port is RTCP: its packet type lies in 192–223 (RFC 5761 §4).
pub(crate) fn is_rtcp(packet: &[u8]) -> bool {
    packet.get(1).is_some_and(|kind| (192..=223).contains(kind))
}

#[cfg(test)]
mod tests {
    use super::is_rtcp;

    #[test]
    fn reports_and_voice_are_told_apart() {
        assert!(is_rtcp(&[0x80, 200]));
        assert!(is_rtcp(&[0x81, 206]));
        assert!(!is_rtcp(&[0x80, 0]));
        assert!(!is_rtcp(&[0x80, 0x80 | 111]), "a marked Opus packet");
        assert!(!is_rtcp(&[0x80]));
    }
}
