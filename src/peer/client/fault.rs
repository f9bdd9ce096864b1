//! Why a peer has not answered a question. Told to operators: it names no secret and repeats nothing that a peer sent.

use std::time::Duration;

use thiserror::Error;

/// Why a peer has not answered a question.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum ClientFault {
    /// It finds fault with the question (400, 422).
    #[error("the peer refuses the question as faulty (status {status}): it may be of another version")]
    Refused {
        /// The status.
        status: u16,
    },
    /// The question is too large for it (413).
    #[error("the peer finds the question too large (status 413)")]
    QuestionTooLarge,
    /// It does not know the key, or the signature is not good (401).
    #[error("the peer refuses our key or signature (status 401); {}", clocks(*clock_difference))]
    Unauthorized {
        /// Seconds by which its clock is ahead of ours, by the `Date` of the answer.
        clock_difference: Option<i64>,
        /// Whether it says that it knows signatures of the second version, which it may require.
        knows_v2: bool,
    },
    /// The key must not be used (403).
    #[error("the key is inactive, expired or not meant for this (status 403)")]
    Forbidden,
    /// It has no such endpoint (404, 405).
    #[error("there is no Peer API with exports at this URL (status {status}); `afisha peer test` tells more")]
    Missing {
        /// The status.
        status: u16,
    },
    /// We ask too often (429).
    #[error("the peer wants to be asked less often (status 429): try later, or ask its operator for a higher limit")]
    Limited {
        /// How long it wants not to be asked.
        after: Option<Duration>,
    },
    /// It redirects, which is not followed: the signature would go elsewhere.
    #[error("the peer redirects elsewhere (status {status}); add it with the URL that answers itself")]
    Redirected {
        /// The status.
        status: u16,
    },
    /// It has a fault (500 to 599).
    #[error("the peer has a fault of its own (status {status})")]
    Failing {
        /// The status.
        status: u16,
    },
    /// The status means nothing here.
    #[error("the peer answers with an unexpected status ({status})")]
    Unexpected {
        /// The status.
        status: u16,
    },
    /// It cannot be reached, or the connection broke.
    #[error("the peer cannot be reached: {reason}")]
    Unreachable {
        /// Why, in words of ours or of the system.
        reason: String,
    },
    /// It took too long.
    #[error("the peer has not answered in time")]
    Slow,
    /// Its name leads to no address that may be connected to.
    #[error("the peer is at no address of the public internet; if that is meant, add it with --allow-private")]
    PrivateAddress,
    /// TLS fails, so that it may be somebody else.
    #[error("no secure connection: {reason}")]
    Tls {
        /// What is wrong with it.
        reason: String,
    },
    /// The answer is too large.
    #[error("the answer is larger than 32 MiB")]
    AnswerTooLarge,
    /// The answer was not encrypted with our secret, not now, or was changed on its way.
    #[error("the answer cannot be decrypted: another secret, an old answer, or one that was changed on its way")]
    Token,
    /// The answer is bound to another question.
    #[error(
        "the answer does not belong to our question: somebody on the way may have put it in place of the right one"
    )]
    Unbound,
    /// The answer does not say which question it belongs to, though it has to.
    #[error(
        "the answer does not say which question it belongs to, as --require-v2 wants: the peer does not know signatures of \
         the second version, or somebody on the way put another answer in place of its own"
    )]
    Unsaid,
    /// The answer is not what this endpoint answers.
    #[error("the answer is malformed: {what}")]
    Malformed {
        /// What is wrong with it.
        what: &'static str,
    },
}

impl ClientFault {
    /// Tells whether the same question may be answered a little later.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Failing { .. } | Self::Unreachable { .. } | Self::Slow)
    }

    /// Tells whether fewer items at a time may be answered.
    pub fn is_of_size(&self) -> bool {
        matches!(self, Self::Refused { .. } | Self::QuestionTooLarge | Self::AnswerTooLarge)
    }
}

/// Seconds by which clocks may differ before a signature is refused for that.
const WINDOW: u64 = 60;

/// Says what the clocks have to do with a refused signature.
fn clocks(difference: Option<i64>) -> String {
    let Some(ahead) = difference else { return "check the key, the secret and both clocks".to_owned() };
    let (seconds, side) = (ahead.unsigned_abs(), if ahead > 0 { "ahead of" } else { "behind" });
    if seconds < WINDOW {
        // Release 3 says this of disabled and expired keys too.
        return "the clocks agree: check the key id and the secret, and ask its operator whether the key is still good"
            .to_owned();
    }
    format!("its clock is {seconds} s {side} ours: set the clock that is wrong")
}
