//! Lists: one page of the films that are wanted, in order.

use crate::number::to_u64;

use super::answer::{Answer, ListAnswer};
use super::page::{self, Window};
use super::question::{ListQuestion, MatchOrder, Selection, SortKeys};
use super::snapshot::Row;
use super::sort;
use super::visible::{ShownFilms, ShownRow, Visible};

/// Where fewer films than this were found, near matches are suggested.
pub const FEW: u64 = 5;
/// The most near matches that are suggested.
pub const MAX_SUGGESTS: usize = 10;

impl<'s> Visible<'s> {
    /// Answers a list question.
    pub fn list(&self, question: &ListQuestion) -> Answer<'s, ListAnswer> {
        let filter = question.filter();
        let list = match &question.selection {
            Selection::All(keys) => {
                let (films, items) = self.listed(filter, keys, window(question)).unwrap_or_else(|| {
                    let films = self.wanted(filter);
                    (films.len(), self.in_order(question, (&films, &films), keys))
                });
                answer(question, films, items, Vec::new())
            }
            Selection::Matching { phrase, order } => {
                let films = self.wanted_by_sets(filter).unwrap_or_else(|| self.wanted(filter));
                self.matching(question, (phrase, order), films)
            }
        };
        Answer::filtered(self, filter, list)
    }

    /// Finds those of the films that answer a phrase.
    fn matching(&self, question: &ListQuestion, (phrase, order): (&str, &MatchOrder), films: ShownFilms) -> ListAnswer {
        let found = self.snapshot().search.search(phrase, films.bits());
        let items = match order {
            MatchOrder::Relevance => {
                let Window { offset, count } = window(question);
                found.page(offset, count).into_iter().filter_map(|found| films.get(Row::from_bit(found.row))).collect()
            }
            MatchOrder::By(keys) => self.in_order(question, (&films.among(&found.rows()), &films), keys),
        };
        let count = to_u64(found.len());
        let near = if count < FEW { found.near(MAX_SUGGESTS) } else { Vec::new() };
        let suggests = near.into_iter().filter_map(|bit| films.get(Row::from_bit(bit))).collect();
        answer(question, count, items, suggests)
    }

    /// Returns the films of the page in the order of the keys; the second set is all that the filter wants.
    fn in_order(&self, question: &ListQuestion, films: (&ShownFilms, &ShownFilms), keys: &SortKeys) -> Vec<ShownRow> {
        sort::page(self, films, keys, window(question))
    }
}

fn window(question: &ListQuestion) -> Window {
    Window { offset: page::offset(question.page, question.size), count: page::places(question.size) }
}

fn answer(question: &ListQuestion, found: u64, items: Vec<ShownRow>, suggests: Vec<ShownRow>) -> ListAnswer {
    ListAnswer { page: question.page, pages: page::count(found, question.size), items, suggests }
}
