//! G.711: µ-law and A-law, by the segments of ITU-T G.711.

/// A µ-law byte as linear PCM.
pub(super) const fn ulaw_decode(byte: u8) -> i16 {
    let byte = !byte;
    let exponent = (byte >> 4) & 7;
    let magnitude = ((((byte & 0x0F) as i16) << 3) + 0x84) << exponent;
    let magnitude = magnitude - 0x84;
    if byte & 0x80 == 0 { magnitude } else { -magnitude }
}

/// Linear PCM as a µ-law byte.
pub(super) fn ulaw_encode(sample: i16) -> u8 {
    const CLIP: i32 = 32_635;
    let sign = if sample < 0 { 0x80 } else { 0 };
    let magnitude = i32::from(sample).abs().min(CLIP) + 0x84;
    // 0x84 is bit 7, so there is always one set between bits 7 and 14.
    let exponent = (31 - magnitude.leading_zeros()) - 7;
    let mantissa = (magnitude >> (exponent + 3)) & 0x0F;
    !(sign | byte(exponent.cast_signed() << 4) | byte(mantissa))
}

/// An A-law byte as linear PCM.
pub(super) const fn alaw_decode(byte: u8) -> i16 {
    let byte = byte ^ 0x55;
    let exponent = (byte >> 4) & 7;
    let mantissa = ((byte & 0x0F) as i16) << 4;
    let magnitude = match exponent {
        0 => mantissa + 8,
        _ => (mantissa + 0x108) << (exponent - 1),
    };
    if byte & 0x80 == 0 { -magnitude } else { magnitude }
}

/// Linear PCM as an A-law byte.
pub(super) fn alaw_encode(sample: i16) -> u8 {
    let sign = if sample < 0 { 0 } else { 0x80 };
    let linear = i32::from(sample);
    let magnitude = if linear < 0 { -linear - 1 } else { linear };
    let code = if magnitude < 256 {
        byte(magnitude >> 4)
    } else {
        let exponent = (31 - magnitude.leading_zeros()) - 7;
        byte(exponent.cast_signed() << 4) | (byte(magnitude >> (exponent + 3)) & 0x0F)
    };
    (sign | code) ^ 0x55
}

/// The low eight bits.
const fn byte(bits: i32) -> u8 {
    (bits & 0xFF) as u8
}
