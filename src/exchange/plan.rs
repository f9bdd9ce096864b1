//! The plan of an import: everything read and checked once, before anything is written.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::ExchangeError;
use super::fault::{FieldFault, FileFault, FileFaults, Subject};
use super::input::Input;
use super::line::{self, CatalogueLine, FilmLine, NamedTag};
use super::source::{LinePlace, LineText, MAX_LINE_BYTES, Source, Then};
use super::tag_table::{TagConflict, TagPlan};
use crate::catalog::{Film, FilmId, Moment, Tag, TagName};

/// What an import is to do. It holds the tags and the ids of the films, never the films: the memory of an import does
/// not grow with the texts in its files.
pub(super) struct Plan {
    /// The tags there will be.
    pub(super) tags: TagPlan,
    /// The films of the files, and where each stands.
    pub(super) films: BTreeMap<FilmId, LinePlace>,
    /// How many tags have lines of their own.
    pub(super) tag_lines: usize,
    /// How many tags were made for films that name them.
    pub(super) made: usize,
    /// How many lines are of torrents that may be of several films.
    pub(super) doubtful: usize,
    now: Moment,
    digests: Vec<u64>,
    /// Names of unknown tags, each with what is said of it: finding the nearest name takes time.
    unknown: BTreeMap<TagName, String>,
}

impl Plan {
    /// Reads and checks the files, and hands the sound films to `seen`, still without tags.
    ///
    /// `known` are the tags of the catalogue that stay in it; `create` makes tags of unknown names; `now` stands in for
    /// times that lines leave out.
    ///
    /// # Errors
    /// [`ExchangeError::Faults`] where a line is not accepted, [`ExchangeError::Read`] where a file cannot be read.
    pub(super) fn make(
        source: &mut Source<'_>,
        known: Vec<Tag>,
        create: bool,
        now: Moment,
        seen: &mut dyn FnMut(&Film),
    ) -> Result<Self, ExchangeError> {
        let mut plan = Self {
            tags: TagPlan::new(known, create),
            films: BTreeMap::new(),
            tag_lines: 0,
            made: 0,
            doubtful: 0,
            now,
            digests: Vec::new(),
            unknown: BTreeMap::new(),
        };
        let mut faults = NotedFaults { files: source.files(), faults: FileFaults::default() };
        plan.digests = source.read::<ExchangeError>(|place, text| {
            plan.check(place, &text, &mut faults, seen);
            Ok(faults.then())
        })?;
        for (robber, place, robbed) in plan.tags.robbers() {
            let reason = format!("duplicate name: tag {robbed} of the catalogue has it already");
            let subject = Some(Subject::Tag(robber.0.into()));
            faults.add(place, subject, FieldFault { field: None, reason });
        }
        faults.verdict()?;
        plan.made = plan.tags.make();
        Ok(plan)
    }

    /// Checks a line, alone and against those before it.
    fn check(
        &mut self,
        place: LinePlace,
        text: &LineText<'_>,
        faults: &mut NotedFaults<'_>,
        seen: &mut dyn FnMut(&Film),
    ) {
        let Some((subject, line)) = faults.read(place, text, self.now) else { return };
        match line {
            CatalogueLine::Tag(tag) => {
                self.tag_lines += 1;
                if let Err(conflict) = self.tags.add(tag, place) {
                    let fault = tag_fault(&conflict, faults.files);
                    faults.add(place, subject, fault);
                }
            }
            CatalogueLine::SpoiltTag(name) => self.tags.spoil(name),
            CatalogueLine::Film(line) => {
                self.check_film(place, Some(line.film.id), &line.tags, faults);
                seen(&line.film);
            }
            CatalogueLine::SpoiltFilm { id, tags } => self.check_film(place, id, &tags, faults),
            CatalogueLine::Doubtful => self.doubtful += 1,
        }
    }

    fn check_film(&mut self, place: LinePlace, id: Option<FilmId>, tags: &[NamedTag], faults: &mut NotedFaults<'_>) {
        let subject = id.map(|id| Subject::Film(id.get()));
        for named in tags {
            if !self.tags.admits(&named.name, named.kind) {
                let reason = self.unknown.entry(named.name.clone()).or_insert_with(|| unknown_tag(&self.tags, named));
                faults.add(place, subject, FieldFault { field: Some(named.field.clone()), reason: reason.clone() });
            }
        }
        let Some(id) = id else { return };
        match self.films.entry(id) {
            Entry::Vacant(free) => {
                free.insert(place);
            }
            Entry::Occupied(taken) => {
                let reason = format!("duplicate id: {} has it already", at(faults.files, *taken.get()));
                faults.add(place, subject, FieldFault { field: None, reason });
            }
        }
    }

