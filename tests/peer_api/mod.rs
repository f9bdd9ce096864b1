//! The door of the Peer API, over real sockets.

mod answers;
mod hostile;
mod paging;
mod replay;
mod status;
