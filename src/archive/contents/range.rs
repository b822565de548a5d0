//! A stretch of a file that is read once, in order, by one thread, and looked at by another.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::mpsc::Receiver;

/// A piece of a stretch.
pub(super) type Block = Vec<u8>;

/// The stretch, as a file that can be read forwards from any place and, within the block that is at
/// hand, backwards.
pub(super) struct Range {
    blocks: Receiver<Block>,
    block: Block,
    /// Where the block begins in the file.
    start: u64,
    position: u64,
}

impl Range {
    /// A stretch that begins at a place of the file with a first block.
    pub(super) fn new(start: u64, block: Block, blocks: Receiver<Block>) -> Range {
        Range { blocks, block, start, position: start }
    }

    /// The first block, which holds the header of the file in the zip.
    pub(super) fn first(&self) -> &[u8] {
        &self.block
    }

    /// Lets the blocks that are still to come go, so that whoever reads the file does not wait.
    pub(super) fn drain(&mut self) {
        while self.blocks.recv().is_ok() {}
    }

    /// Whether there is a block that the position lies in.
    fn at_hand(&mut self) -> bool {
        while self.position >= self.start + self.block.len() as u64 {
            let Ok(next) = self.blocks.recv() else { return false };
            self.start += self.block.len() as u64;
            self.block = next;
        }
        true
    }
}

impl Read for Range {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || !self.at_hand() {
            return Ok(0);
        }
        let from = usize::try_from(self.position - self.start).map_err(io::Error::other)?;
        let n = buffer.len().min(self.block.len() - from);
        buffer[..n].copy_from_slice(&self.block[from..from + n]);
        self.position += n as u64;
        Ok(n)
    }
}

impl Seek for Range {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let target = match to {
            SeekFrom::Start(target) => Some(target),
            SeekFrom::Current(offset) => self.position.checked_add_signed(offset),
            SeekFrom::End(_) => None,
        };
        match target {
            Some(target) if target >= self.start => {
                self.position = target;
                Ok(target)
            }
            _ => Err(io::Error::new(io::ErrorKind::Unsupported, "the bytes before are gone")),
        }
    }
}
