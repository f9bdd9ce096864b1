//! What of a catalogue is visible, and what nobody will see.

use std::collections::BTreeMap;

use crate::catalog::device::{DEFAULT_DEVICE, PlayRules};
use crate::catalog::visibility::{Circumstances, Showing, film_hidden};
use crate::catalog::{AccessGroup, AccessRules, AccessSetId, DeviceProfiles, Film, FilmId, Moment, Text};

/// How many films a finding names.
const NAMED: usize = 5;
/// How many unknown access groups are told apart.
const MAX_GROUPS: usize = 20;

/// Who there is to see films, by the settings.
#[derive(Clone, Copy, Debug)]
pub struct Audience<'a> {
    /// The devices that the server knows.
    pub devices: &'a DeviceProfiles,
    /// The access groups.
    pub groups: &'a [AccessGroup],
}

/// Some films: how many there are, and the first few of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FilmSample {
    /// How many there are in all.
    pub count: usize,
    /// The first of them, in the order in which they were met.
    pub first: Vec<FilmId>,
}

impl FilmSample {
    fn add(&mut self, film: &Film) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(film.id);
        }
    }
}

/// What was found. A film may count for several findings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Findings {
    /// Films in all.
    pub films: usize,
    /// Films that the usual device, of no version and in no access group, is shown now.
    pub visible: usize,
    /// Films without a publication time.
    pub drafts: FilmSample,
    /// Films, drafts apart, that no device plays anything of, now or later.
    pub unplayable: FilmSample,
    /// Access groups that are in no setting, with the films that name them; the first few groups that were met.
    pub unknown_groups: BTreeMap<Text, FilmSample>,
}

/// Looks at films one by one and keeps no film.
pub(super) struct Survey<'a> {
    audience: Audience<'a>,
    /// What the usual device plays; `None`: no setting knows that device, so that it is shown nothing.
    usual: Option<&'a PlayRules>,
    rules: AccessRules,
    now: Moment,
    findings: Findings,
}

impl<'a> Survey<'a> {
    pub(super) fn new(audience: Audience<'a>, now: Moment) -> Self {
        let devices = audience.devices;
        let usual = devices.find(DEFAULT_DEVICE, "").and_then(|profile| devices.rules().get(profile.index()));
        Self { audience, usual, rules: AccessRules::new(audience.groups), now, findings: Findings::default() }
    }

    pub(super) fn film(&mut self, film: &Film) {
        self.findings.films += 1;
        if film.published.is_none() {
            self.findings.drafts.add(film);
        } else if self.is_visible(film) {
            self.findings.visible += 1;
        } else if !self.is_ever_played(film) {
            self.findings.unplayable.add(film);
        }
        for name in film.access.iter().filter(|name| !self.audience.groups.iter().any(|group| group.name == **name)) {
            let groups = &mut self.findings.unknown_groups;
            if groups.len() < MAX_GROUPS || groups.contains_key(name) {
                groups.entry(name.clone()).or_default().add(film);
            }
        }
    }

    pub(super) fn findings(self) -> Findings {
        self.findings
    }

    fn is_visible(&self, film: &Film) -> bool {
        let groups = AccessSetId::NOBODY;
        self.usual.is_some_and(|device| {
            film_hidden(film, &Circumstances { at: self.now, device, rules: &self.rules, groups }).is_none()
        })
    }

    /// Tells whether some device is shown the film now or later, access apart.
    fn is_ever_played(&self, film: &Film) -> bool {
        let mut devices = self.audience.devices.rules().iter();
        devices.any(|device| Showing::of(film, device).covers_any_from(self.now))
    }
}
