/// Reflection coefficients that are used; further ones hardly change the sound.
const ORDER_MAX: usize = 10;

/// A description of a louder noise is no comfort, but a mistake: -30 dBov.
const LOUDEST_DBOV: u8 = 30;

/// So loud it is while nothing was described: -70 dBov.
const UNDESCRIBED_DBOV: u8 = 70;

/// The amplitude of 0 dBov.
const OVERLOAD: f32 = 32_768.0;

/// What filters of nearly 1 would make of noise is a whistle.
const COEFFICIENT_MAX: f32 = 0.95;

/// The noise that is heard while the far end is silent, as it describes it (RFC 3389 §3).
#[derive(Clone, Debug)]
pub struct ComfortNoise {
    coefficients: [f32; ORDER_MAX],
    state: [f32; ORDER_MAX + 1],
    gain: f32,
    random: u32,
}

impl Default for ComfortNoise {
    fn default() -> Self {
        let mut noise = Self {
            coefficients: [0.0; ORDER_MAX],
            state: [0.0; ORDER_MAX + 1],
            gain: 0.0,
            random: 0x9e37_79b9,
        };
        noise.describe(&[UNDESCRIBED_DBOV]);
        noise
    }
}

impl ComfortNoise {
    /// Takes the payload of a packet: the level (§3.1), then how its spectrum looks (§3.2).
    pub fn describe(&mut self, payload: &[u8]) {
        let (level, spectrum) = match payload {
            [level, spectrum @ ..] => (level & 0x7f, spectrum),
            [] => (UNDESCRIBED_DBOV, payload),
        };
        let coefficients = spectrum.iter().map(|quantized| {
            let coefficient = 258.0 * (f32::from(*quantized) - 127.0) / 32_768.0;
            coefficient.clamp(-COEFFICIENT_MAX, COEFFICIENT_MAX)
        });
        self.coefficients = [0.0; ORDER_MAX];
        for (place, coefficient) in self.coefficients.iter_mut().zip(coefficients) {
            *place = coefficient;
        }
        let rms = OVERLOAD * 10_f32.powf(-f32::from(level.max(LOUDEST_DBOV)) / 20.0);
        // The filter makes its input louder by so much.
        let loss: f32 = self.coefficients.iter().map(|it| 1.0 - it * it).product();
        // Even noise between -1 and 1 has an effective value of 1/√3.
        self.gain = rms * 3_f32.sqrt() * loss.sqrt();
    }

    /// Appends `samples` of noise.
    pub fn fill(&mut self, samples: usize, out: &mut Vec<i16>) {
        for _ in 0..samples {
            let noise = self.random() * self.gain;
            out.push(self.filtered(noise).round() as i16);
        }
    }

    /// An all-pole lattice filter.
    fn filtered(&mut self, input: f32) -> f32 {
        let mut forward = input;
        for n in (0..ORDER_MAX).rev() {
            let (Some(coefficient), Some(back)) = (self.coefficients.get(n), self.state.get(n)) else {
                continue;
            };
            forward -= coefficient * back;
            let next = back + coefficient * forward;
            if let Some(place) = self.state.get_mut(n + 1) {
                *place = next;
            }
        }
        if let Some(place) = self.state.first_mut() {
            *place = forward;
        }
        forward
    }

    /// Between -1 and 1 (Marsaglia's xorshift: its quality is enough to be listened to).
    fn random(&mut self) -> f32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        self.random.cast_signed() as f32 / 2_147_483_648.0
    }
}

#[cfg(test)]
mod tests {
    use super::ComfortNoise;

    fn level_dbov(payload: &[u8]) -> f64 {
        let mut noise = ComfortNoise::default();
        noise.describe(payload);
        let mut pcm = Vec::new();
        noise.fill(16_000, &mut pcm);
        let power: f64 = pcm.iter().map(|sample| f64::from(*sample).powi(2)).sum();
        10.0 * (power / pcm.len() as f64).log10() - 20.0 * 32_768_f64.log10()
    }

    #[test]
    fn noise_is_as_loud_as_it_was_described_whatever_its_spectrum() {
        for level in [35_u8, 50, 60] {
            for spectrum in [
                &[][..],
                &[127, 127],
                &[200],
                &[40, 160, 120, 140],
                &[200, 60, 160, 90],
            ] {
                let payload = [&[level][..], spectrum].concat();
                let heard = level_dbov(&payload);
                let off = heard + f64::from(level);
                assert!(off.abs() < 2.5, "{payload:?}: {heard:.1} dBov");
            }
        }
    }

    #[test]
    fn nobody_is_shouted_at_and_no_description_is_quiet() {
        assert!(level_dbov(&[0]) < -27.0);
        assert!(level_dbov(&[0, 255, 255, 255, 255, 255, 255, 255]) < -20.0);
        assert!(level_dbov(&[]) < -60.0);
        assert!(level_dbov(&[127; 40]) < -60.0, "the quietest");
    }
}
