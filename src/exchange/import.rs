//! The catalogue in: plan, then apply in one transaction.

use super::ExchangeError;
use super::input::Input;
use super::plan::Plan;
use super::removal::{Limit, NAMED, Removal};
use super::source::{ReadProgress, Source};
use super::survey::{Audience, Findings, Survey};
use crate::catalog::{Film, FilmId, Tag};
use crate::clock::Clock;
use crate::store::{Edit, Sink, Store, StoreError};

/// How many films go to the store at once.
const BATCH: usize = 500;
/// How many times an import reads each file: to plan, and to write.
const PASSES: u64 = 2;

/// How to import. By default nothing is removed and no tag made.
#[derive(Clone, Copy, Debug, Default)]
pub struct ImportOptions<'a> {
    /// Removes the films and tags that the files lack.
    pub replace: bool,
    /// Makes the tags that films name and nobody knows, of the kind that the list is for.
    pub create_tags: bool,
    /// How many percent of the films may be removed, all of them never.
    pub max_removals_percent: u32,
    /// Lets any number of films be removed, but not by files without a film.
    pub allow_removals: bool,
    /// Who is to see the films; `None`: nobody wants to know what is visible.
    pub audience: Option<Audience<'a>>,
}

/// What an import did, or what it would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Tags read.
    pub tags: usize,
    /// Tags made for films that name them.
    pub created_tags: usize,
    /// Tags that are new or not as they were, the made ones included.
    pub changed_tags: usize,
    /// Tags removed.
    pub removed_tags: usize,
    /// Films read.
    pub films: usize,
    /// Films that are new or not as they were.
    pub changed_films: usize,
    /// Films removed.
    pub removed_films: usize,
    /// Lines of torrents that may be of several films, which were left out.
    pub doubtful: usize,
    /// What goes, where the catalogue is replaced.
    pub removal: Option<Removal>,
    /// What is visible of the whole catalogue as it then stands.
    pub findings: Option<Findings>,
}

/// Imports the files, in the order given, as one change of the catalogue.
///
/// Films and tags are replaced by id. `report` hears how far the reading has come. Times that lines leave out are those
/// of the clock when the import begins.
///
/// # Errors
/// Any [`ExchangeError`]; the catalogue then stands as it was.
pub fn import(
    store: &Store,
    clock: &Clock,
    files: &[Input],
    options: ImportOptions<'_>,
    report: &mut dyn FnMut(ReadProgress),
) -> Result<Summary, ExchangeError> {
    let mut source = Source::new(files, PASSES, report)?;
    let now = clock.now();
    let mut survey = options.audience.map(|audience| Survey::new(audience, now));
    let (mut done, others) = store.edit(|edit| {
        let there = edit.tags()?;
        let plan = Plan::make(&mut source, stays(&there, options), options.create_tags, now, &mut |_| {})?;
        let ids = edit.film_ids()?;
        let others = others(&plan, &ids);
        let removal = removal(&plan, (&ids, &others), &there, options, |ids| edit.films(ids))?;
        if let Some(refused) = removal.as_ref().filter(|removal| removal.is_refused()) {
            return Err(ExchangeError::Removal(refused.clone()));
        }
        let mut done = apply(edit, &plan, &mut source, options.replace.then_some(there.as_slice()), &mut survey)?;
        done.removal = removal;
        Ok((done, others))
    })?;
    if let Some(survey) = survey {
        // The import is done, whatever happens to the counting.
        match surveyed(Some(store), survey, if options.replace { &[] } else { &others }) {
            Ok(findings) => done.findings = Some(findings),
            Err(fault) => log::warn!("the import succeeded, but the visible films cannot be counted: {fault}"),
        }
    }
    Ok(done)
}

/// Reads and checks the files as [`import`] would, and changes nothing: it takes no lock and works on a database that can
/// only be read. Without a store the catalogue counts as empty.
///
/// # Errors
/// As [`import`], but for what only writing can bring up. A refusal to remove films is no error here, but stands in the
/// summary.
pub fn check(
    store: Option<&Store>,
    clock: &Clock,
    files: &[Input],
    options: ImportOptions<'_>,
    report: &mut dyn FnMut(ReadProgress),
) -> Result<Summary, ExchangeError> {
    let mut source = Source::new(files, 1, report)?;
    let now = clock.now();
    let mut survey = options.audience.map(|audience| Survey::new(audience, now));
    let there = store.map_or(Ok(Vec::new()), Store::tags)?;
    let plan = Plan::make(&mut source, stays(&there, options), options.create_tags, now, &mut |film| {
        if let Some(survey) = &mut survey {
            survey.film(film);
        }
    })?;
    let ids = store.map_or(Ok(Vec::new()), Store::film_ids)?;
    let others = others(&plan, &ids);
    let read = |ids: &[FilmId]| {
        let mut films = Vec::new();
        store.map_or(Ok(()), |store| store.films(ids, &mut |film| films.push(film))).map(|()| films)
    };
    let removal = removal(&plan, (&ids, &others), &there, options, read)?;
    let left = if options.replace { &[] } else { others.as_slice() };
    let findings = survey.map(|survey| surveyed(store, survey, left)).transpose()?;
    Ok(Summary { removal, findings, ..counted(&plan) })
}

