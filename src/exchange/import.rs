//! The catalogue in: plan, then apply in one transaction.

use super::ExchangeError;
use super::input::Input;
use super::plan::Plan;
use super::source::{Progress, Source};
use crate::catalog::{Film, Tag};
use crate::clock::Clock;
use crate::store::{Edit, Sink, Store};

/// How many films go to the store at once.
const BATCH: usize = 500;
/// How many times an import reads each file: to plan, and to write.
const PASSES: u64 = 2;

/// How to import.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// Removes the films and tags that the files lack.
    pub replace: bool,
    /// Makes the tags that films name and nobody knows, of the kind that the list is for.
    pub create_tags: bool,
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
    options: Options,
    report: &mut dyn FnMut(Progress),
) -> Result<Summary, ExchangeError> {
    let mut source = Source::new(files, PASSES, report)?;
    store.edit(|edit| {
        let there = edit.tags()?;
        let plan = Plan::make(&mut source, stays(&there, options), options.create_tags, clock.now())?;
        apply(edit, &plan, &mut source, options.replace.then_some(there.as_slice()))
    })
}

/// Reads and checks the files as [`import`] would, and changes nothing. Without a store the catalogue counts as empty.
///
/// # Errors
/// As [`import`], but for what only writing can bring up.
pub fn check(
    store: Option<&Store>,
    clock: &Clock,
    files: &[Input],
    options: Options,
    report: &mut dyn FnMut(Progress),
) -> Result<Summary, ExchangeError> {
    let there = store.map_or(Ok(Vec::new()), |store| store.edit(|edit| edit.tags()))?;
    let mut source = Source::new(files, 1, report)?;
    Ok(counted(&Plan::make(&mut source, stays(&there, options), options.create_tags, clock.now())?))
}

/// Reads files without a catalogue and hands what they hold to the sink: tags first, then the films as they stand.
///
/// # Errors
/// As [`check`].
pub fn read(clock: &Clock, files: &[Input], sink: &mut dyn Sink) -> Result<(), ExchangeError> {
    let mut unheard = |_: Progress| {};
    let mut source = Source::new(files, PASSES, &mut unheard)?;
    let plan = Plan::make(&mut source, Vec::new(), false, clock.now())?;
    sink.tags(plan.tags.to_write());
    plan.films(&mut source, |film| {
        sink.film(film);
        Ok(())
    })
}

/// Returns the tags that films may name without a line of their own: with `replace` none, as those that the files lack
/// go.
fn stays(there: &[Tag], options: Options) -> Vec<Tag> {
    if options.replace { Vec::new() } else { there.to_vec() }
}

fn counted(plan: &Plan) -> Summary {
    Summary { tags: plan.tag_lines, created_tags: plan.made, films: plan.films.len(), ..Summary::default() }
}

/// Writes the plan; `replaced` are the tags of a catalogue of which only what the plan holds is to stay.
fn apply(
    edit: &mut Edit<'_>,
    plan: &Plan,
    source: &mut Source<'_>,
    replaced: Option<&[Tag]>,
) -> Result<Summary, ExchangeError> {
    let mut done = counted(plan);
    let leaving = replaced.map_or(Vec::new(), |there| plan.tags.leaving(there));
    edit.put_tags(&leaving)?;
    done.changed_tags = edit.put_tags(&plan.tags.to_write())?;
    let mut batch: Vec<Film> = Vec::with_capacity(BATCH);
    plan.films(source, |film| {
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
