//! Questions whose answers are the same for everybody who looks from the same place.

use std::collections::BTreeSet;
use std::mem::size_of;
use std::sync::Arc;

use super::answer_body::{AnswerBody, AnswerForm, FinishedAnswer, ScatteredAnswer, put_together};
use crate::catalog::{FilmId, Moment};
use crate::document::SharedDocument;
use crate::query::answer::{Answer, ListAnswer};
use crate::query::question::{
    FilmQuestion, Filter, Inquiry, ListQuestion, MAX_SORT_KEYS, Selection, SimilarQuestion, SortBy, UpnextQuestion,
};
use crate::query::snapshot::Snapshot;
use crate::xml::{self, ScatteredList};

/// What is asked and from where: with the snapshot and the present moment, all that the document depends on.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum CommonQuestion {
    /// For a page of films.
    List(Inquiry<ListQuestion>),
    /// For films like some others.
    Similar(Inquiry<SimilarQuestion>),
    /// For one film.
    Film(Inquiry<FilmQuestion>),
    /// For what to play next.
    Upnext(Inquiry<UpnextQuestion>),
}

/// The least that a B-tree holds which is not empty: one node of texts.
const TREE_BYTES: usize = 320;
/// How much more than its elements a B-tree holds: its nodes are nearly half full at the least.
const TREE_SLACK: usize = 3;

impl CommonQuestion {
    /// Makes the answer; `None` where there is no such film, or no such serie of it. Lists are always answered.
    pub fn answer(&self, form: AnswerForm, snapshot: &Snapshot, now: Moment) -> Option<FinishedAnswer> {
        let (bytes, until) = match self {
            Self::List(inquiry) => return Some(listed(inquiry.look_at(snapshot, now).list(&inquiry.question), form)),
            Self::Similar(inquiry) => {
                return Some(listed(inquiry.look_at(snapshot, now).similar(&inquiry.question), form));
            }
            Self::Film(inquiry) => {
                let answer = inquiry.look_at(snapshot, now).film(&inquiry.question).found()?;
                (xml::film_alone(&answer), answer.until())
            }
            Self::Upnext(inquiry) => {
                let answer = inquiry.look_at(snapshot, now).upnext(&inquiry.question).found()?;
                (xml::upnext_list(&answer), answer.until())
            }
        };
        Some(FinishedAnswer { body: AnswerBody::whole(SharedDocument::new(bytes.into_boxed_slice())), until })
    }

    /// Returns the form in which an answer is kept that is wanted in another.
    pub fn form(&self, wanted: AnswerForm) -> AnswerForm {
        match self {
            Self::List(_) | Self::Similar(_) => wanted,
            Self::Film(_) | Self::Upnext(_) => AnswerForm::Whole,
        }
    }

    /// Tells whether the answer takes long.
    pub fn is_dear(&self, snapshot: &Snapshot, now: Moment) -> bool {
        match self {
            Self::List(inquiry) => inquiry.is_dear(snapshot, now),
            Self::Similar(inquiry) => inquiry.is_dear(snapshot, now),
            Self::Film(inquiry) => inquiry.is_dear(snapshot, now),
            Self::Upnext(inquiry) => inquiry.is_dear(snapshot, now),
        }
    }

    /// Returns how many bytes it holds beside itself at the most.
    pub(super) fn held_bytes(&self) -> usize {
        match self {
            Self::List(inquiry) => {
                filter_bytes(inquiry.question.filter()) + selection_bytes(&inquiry.question.selection)
            }
            Self::Similar(inquiry) => id_bytes(&inquiry.question.ids),
            Self::Film(_) | Self::Upnext(_) => 0,
        }
    }
}

/// Finishes a list.
fn listed(answer: Answer<'_, ListAnswer>, form: AnswerForm) -> FinishedAnswer {
    let until = answer.until();
    let body = match form {
        AnswerForm::Whole => AnswerBody::whole(list(&answer)),
        AnswerForm::Scattered => AnswerBody::Scattered(Arc::new(ScatteredAnswer::new(ScatteredList::new(&answer)))),
    };
    FinishedAnswer { body, until }
}

/// Writes a list.
pub fn list(answer: &Answer<'_, ListAnswer>) -> SharedDocument {
    put_together(&ScatteredList::new(answer))
}

fn filter_bytes(filter: &Filter) -> usize {
    let Filter { only, exclude, tags_all, tags_any, tags_none, .. } = filter;
    let ids = only.as_ref().map_or(0, id_bytes) + id_bytes(exclude);
    ids + [tags_all, tags_any, tags_none].into_iter().map(name_bytes).sum::<usize>()
}

fn selection_bytes(selection: &Selection) -> usize {
    let phrase = match selection {
        Selection::All(_) => 0,
        Selection::Matching { phrase, .. } => phrase.capacity(),
    };
    phrase + MAX_SORT_KEYS * size_of::<SortBy>()
}

fn id_bytes(ids: &BTreeSet<FilmId>) -> usize {
    if ids.is_empty() { 0 } else { TREE_BYTES + ids.len() * TREE_SLACK * size_of::<FilmId>() }
}

fn name_bytes(names: &BTreeSet<String>) -> usize {
    let texts: usize = names.iter().map(String::capacity).sum();
    if names.is_empty() { 0 } else { TREE_BYTES + names.len() * TREE_SLACK * size_of::<String>() + texts }
}
