//! Answers as they are sent, and kept.

use std::mem::size_of;
use std::sync::Arc;

use crate::catalog::Moment;
use crate::document::{SharedDocument, digest};
use crate::xml::ScatteredList;

/// How an answer is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AnswerForm {
    /// In one piece, which can be encoded.
    Whole,
    /// A list in pieces, where its films lie; what is no list is in one piece all the same.
    Scattered,
}

/// An answer as it is sent.
#[derive(Clone, Debug)]
pub enum AnswerBody {
    /// In one piece.
    Document(Arc<SharedDocument>),
    /// A list in pieces.
    Scattered(Arc<ScatteredAnswer>),
}

/// A list in pieces, with what is told of it.
#[derive(Debug)]
pub struct ScatteredAnswer {
    list: ScatteredList,
    bytes: usize,
    digest: String,
}

/// An answer that was just made.
#[derive(Debug)]
pub struct FinishedAnswer {
    /// Its bytes, with no more room to spare than an entry of the cache takes besides.
    pub body: AnswerBody,
    /// The first moment, after the one it was made at, at which the same snapshot may answer otherwise.
    pub until: Moment,
}

impl AnswerBody {
    /// Takes an answer in one piece.
    pub fn whole(document: SharedDocument) -> Self {
        Self::Document(Arc::new(document))
    }

    /// Returns how many bytes it has when it is sent without an encoding.
    pub fn size(&self) -> usize {
        match self {
            Self::Document(document) => document.bytes().len(),
            Self::Scattered(list) => list.bytes,
        }
    }

    /// Returns what tells it from other answers to the question.
    pub fn digest(&self) -> &str {
        match self {
            Self::Document(document) => document.digest(),
            Self::Scattered(list) => &list.digest,
        }
    }

    /// Returns it in one piece, which is made where it is not.
    pub fn into_document(self) -> Arc<SharedDocument> {
        match self {
            Self::Document(document) => document,
            Self::Scattered(list) => Arc::new(put_together(&list.list)),
        }
    }

    /// Returns how many bytes it may come to hold. Pieces of films are those of the catalogue.
    pub(super) fn bytes_at_most(&self) -> usize {
        match self {
            Self::Document(document) => document.bytes_at_most(),
            Self::Scattered(list) => size_of::<ScatteredAnswer>() + list.digest.capacity() + list.list.held_bytes(),
        }
    }
}

impl ScatteredAnswer {
    /// Takes a list.
    pub fn new(list: ScatteredList) -> Self {
        let (bytes, digest) = (list.size(), digest(&list.identity()));
        Self { list, bytes, digest }
    }

    /// Returns the list.
    pub fn list(&self) -> &ScatteredList {
        &self.list
    }
}

/// Returns a list in one piece.
pub(super) fn put_together(list: &ScatteredList) -> SharedDocument {
    SharedDocument::identified(list.bytes(), &list.identity())
}
