use std::time::Duration;

/// Of the mix.
pub(crate) const SAMPLE_RATE: u32 = 16_000;
/// Of one frame.
pub(crate) const FRAME_SAMPLES: usize = 320;
pub(crate) const FRAME_TIME: Duration = Duration::from_millis(20);

/// 20 ms of the mix.
pub(crate) type Frame = [i16; FRAME_SAMPLES];

pub(crate) const SILENCE: Frame = [0; FRAME_SAMPLES];

/// From here on what is louder is pressed together, so that it never wraps nor clips hard: -2.5 dB of full scale.
const KNEE: i32 = 24_576;

/// Frames added up, with room for more than can ever be added.
#[derive(Clone, Debug)]
pub(crate) struct Sum([i32; FRAME_SAMPLES]);

impl Sum {
    pub(crate) const fn new() -> Self {
        Self([0; FRAME_SAMPLES])
    }

    pub(crate) fn clear(&mut self) {
        self.0.fill(0);
    }

    pub(crate) fn add(&mut self, frame: &Frame) {
        for (sum, sample) in self.0.iter_mut().zip(frame) {
            *sum = sum.saturating_add(i32::from(*sample));
        }
    }

    /// All of it.
    pub(crate) fn whole(&self, out: &mut Frame) {
        for (out, sum) in out.iter_mut().zip(&self.0) {
            *out = soft(*sum);
        }
    }

    /// All of it but one who is in it.
    pub(crate) fn without(&self, own: &Frame, out: &mut Frame) {
        for ((out, sum), own) in out.iter_mut().zip(&self.0).zip(own) {
            *out = soft(sum.saturating_sub(i32::from(*own)));
        }
    }
}

/// The same up to the knee; above it ever flatter, towards full scale.
// The cast: what comes out is below full scale.
fn soft(sample: i32) -> i16 {
    let (size, room) = (
        i64::from(sample.unsigned_abs()),
        i64::from(i16::MAX) - i64::from(KNEE),
    );
    let over = size - i64::from(KNEE);
    let pressed = if over <= 0 {
        size
    } else {
        i64::from(KNEE) + room * over / (over + room)
    };
    (pressed * i64::from(sample.signum())) as i16
}
