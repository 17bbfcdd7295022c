use std::fs::File;
use std::io::Cursor;
use std::path::Path;
use std::time::Duration;

use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::errors::Error;
use symphonia::core::formats::TrackType;
use symphonia::core::formats::probe::Hint;
use symphonia::core::io::{MediaSource, MediaSourceStream};

use super::PromptError;
use crate::dsp;

/// Bytes of a sound file.
pub const FILE_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// How long a sound may play.
pub const DURATION_MAX: Duration = Duration::from_secs(15 * 60);

/// A sound file's audio: mono, linear, at the rate it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prompt {
    sample_rate: u32,
    pcm: Vec<i16>,
}

impl Prompt {
    /// Reads and decodes a file.
    ///
    /// # Errors
    /// It is missing, too large, too long, or not a sound file.
    pub fn load(path: &Path) -> Result<Self, PromptError> {
        let file = File::open(path)?;
        let bytes = file.metadata()?.len();
        if bytes > FILE_BYTES_MAX {
            return Err(PromptError::TooLarge { bytes });
        }
        Self::decode(Box::new(file))
    }

    /// Decodes a file that is in memory.
    ///
    /// # Errors
    /// It is too long, or not a sound file.
    pub fn read(bytes: Vec<u8>) -> Result<Self, PromptError> {
        Self::decode(Box::new(Cursor::new(bytes)))
    }

    /// The audio at another sample rate.
    #[must_use]
    pub fn at_rate(&self, sample_rate: u32) -> Vec<i16> {
        dsp::resample(&self.pcm, self.sample_rate, sample_rate)
    }

    /// How long it plays.
    #[must_use]
    pub fn duration(&self) -> Duration {
        Duration::from_secs_f64(self.pcm.len() as f64 / f64::from(self.sample_rate))
    }

    fn decode(source: Box<dyn MediaSource>) -> Result<Self, PromptError> {
        let stream = MediaSourceStream::new(source, Default::default());
        let probe = symphonia::default::get_probe();
        let mut format = probe.probe(&Hint::new(), stream, Default::default(), Default::default())?;
        let track = format
            .default_track(TrackType::Audio)
            .ok_or(PromptError::NoAudio)?;
        let parameters = track
            .codec_params
            .as_ref()
            .and_then(|parameters| parameters.audio());
        let parameters = parameters.ok_or(PromptError::NoAudio)?;
        let options = AudioDecoderOptions::default();
        let mut decoder = symphonia::default::get_codecs().make_audio_decoder(parameters, &options)?;
        let track = track.id;
        let mut prompt = Self {
            sample_rate: 0,
            pcm: Vec::new(),
        };
        let mut interleaved: Vec<i16> = Vec::new();
        while let Some(packet) = format.next_packet()? {
            if packet.track_id != track {
                continue;
            }
            match decoder.decode(&packet) {
                Ok(audio) => {
                    interleaved.resize(audio.samples_interleaved(), 0);
                    audio.copy_to_slice_interleaved(&mut interleaved);
                    prompt.sample_rate = audio.spec().rate();
                    prompt.append(&interleaved, audio.spec().channels().count())?;
                }
                // A damaged packet costs its own audio only.
                Err(Error::DecodeError(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        if prompt.pcm.is_empty() || prompt.sample_rate == 0 {
            return Err(PromptError::NoAudio);
        }
        Ok(prompt)
    }

    /// Appends the mean of the channels.
    fn append(&mut self, interleaved: &[i16], channels: usize) -> Result<(), PromptError> {
        for frame in interleaved.chunks_exact(channels.max(1)) {
            let sum: i64 = frame.iter().map(|sample| i64::from(*sample)).sum();
            // The mean of 16-bit samples has 16 bits.
            self.pcm.push((sum / frame.len() as i64) as i16);
        }
        let longest = DURATION_MAX.as_secs() * u64::from(self.sample_rate);
        if self.pcm.len() as u64 > longest {
            Err(PromptError::TooLong)
        } else {
            Ok(())
        }
    }
}
