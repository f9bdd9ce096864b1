//! Lists, made of what was reported and of what operators rule.

use std::collections::{BTreeMap, BTreeSet};

use ipnet::IpNet;

use crate::btn::analysis::{Analysis, AnalysisRun, Corroboration, Jury, Suspect, Thresholds, watched_apart};
use crate::btn::lists::{
    AllowList, DenyEntry, DenyList, DenyReason, ListSize, ListSources, ManualRule, NeverList, Participants,
    PublishRefusal, PublishedList, RuleContent, identity_rules, legacy_rules,
};
use crate::btn::{AddressHash, PeerAddress};
use crate::catalog::Moment;
use crate::number::to_u64;
use crate::store::{AlertRecord, BtnStore, ListEntryRecord, ListRecord, Publication, StoreError, WorthWeighing};

use super::rule_lists::RuleDocuments;

/// What lists are made by.
#[derive(Clone, Debug)]
pub struct ListTerms {
    /// How much it takes.
    pub thresholds: Thresholds,
    /// The most entries.
    pub most: usize,
    /// What the operator protects.
    pub protected: Vec<IpNet>,
    /// Whether the networks of documentation may be listed: for examples and tests.
    pub lists_documentation: bool,
}

/// Whether lists that grow too much are published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Growth {
    /// They are not: the last one is kept, with an alert.
    Guarded,
    /// An operator looked at it.
    Accepted,
}

/// Lists that were made.
#[derive(Clone, Debug)]
pub struct MadeLists {
    /// Who is banned, and what was kept off.
    pub deny: DenyList,
    /// What was found by analyses that are only watched.
    pub watched: Vec<Suspect>,
    /// What was found by the others.
    pub suspects: Vec<Suspect>,
    /// How many owners are heard.
    pub heard: usize,
    /// What is missing for anything to be listed by analyses.
    pub shortfall: Option<String>,
    /// Why the list of bans was not published.
    pub refusal: Option<PublishRefusal>,
    /// An operator keeps lists empty, meanwhile at the latest: none was published.
    pub is_retracted: bool,
}

/// What analyses find at a moment.
#[derive(Clone, Debug)]
pub struct FoundSuspects {
    /// Who is heard.
    pub jury: Jury,
    /// What is found, also by analyses that are only watched.
    pub suspects: Vec<Suspect>,
    /// What would be listed of it, if none was only watched: without what is never listed, and what operators allow.
    pub deny: DenyList,
}

/// What was weighed, and what was found.
struct Weighed {
    jury: Jury,
    suspects: Vec<Suspect>,
    /// How many rows of evidence there are against each address.
    rows: BTreeMap<PeerAddress, usize>,
    /// There are fewer against every other address.
    enough: usize,
    /// The owners who were borne out for the first time.
    corroborated: BTreeSet<i64>,
}

/// Runs the analyses over what is rolled up, and publishes nothing.
///
/// # Errors
/// The database cannot be read.
pub fn analyse(store: &BtnStore, terms: &ListTerms, now: Moment) -> Result<FoundSuspects, StoreError> {
    let Weighed { jury, suspects, .. } = weigh(store, &terms.thresholds, now)?;
    let hashes = store.participant_addresses(now)?;
    let never = never_list(store, &hashes, terms);
    let mut rules = rules(store)?;
    rules.retain(|rule| matches!(rule.content, RuleContent::Allow(_)));
    let deny = DenyList::new(&ListSources { suspects: &suspects, rules: &rules, never: &never, most: terms.most, now });
    Ok(FoundSuspects { jury, suspects, deny })
}

/// Runs the analyses.
fn weigh(store: &BtnStore, thresholds: &Thresholds, now: Moment) -> Result<Weighed, StoreError> {
    let mut owners = store.owner_facts(now)?;
    let mut jury = Jury::new(&owners, thresholds, now);
    let WorthWeighing { mut addresses, enough } = store.worth_weighing(thresholds.needed(jury.eligible()))?;
    let mut corroborated = BTreeSet::new();
    if jury.heard() < jury.eligible() {
        let mut corroboration = Corroboration::new(&jury, thresholds, now);
        store.scan_evidence(&addresses, |row| corroboration.take(&row))?;
        corroborated = corroboration.finish();
        let borne_out = owners.iter_mut().filter(|owner| corroborated.contains(&owner.owner));
        borne_out.for_each(|owner| owner.is_corroborated = true);
        jury = Jury::new(&owners, thresholds, now);
    }
    let mut run = AnalysisRun::new(&jury, thresholds, store.sightings(now)?, now);
    addresses.extend(run.busy());
    let mut rows = BTreeMap::new();
    store.scan_evidence(&addresses, |row| {
        *rows.entry(row.address).or_default() += 1;
        run.take(row);
    })?;
    let suspects = run.finish();
    Ok(Weighed { jury, suspects, rows, enough, corroborated })
}

/// Returns what operators rule.
fn rules(store: &BtnStore) -> Result<Vec<ManualRule>, StoreError> {
    Ok(store.manual_rules()?.into_iter().map(|(_, rule)| rule).collect())
}

/// Returns what is never listed; `participants` are the addresses of those who take part.
fn never_list<'a>(store: &'a BtnStore, participants: &'a BTreeSet<AddressHash>, terms: &ListTerms) -> NeverList<'a> {
    let participants = Participants { key: store.key(), hashes: participants };
    let never = NeverList::new(participants, terms.protected.iter().copied());
    if terms.lists_documentation { never.with_documentation_listed() } else { never }
}

