use super::Reception;
use crate::rtp::Header;

fn packet(ssrc: u32, sequence: u16) -> Header {
    Header {
        marker: false,
        payload_type: 0,
        sequence,
        timestamp: 160_u32.wrapping_mul(u32::from(sequence)),
        ssrc,
    }
}

fn heard(sequences: impl IntoIterator<Item = u16>) -> Reception {
    let mut reception = Reception::default();
    for sequence in sequences {
        reception.receive(&packet(1, sequence), None);
    }
    reception
}

#[test]
fn gaps_are_losses_and_late_packets_are_not() {
    assert_eq!(heard(0..10).lost(), 0);
    assert_eq!(heard([0, 1, 4, 5]).lost(), 2);
    assert_eq!(heard([0, 1, 4, 2, 3]).lost(), 0, "late");
    assert_eq!(heard([0, 1, 1, 1]).lost(), 0, "duplicates");
    assert_eq!(heard([65_534, 65_535, 1]).lost(), 1, "across the wrap");
    assert_eq!(heard([65_534, 65_535, 1]).highest_sequence(), 0x1_0001);
}

#[test]
fn a_restart_or_another_source_is_no_loss() {
    assert_eq!(heard([0, 1, 30_000, 30_001, 30_002]).lost(), 0);
    let mut reception = heard([0, 2]);
    reception.receive(&packet(2, 40_000), None);
    reception.receive(&packet(2, 40_002), None);
    assert_eq!(reception.lost(), 2, "one of each source");
    assert_eq!((reception.ssrc(), reception.lost_of_source()), (Some(2), 1));
}

#[test]
fn the_fraction_is_of_the_interval() {
    let mut reception = heard([0, 1, 3]);
    assert_eq!(reception.fraction_lost(), 64, "one of four");
    reception.receive(&packet(1, 4), None);
    assert_eq!(reception.fraction_lost(), 0);
    assert_eq!(reception.fraction_lost(), 0, "an empty interval");
}

#[test]
fn jitter_follows_the_variation_of_transit_time() {
    let mut reception = Reception::default();
    for sequence in 0..200_u16 {
        let sent = 160 * u32::from(sequence);
        reception.receive(&packet(1, sequence), Some(sent + 70_000));
    }
    assert_eq!(reception.jitter(), 0, "a constant delay is no jitter");
    for sequence in 200..400_u16 {
        let late = if sequence % 2 == 0 { 0 } else { 16 };
        reception.receive(
            &packet(1, sequence),
            Some(160 * u32::from(sequence) + 70_000 + late),
        );
    }
    assert!(
        (14..=16).contains(&reception.jitter()),
        "{} ticks",
        reception.jitter()
    );
}