/// Reads files without a catalogue and hands what they hold to the sink: tags first, then the films as they stand.
///
/// # Errors
/// As [`check`].
pub fn read(clock: &Clock, files: &[Input], sink: &mut dyn Sink) -> Result<(), ExchangeError> {
    let mut unheard = |_: ReadProgress| {};
    let mut source = Source::new(files, PASSES, &mut unheard)?;
    let plan = Plan::make(&mut source, Vec::new(), false, clock.now(), &mut |_| {})?;
    sink.tags(plan.tags.to_write());
    plan.films(&mut source, |film| {
        sink.films(vec![film]);
        Ok(())
    })
}

/// Returns the tags that films may name without a line of their own: with `replace` none, as those that the files lack
/// go.
fn stays(there: &[Tag], options: ImportOptions<'_>) -> Vec<Tag> {
    if options.replace { Vec::new() } else { there.to_vec() }
}

/// Returns those of the films of the catalogue that the files lack, in the order given.
fn others(plan: &Plan, there: &[FilmId]) -> Vec<FilmId> {
    there.iter().copied().filter(|id| !plan.films.contains_key(id)).collect()
}

fn counted(plan: &Plan) -> Summary {
    Summary {
        tags: plan.tag_lines,
        created_tags: plan.made,
        films: plan.films.len(),
        doubtful: plan.doubtful,
        ..Summary::default()
    }
}

/// Judges what goes of these films, in all and lacking in the files, and of the tags that are there; `None` where the
/// catalogue is not replaced.
fn removal(
    plan: &Plan,
    (ids, others): (&[FilmId], &[FilmId]),
    tags: &[Tag],
    options: ImportOptions<'_>,
    read: impl FnOnce(&[FilmId]) -> Result<Vec<Film>, StoreError>,
) -> Result<Option<Removal>, ExchangeError> {
    if !options.replace {
        return Ok(None);
    }
    let staying = plan.tags.ids();
    let tags: Vec<&Tag> = tags.iter().filter(|tag| !staying.contains(&tag.id)).collect();
    let first = read(&others[..others.len().min(NAMED)])?;
    let percent = (!options.allow_removals).then_some(options.max_removals_percent);
    let limit = Limit { films_come: !plan.films.is_empty(), percent };
    Ok(Some(Removal::new(others.len(), ids.len(), &first, &tags, limit)))
}

/// Ends a survey with films of the store.
fn surveyed(store: Option<&Store>, mut survey: Survey<'_>, films: &[FilmId]) -> Result<Findings, StoreError> {
    if let Some(store) = store.filter(|_| !films.is_empty()) {
        store.films(films, &mut |film| survey.film(&film))?;
    }
    Ok(survey.findings())
}

/// Writes the plan; `replaced` are the tags of a catalogue of which only what the plan holds is to stay.
fn apply(
    edit: &mut Edit<'_>,
    plan: &Plan,
    source: &mut Source<'_>,
    replaced: Option<&[Tag]>,
    survey: &mut Option<Survey<'_>>,
) -> Result<Summary, ExchangeError> {
    let mut done = counted(plan);
    let leaving = replaced.map_or(Vec::new(), |there| plan.tags.leaving(there));
    edit.put_tags(&leaving)?;
    done.changed_tags = edit.put_tags(&plan.tags.to_write())?;
    let mut batch: Vec<Film> = Vec::with_capacity(BATCH);
    plan.films(source, |film| {
        if let Some(survey) = survey {
            survey.film(&film);
        }
        batch.push(film);
        if batch.len() == BATCH {
            done.changed_films += edit.put_films(&batch)?;
            batch.clear();
        }
        Ok(())
    })?;
    done.changed_films += edit.put_films(&batch)?;
    if let Some(there) = replaced {
        let (films, tags) = (plan.films.keys().copied().collect(), plan.tags.ids());
        done.removed_films = edit.keep_only(&films, &tags)?;
        done.removed_tags = there.iter().filter(|tag| !tags.contains(&tag.id)).count();
    }
    Ok(done)
}
