//! Of which film a torrent is.

use super::candidate::{Candidate, CommonId};
use super::imdb_works::ImdbWorks;
use super::match_facts::{MatchFacts, ToldFacts};
use super::own_index::OwnIndex;
use super::work::WorkId;

/// Why a film fits a torrent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Both have one id at IMDb.
    ImdbId,
    /// Both have one id at The Movie Database, and the kind.
    TmdbId,
    /// This title of the torrent is one of the film's; the kind is the same, and the year within one.
    Title(String),
}

impl Reason {
    /// Returns the word for it in lines.
    pub fn name(&self) -> &'static str {
        match self {
            Self::ImdbId => "imdb_id",
            Self::TmdbId => "tmdb_id",
            Self::Title(_) => "title",
        }
    }
}

/// A film that fits a torrent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// The film.
    pub work: WorkId,
    /// Why it fits.
    pub reason: Reason,
}

/// What there is that a torrent may be of.
#[derive(Clone, Copy, Debug)]
pub struct KnownWorks<'a> {
    /// Films of ours.
    pub own: &'a OwnIndex,
    /// Titles of IMDb that may fit; `None`: its tables are not there.
    pub imdb: Option<&'a ImdbWorks>,
}

/// Of which film a torrent is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MatchVerdict {
    /// Of none that is known.
    Nothing,
    /// Of this film.
    One {
        /// The film.
        fit: Fit,
        /// How many others fit by a title, where an id decided.
        others: usize,
    },
    /// Of one of these, two or more: films of ours first, then in the order of their ids.
    Doubtful(Vec<Fit>),
}

impl MatchVerdict {
    /// Finds out of which film a torrent is; what the editors refused for it counts as not there.
    ///
    /// - Ids decide, unless no film with the id fits by a title and another film does: then all of them are in doubt.
    /// - A film whose id is known to be another than the torrent's does not fit by a title.
    /// - With a title of IMDb that may be a film of ours (see [`OwnIndex::add`]) that film is in doubt.
    /// - Where IMDb's tables are not there, an id that no film of ours has is a title that we lack if nothing else fits.
    pub fn of(known: KnownWorks<'_>, facts: &MatchFacts, is_refused: &dyn Fn(WorkId) -> bool) -> Self {
        let told = facts.told;
        let mut candidates = known.candidates(facts);
        candidates.retain(|candidate| !is_refused(candidate.work));
        let (with_id, rest): (Vec<&Candidate>, Vec<&Candidate>) =
            candidates.iter().partition(|candidate| candidate.id.is_some());
        let titled: Vec<&Candidate> = rest.into_iter().filter(|candidate| candidate.fits_by_title(told)).collect();
        let is_confirmed = with_id.iter().any(|candidate| candidate.title.is_some());
        if let [one] = with_id[..]
            && (is_confirmed || titled.is_empty())
        {
            return Self::One { fit: fit(one, facts), others: titled.len() };
        }
        let in_question = if is_confirmed { with_id } else { [with_id, titled].concat() };
        let mut fits: Vec<Fit> = in_question.into_iter().map(|candidate| fit(candidate, facts)).collect();
        fits.sort_by_key(|fit| fit.work);
        match (fits.len(), fits.pop()) {
            (_, None) => hearsay(known, told, is_refused),
            (1, Some(fit)) => Self::One { fit, others: 0 },
            (_, Some(last)) => {
                fits.push(last);
                Self::Doubtful(fits)
            }
        }
    }

    /// Returns all films that it names.
    pub fn fits(&self) -> &[Fit] {
        match self {
            Self::Nothing => &[],
            Self::One { fit, .. } => std::slice::from_ref(fit),
            Self::Doubtful(fits) => fits,
        }
    }
}

impl KnownWorks<'_> {
    /// Finds everything that the torrent has an id in common with, or a title, the kind and the year within one.
    fn candidates(&self, facts: &MatchFacts) -> Vec<Candidate> {
        let mut found: Vec<Candidate> = Vec::new();
        let told = facts.told;
        let imdb = self.imdb.into_iter();
        let of_number = told.imdb.and_then(|number| self.imdb?.of_number(number));
        let of_ids = self.own.of_ids(told).map(Candidate::from).chain(of_number.map(Candidate::from));
        for candidate in of_ids {
            if let Some(id) = candidate.common_id(told) {
                of_work(&mut found, candidate).id = Some(id);
            }
        }
        for (at, key) in facts.keys().enumerate() {
            let titles = imdb.clone().flat_map(|imdb| imdb.of_key(&key)).map(Candidate::from);
            let titled = self.own.of_key(&key).map(Candidate::from).chain(titles);
            for candidate in titled.filter(|candidate| candidate.is_like(facts)) {
                of_work(&mut found, candidate).title.get_or_insert(at);
            }
        }
        for at in 0..found.len() {
            let (title, id) = (found[at].title, found[at].id);
            for own in self.own.that_may_be(found[at].work) {
                let own = of_work(&mut found, Candidate::from(own));
                own.title = [own.title, title].into_iter().flatten().min();
                own.id = own.id.or(id);
            }
        }
        found.retain(|candidate| !self.is_ours(candidate));
        found
    }

    /// Tells whether it is a title of IMDb that a film of ours has the id of.
    fn is_ours(&self, candidate: &Candidate) -> bool {
        matches!(candidate.work, WorkId::Imdb(number) if self.own.has_imdb_id(number))
    }
}

/// Returns the candidate of the same film, which is added where it is not there yet.
fn of_work(found: &mut Vec<Candidate>, candidate: Candidate) -> &mut Candidate {
    let at = found.iter().position(|known| known.work == candidate.work).unwrap_or_else(|| {
        found.push(candidate);
        found.len() - 1
    });
    &mut found[at]
}

/// Takes an id at IMDb that only the peer knows for a title that we lack.
fn hearsay(known: KnownWorks<'_>, told: ToldFacts, is_refused: &dyn Fn(WorkId) -> bool) -> MatchVerdict {
    let is_news = |number: &_| known.imdb.is_none() && !known.own.has_imdb_id(*number);
    let work = told.imdb.filter(is_news).map(WorkId::Imdb).filter(|work| !is_refused(*work));
    work.map_or(MatchVerdict::Nothing, |work| MatchVerdict::One {
        fit: Fit { work, reason: Reason::ImdbId },
        others: 0,
    })
}

fn fit(candidate: &Candidate, facts: &MatchFacts) -> Fit {
    let reason = match candidate.id {
        Some(CommonId::Imdb) => Reason::ImdbId,
        Some(CommonId::Tmdb) => Reason::TmdbId,
        None => Reason::Title(candidate.title.and_then(|at| facts.titles.get(at)).cloned().unwrap_or_default()),
    };
    Fit { work: candidate.work, reason }
}