/// Makes the lists and publishes them; anew where an address is erased meanwhile.
///
/// # Errors
/// The database cannot be read or written: the last lists stay.
pub fn make_lists(store: &BtnStore, terms: &ListTerms, growth: Growth, now: Moment) -> Result<MadeLists, StoreError> {
    loop {
        if let Some(made) = make_once(store, terms, growth, now)? {
            return Ok(made);
        }
    }
}

/// Makes the lists and publishes them; `None`: an address was erased meanwhile, and nothing is published.
fn make_once(
    store: &BtnStore,
    terms: &ListTerms,
    growth: Growth,
    now: Moment,
) -> Result<Option<MadeLists>, StoreError> {
    let turn = store.begin_weighing()?;
    let Weighed { jury, suspects, rows, enough, corroborated } = weigh(store, &terms.thresholds, now)?;
    store.note_corroborated(&corroborated, now)?;
    let begun = store.begin_analyses(now)?;
    let (suspects, watched) = watched_apart(suspects, &begun, &terms.thresholds, now);
    let rules = rules(store)?;
    let hashes = store.participant_addresses(now)?;
    let never = never_list(store, &hashes, terms);
    let deny = DenyList::new(&ListSources { suspects: &suspects, rules: &rules, never: &never, most: terms.most, now });
    let refusal = match growth {
        Growth::Guarded => deny.size().check_after(last_size(store)?).err(),
        Growth::Accepted => None,
    };
    let mut lists = vec![
        record(RuleDocuments::ALLOW, AllowList::new(&rules, terms.most, now).text()),
        record(RuleDocuments::IDENTITIES, identity_rules(&rules, now)),
    ];
    if refusal.is_none() {
        lists.push(record(RuleDocuments::DENY, deny.text()));
        lists.push(record(RuleDocuments::LEGACY, legacy_rules(&deny, &rules, now)));
    }
    let entries = refusal.is_none().then(|| entries(&deny, &suspects));
    let alerts = alerts(&deny, refusal, now);
    let is_retracted = match store.publish_lists(turn, (&lists, entries.as_deref()), &alerts, now)? {
        Publication::Published => false,
        Publication::Retracted => true,
        Publication::Outdated => return Ok(None),
    };
    let accused = rows.into_iter().filter(|(_, rows)| *rows >= enough).map(|(address, _)| address);
    store.settle_accused(turn, accused, enough, now)?;
    let (heard, shortfall) = (jury.heard(), jury.shortfall(&terms.thresholds));
    Ok(Some(MadeLists { deny, watched, suspects, heard, shortfall, refusal, is_retracted }))
}

/// Publishes lists without an entry, and keeps them so until lists are made by hand.
///
/// # Errors
/// The database cannot be written: the last lists stay.
pub fn retract_lists(store: &BtnStore, now: Moment) -> Result<(), StoreError> {
    let nobody = DenyList::default();
    let lists = [
        record(RuleDocuments::DENY, nobody.text()),
        record(RuleDocuments::ALLOW, AllowList::default().text()),
        record(RuleDocuments::IDENTITIES, identity_rules(&[], now)),
        record(RuleDocuments::LEGACY, legacy_rules(&nobody, &[], now)),
    ];
    store.retract_lists(&lists, now)
}

fn last_size(store: &BtnStore) -> Result<ListSize, StoreError> {
    let lists = store.published_lists()?;
    let last = lists.iter().find(|list| list.name == RuleDocuments::DENY);
    Ok(last.map(|list| ListSize::of_text(&list.body)).unwrap_or_default())
}

fn record(name: &str, list: PublishedList) -> ListRecord {
    ListRecord { name: name.to_owned(), version: list.version, body: list.body }
}

/// Says why each network is on the list.
fn entries(deny: &DenyList, suspects: &[Suspect]) -> Vec<ListEntryRecord> {
    let of = |entry: &DenyEntry| {
        let network = entry.network.to_string();
        match entry.reason {
            DenyReason::Rule { until } => ListEntryRecord {
                network,
                reason: "rule".to_owned(),
                accusers: 0,
                torrents: 0,
                net: 0,
                first_seen: 0,
                last_seen: 0,
                until,
            },
            DenyReason::Found { analysis, accusers, torrents, until } => {
                let found = suspects.iter().flat_map(|suspect| std::iter::once(suspect).chain(&suspect.parts));
                let found =
                    found.into_iter().find(|found| found.network == entry.network && found.analysis == analysis);
                ListEntryRecord {
                    network,
                    reason: analysis.name().to_owned(),
                    accusers: to_u64(accusers).cast_signed(),
                    torrents: to_u64(torrents).cast_signed(),
                    net: found.map_or(0, |found| found.net),
                    first_seen: found.map_or(0, |found| found.first),
                    last_seen: found.map_or(0, |found| found.last),
                    until,
                }
            }
        }
    };
    deny.entries.iter().map(of).collect()
}

fn alerts(deny: &DenyList, refusal: Option<PublishRefusal>, now: Moment) -> Vec<AlertRecord> {
    let kept_off = deny.alerts.iter().map(|alert| {
        let who = alert.analysis.map_or("rule", Analysis::name);
        (alert.network.to_string(), format!("{who}: not listed: {}", alert.reason))
    });
    let refused = refusal.map(|refusal| (String::new(), format!("not published: {refusal}")));
    kept_off.chain(refused).map(|(network, reason)| AlertRecord { at: now, network, reason }).collect()
}