    /// Reads the files again and hands out the films in the order of the files.
    ///
    /// # Errors
    /// As for [`Self::make`]; [`ExchangeError::Changed`] where a file is not what it was; what `each` gives.
    pub(super) fn films(
        &self,
        source: &mut Source<'_>,
        mut each: impl FnMut(Film) -> Result<(), ExchangeError>,
    ) -> Result<(), ExchangeError> {
        let mut faults = NotedFaults { files: source.files(), faults: FileFaults::default() };
        let digests = source.read::<ExchangeError>(|place, text| {
            if let Some((subject, CatalogueLine::Film(line))) = faults.read(place, &text, self.now) {
                match self.resolve(*line) {
                    Ok(film) if faults.faults.is_empty() => each(film)?,
                    Ok(_) => {}
                    Err(fault) => faults.add(place, subject, fault),
                }
            }
            Ok(faults.then())
        })?;
        faults.verdict()?;
        match digests.iter().zip(&self.digests).position(|(now, then)| now != then) {
            Some(changed) => Err(ExchangeError::Changed(source.files()[changed].name().to_owned())),
            None => Ok(()),
        }
    }

    /// Puts the tags of a film in the place of their names.
    fn resolve(&self, line: FilmLine) -> Result<Film, FieldFault> {
        let unknown =
            |named: &NamedTag| FieldFault { field: Some(named.field.clone()), reason: unknown_tag(&self.tags, named) };
        let id = |named: &NamedTag| self.tags.find(&named.name).ok_or_else(|| unknown(named));
        let tags = line.tags.iter().map(id).collect::<Result<_, _>>()?;
        Ok(Film { tags, ..line.film })
    }
}

/// The faults found so far, and the names of the files they are in.
struct NotedFaults<'a> {
    files: &'a [Input],
    faults: FileFaults,
}

impl NotedFaults<'_> {
    /// Reads a line and notes its faults; returns what can still be checked against other lines.
    fn read(&mut self, place: LinePlace, text: &LineText<'_>, now: Moment) -> Option<(Option<Subject>, CatalogueLine)> {
        let LineText::Whole(text) = text else {
            let reason = format!("is longer than {MAX_LINE_BYTES} bytes");
            self.add(place, None, FieldFault { field: None, reason });
            return None;
        };
        let read = line::read(text, now);
        for fault in read.faults {
            self.add(place, read.subject, fault);
        }
        read.line.map(|line| (read.subject, line))
    }

    fn add(&mut self, place: LinePlace, subject: Option<Subject>, fault: FieldFault) {
        let file = self.files[place.file].name().to_owned();
        self.faults.push(FileFault { file, line: place.line, subject, field: fault.field, reason: fault.reason });
    }

    /// Stops the reading once no further fault would be printed.
    fn then(&mut self) -> Then {
        if self.faults.is_full() {
            self.faults.cut();
            return Then::Stop;
        }
        Then::GoOn
    }

    fn verdict(self) -> Result<(), ExchangeError> {
        if self.faults.is_empty() { Ok(()) } else { Err(ExchangeError::Faults(self.faults)) }
    }
}

fn at(files: &[Input], place: LinePlace) -> String {
    format!("line {} of {}", place.line, files[place.file].name().display())
}

fn tag_fault(conflict: &TagConflict, files: &[Input]) -> FieldFault {
    let reason = match conflict {
        TagConflict::Id(earlier) => format!("duplicate id: {} has it already", at(files, *earlier)),
        TagConflict::Name(id, earlier) => {
            format!("duplicate name: tag {id} on {} has it already", at(files, *earlier))
        }
        TagConflict::Made => "comes after a film that uses it: define tags before the films that use them".to_owned(),
    };
    FieldFault { field: None, reason }
}

fn unknown_tag(tags: &TagPlan, named: &NamedTag) -> String {
    let meant = tags.nearest(&named.name).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
    format!("unknown tag `{}`: define it on an earlier line, or use --create-tags{meant}", named.name)
}
