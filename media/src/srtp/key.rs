use std::fmt;

use rand::RngExt;
use rand::rngs::StdRng;

use super::Suite;

/// Bytes of the longest master key with its salt.
const MATERIAL_BYTES_MAX: usize = 46;

/// A suite with a master key and a master salt: what one side sends under. Never shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SrtpKey {
    suite: Suite,
    material: [u8; MATERIAL_BYTES_MAX],
    /// What follows each packet to name the key.
    mki: Option<Mki>,
}

/// A master key identifier (RFC 3711 §8.1.1), as it stands behind each packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mki {
    /// Its value.
    pub value: u64,
    /// How many bytes it has in a packet: 1 to [`Mki::BYTES_MAX`].
    pub bytes: u8,
}

impl Mki {
    /// Longer ones are not spoken.
    pub const BYTES_MAX: u8 = 8;

    pub(super) fn is(self, written: &[u8]) -> bool {
        let value = written
            .iter()
            .fold(0, |value: u64, byte| value << 8 | u64::from(*byte));
        value == self.value
    }
}

impl SrtpKey {
    /// From a master key followed by its salt. `None`: these are not as many bytes as the suite wants.
    #[must_use]
    pub fn new(suite: Suite, key_and_salt: &[u8]) -> Option<Self> {
        if key_and_salt.len() != suite.key_bytes() + suite.salt_bytes() {
            return None;
        }
        let mut material = [0; MATERIAL_BYTES_MAX];
        material
            .get_mut(..key_and_salt.len())?
            .copy_from_slice(key_and_salt);
        Some(Self {
            suite,
            material,
            mki: None,
        })
    }

    /// A new one, from a generator that nobody can foresee.
    pub fn random(suite: Suite, random: &mut StdRng) -> Self {
        let mut material = [0; MATERIAL_BYTES_MAX];
        let length = suite.key_bytes() + suite.salt_bytes();
        for byte in material.iter_mut().take(length) {
            *byte = random.random();
        }
        Self {
            suite,
            material,
            mki: None,
        }
    }

    /// The same, named by an identifier in each packet.
    #[must_use]
    pub fn with_mki(self, mki: Option<Mki>) -> Self {
        Self { mki, ..self }
    }

    /// What it is for.
    #[must_use]
    pub fn suite(&self) -> Suite {
        self.suite
    }

    /// How packets name it.
    #[must_use]
    pub fn mki(&self) -> Option<Mki> {
        self.mki
    }

    /// The master key followed by its salt: for SDP only.
    #[must_use]
    pub fn key_and_salt(&self) -> &[u8] {
        let length = self.suite.key_bytes() + self.suite.salt_bytes();
        self.material.get(..length).unwrap_or_default()
    }

    pub(super) fn key(&self) -> &[u8] {
        self.material.get(..self.suite.key_bytes()).unwrap_or_default()
    }

    /// The salt; a shorter one is filled up at its end (RFC 7714 §11).
    pub(super) fn salt(&self) -> [u8; 14] {
        let mut salt = [0; 14];
        let from = self.suite.key_bytes();
        let written = self.material.get(from..from + self.suite.salt_bytes());
        for (byte, written) in salt.iter_mut().zip(written.unwrap_or_default()) {
            *byte = *written;
        }
        salt
    }
}

impl fmt::Debug for SrtpKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SrtpKey({}, hidden)", self.suite)
    }
}
