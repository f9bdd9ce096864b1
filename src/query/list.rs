//! Lists: one page of the films that are wanted, in order.

use roaring::RoaringBitmap;

use crate::number::to_u64;

use super::answer::ListAnswer;
use super::question::{ListQuestion, Order, Sort, SortKey};
use super::snapshot::{Row, Snapshot};
use super::sort::Window;
use super::{filter, page, sort};

/// Where fewer films than this were found, near matches are suggested.
pub const FEW: u64 = 5;
/// The most near matches that are suggested.
pub const MAX_SUGGESTS: usize = 10;

/// Answers a list question.
pub fn list(snapshot: &Snapshot, question: &ListQuestion) -> ListAnswer {
    let films = filter::rows(snapshot, &question.view, &question.filter);
    match &question.phrase {
        None => {
            let keys = match &question.order {
                Order::By(keys) => keys.as_slice(),
                Order::Relevance => &[Sort { key: SortKey::Published, descending: true }],
            };
            answer(question, films.len(), in_order(snapshot, question, &films, keys), Vec::new())
        }
        Some(phrase) => searched(snapshot, question, phrase, &films),
    }
}

fn searched(snapshot: &Snapshot, question: &ListQuestion, phrase: &str, films: &RoaringBitmap) -> ListAnswer {
    let found = snapshot.search.search(phrase, films);
    let items = match &question.order {
        Order::Relevance => {
            let page = found.page(page::offset(question.page, question.size), page::places(question.size));
            page.into_iter().map(|found| Row::from_bit(found.row)).collect()
        }
        Order::By(keys) => in_order(snapshot, question, &found.rows(), keys),
    };
    let count = to_u64(found.len());
    let near = if count < FEW { found.near(MAX_SUGGESTS) } else { Vec::new() };
    answer(question, count, items, near.into_iter().map(Row::from_bit).collect())
}

fn in_order(snapshot: &Snapshot, question: &ListQuestion, films: &RoaringBitmap, keys: &[Sort]) -> Vec<Row> {
    let wanted = Window { offset: page::offset(question.page, question.size), count: page::places(question.size) };
    sort::page(snapshot, &question.view, films, keys, wanted)
}

fn answer(question: &ListQuestion, found: u64, items: Vec<Row>, suggests: Vec<Row>) -> ListAnswer {
    ListAnswer { page: question.page, pages: page::count(found, question.size), items, suggests }
}
