//! gzip as it comes: several members in a row, and zero bytes behind them, with which tapes and block devices pad.

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::bufread::GzDecoder;

/// What packed data begin with.
pub(super) const MAGIC: &[u8] = &[0x1F, 0x8B];

/// Unpacks all members as one text.
pub(super) struct Members<R> {
    /// The member that is being unpacked; `None` at the end.
    member: Option<GzDecoder<R>>,
}

impl<R: BufRead> Members<R> {
    pub(super) fn new(packed: R) -> Self {
        Self { member: Some(GzDecoder::new(packed)) }
    }

    /// Goes on to the next member, past zero bytes; there is none at the end.
    fn next(&mut self) -> io::Result<()> {
        let Some(mut packed) = self.member.take().map(GzDecoder::into_inner) else { return Ok(()) };
        loop {
            let bytes = packed.fill_buf()?;
            let Some(start) = bytes.iter().position(|byte| *byte != 0) else {
                let zeros = bytes.len();
                if zeros == 0 {
                    return Ok(());
                }
                packed.consume(zeros);
                continue;
            };
            if bytes.get(start) != MAGIC.first() {
                return Err(io::Error::new(
                    ErrorKind::InvalidData,
                    "its gzip data is followed by something that is not gzip",
                ));
            }
            packed.consume(start);
            self.member = Some(GzDecoder::new(packed));
            return Ok(());
        }
    }
}

impl<R: BufRead> Read for Members<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(member) = &mut self.member {
            match member.read(buffer) {
                Ok(0) if !buffer.is_empty() => self.next()?,
                Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                    return Err(io::Error::new(
                        ErrorKind::UnexpectedEof,
                        "its gzip data ends too early; the file is incomplete",
                    ));
                }
                done => return done,
            }
        }
        Ok(0)
    }
}
