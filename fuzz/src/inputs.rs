//! Inputs without end, made of the corpus.

use std::{fs, io, path::Path};

/// What stands in many places of what clients and browsers send.
const PIECES: [&[u8]; 16] = [
    b"{\"action\":\"createItem\",\"title\":\"",
    b"\"status\":\"todo\"",
    b"\"limit\":",
    b"\"exclusiveStartKey\":{\"itemId\":",
    b"\\ud800",
    b"\"__proto__\":",
    b"1e999",
    b"[[[[[[[[",
    b"\r\n\r\n",
    b"\r\nContent-Length: ",
    b"\r\nUpgrade: websocket",
    b"\xed\xa0\x80",
    &[0x81, 0xfe, 0xff, 0xff],
    &[0x81, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    &[0x00, 0x80, 0, 0, 0, 0],
    &[0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8],
];

/// No input is longer: what matters is found in short ones, and those are quick.
const LONGEST: usize = 4 * 1024;

/// The corpus of a target, each file with its name, in the order of their names.
///
/// # Errors
/// It cannot be read.
pub fn corpus(target: &str) -> io::Result<Vec<(String, Vec<u8>)>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("corpus")
        .join(target);
    let mut files = fs::read_dir(folder)?
        .map(|file| Ok(file?.path()))
        .collect::<io::Result<Vec<_>>>()?;
    files.sort();
    files
        .into_iter()
        .map(|file| Ok((file.display().to_string(), fs::read(&file)?)))
        .collect()
}

/// The corpus changed here and there, by chance: the same inputs for the same seed.
#[derive(Debug)]
pub struct Inputs {
    corpus: Vec<Vec<u8>>,
    chance: fastrand::Rng,
}

impl Inputs {
    /// Inputs for a target.
    ///
    /// # Errors
    /// Its corpus cannot be read.
    pub fn of(target: &str, seed: u64) -> io::Result<Self> {
        let corpus = corpus(target)?.into_iter().map(|(_, bytes)| bytes);
        Ok(Self {
            corpus: corpus.collect(),
            chance: fastrand::Rng::with_seed(seed),
        })
    }

    fn one_of_the_corpus(&mut self) -> &[u8] {
        self.chance
            .choice(&self.corpus)
            .map_or(&[], |bytes| &bytes[..bytes.len().min(LONGEST)])
    }

    fn change(&mut self, input: &mut Vec<u8>) {
        let (from, to) = {
            let (one, other) = (
                self.chance.usize(..=input.len()),
                self.chance.usize(..=input.len()),
            );
            (one.min(other), one.max(other))
        };
        match self.chance.u8(..8) {
            0 if from < input.len() => input[from] ^= 1 << self.chance.u8(..8),
            1 if from < input.len() => input[from] = self.chance.u8(..),
            2 => drop(input.drain(from..to)),
            3 => input.extend_from_within(from..to),
            4 => input.truncate(to),
            5 => {
                let piece = PIECES[self.chance.usize(..PIECES.len())];
                drop(input.splice(from..from, piece.iter().copied()));
            }
            6 => {
                let other = self.one_of_the_corpus().to_vec();
                drop(input.splice(from..to, other));
            }
            _ => {
                let noise: Vec<u8> = (0..self.chance.usize(..16))
                    .map(|_| self.chance.u8(..))
                    .collect();
                drop(input.splice(from..from, noise));
            }
        }
        input.truncate(LONGEST);
    }
}

impl Iterator for Inputs {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        let mut input = self.one_of_the_corpus().to_vec();
        for _ in 0..self.chance.usize(1..=6) {
            self.change(&mut input);
        }
        Some(input)
    }
}
