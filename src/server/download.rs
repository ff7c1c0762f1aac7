//! Answers that are written while they are sent: a reader that is slow holds the writer, and memory stays flat.

use super::fault::{Out, internal};
use axum::body::{Body, Bytes};
use futures_util::stream;
use std::io::{self, Write};
use tokio::sync::mpsc;

/// Bytes of one piece.
const PIECE: usize = 64 << 10;
/// Pieces that wait to be sent.
const AHEAD: usize = 4;

/// What is written into the answer.
pub(crate) type Writes = Box<dyn FnOnce(&mut dyn Write) -> Out<()> + Send>;

/// An answer that is a file.
pub(crate) struct Download {
    /// What it is called.
    pub(crate) name: String,
    /// Its type.
    pub(crate) kind: &'static str,
    pub(crate) write: Writes,
}

/// Pieces on their way out.
struct Pieces {
    send: mpsc::Sender<Out<Bytes>>,
    waiting: Vec<u8>,
}

impl Pieces {
    fn pass(&mut self) -> io::Result<()> {
        let piece = Bytes::from(std::mem::replace(&mut self.waiting, Vec::with_capacity(PIECE)));
        let gone = || io::Error::new(io::ErrorKind::BrokenPipe, "nobody reads the answer");
        self.send.blocking_send(Ok(piece)).map_err(|_| gone())
    }
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.waiting.extend_from_slice(bytes);
        if self.waiting.len() >= PIECE {
            self.pass()?;
        }
        Ok(bytes.len())
    }
    fn flush(&mut self) -> io::Result<()> {
        if self.waiting.is_empty() {
            return Ok(());
        }
        self.pass()
    }
}

/// The body of an answer that this writes, from its first piece on: what fails before that is a problem like any other,
/// what fails later breaks the answer off, so that nobody takes a part for the whole.
pub(crate) async fn body(write: Writes) -> Out<Body> {
    let (send, mut pieces) = mpsc::channel(AHEAD);
    tokio::task::spawn_blocking(move || {
        let mut out = Pieces {
            send,
            waiting: Vec::with_capacity(PIECE),
        };
        // Nobody is there to be told when the last piece cannot be passed on.
        let done = write(&mut out).and_then(|()| out.flush().map_err(|_| internal()));
        if let Err(fault) = done {
            let _ = out.send.blocking_send(Err(fault));
        }
    });
    let first = match pieces.recv().await {
        Some(Ok(first)) => first,
        Some(Err(fault)) => return Err(fault),
        None => Bytes::new(),
    };
    let rest = stream::unfold(pieces, |mut pieces| async {
        let piece = pieces.recv().await?;
        let piece = piece.map_err(|fault| {
            tracing::warn!(code = fault.code, "an answer was broken off");
            io::Error::other("broken off")
        });
        Some((piece, pieces))
    });
    let whole = stream::StreamExt::chain(stream::iter([Ok(first)]), rest);
    Ok(Body::from_stream(whole))
}
