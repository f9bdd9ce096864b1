//! Which owners are heard.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt;

use crate::btn::NetworkHash;
use crate::catalog::Moment;

use super::thresholds::Thresholds;

/// What is known of an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnerFacts {
    /// The number of the account.
    pub owner: i64,
    /// When it was made.
    pub created: Moment,
    /// Whether it is banned.
    pub is_banned: bool,
    /// Until when an operator vouches for it.
    pub vouched_until: Option<Moment>,
    /// The network that it was made from; `None`: an operator made it.
    pub made_from: Option<NetworkHash>,
    /// Whether somebody [bore it out](super::Corroboration), ever.
    pub is_corroborated: bool,
    /// On how many of the last 30 days something was reported.
    pub active_days: u32,
    /// The network that it last reported from.
    pub reports_from: Option<NetworkHash>,
    /// The numbers of its applications.
    pub applications: Vec<i64>,
}

/// Why an owner is not heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnerRefusal {
    /// The account is banned.
    Banned,
    /// It is one of several that were made from one network at once.
    Burst,
    /// It is too young until then.
    Young(Moment),
    /// It reported on too few days.
    Inactive {
        /// On how many.
        days: u32,
        /// On how many it has to.
        needed: u32,
    },
    /// It is of age, but nobody else bore it out.
    Uncorroborated,
}

/// An owner who is heard.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct JuryMember {
    /// The number of the account.
    pub owner: i64,
    /// The network that it reports from. All that are unknown are one.
    pub network: Option<NetworkHash>,
}

/// The owners who are heard, and why the others are not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jury {
    /// By application: those who are of age.
    of_age: HashMap<i64, JuryMember>,
    /// Those of them who are heard.
    heard: BTreeSet<i64>,
    eligible: usize,
    refused: Vec<(i64, OwnerRefusal)>,
}

impl Jury {
    /// Finds who is heard now.
    pub fn new(owners: &[OwnerFacts], thresholds: &Thresholds, now: Moment) -> Self {
        let bursts = bursts(owners, thresholds);
        let mut jury = Self::default();
        for owner in owners {
            let refusal = refusal(owner, &bursts, thresholds, now);
            match refusal {
                Some(refusal) => jury.refused.push((owner.owner, refusal)),
                None => _ = jury.heard.insert(owner.owner),
            }
            if matches!(refusal, None | Some(OwnerRefusal::Uncorroborated)) {
                jury.eligible += 1;
                let member = JuryMember { owner: owner.owner, network: owner.reports_from };
                jury.of_age.extend(owner.applications.iter().map(|application| (*application, member)));
            }
        }
        jury
    }

    /// Returns the owner of an application, if it is heard.
    pub fn member(&self, application: i64) -> Option<JuryMember> {
        self.of_age(application).filter(|member| self.hears(member.owner))
    }

    /// Returns the owner of an application, if it is of age, heard or not.
    pub(super) fn of_age(&self, application: i64) -> Option<JuryMember> {
        self.of_age.get(&application).copied()
    }

    /// Tells whether an owner is heard.
    pub(super) fn hears(&self, owner: i64) -> bool {
        self.heard.contains(&owner)
    }

    /// Returns how many owners are heard.
    pub fn heard(&self) -> usize {
        self.heard.len()
    }

    /// Returns how many owners are of age, those included whom nobody bore out: of all of them a part has to accuse.
    pub fn eligible(&self) -> usize {
        self.eligible
    }

    /// Returns the owners who are not heard.
    pub fn refused(&self) -> &[(i64, OwnerRefusal)] {
        &self.refused
    }

    /// Says what is missing for anything to be listed by analyses; `None`: nothing is.
    pub fn shortfall(&self, thresholds: &Thresholds) -> Option<String> {
        (self.eligible < thresholds.quorum).then(|| {
            let is_missing = |(_, refusal): &&(i64, OwnerRefusal)| *refusal != OwnerRefusal::Uncorroborated;
            let (eligible, quorum) = (self.eligible, thresholds.quorum);
            let missing = self.refused.iter().filter(is_missing).count();
            format!(
                "Lists take {quorum} owners of age who report, and there are {eligible}; {missing} more accounts do not count yet."
            )
        })
    }
}

/// Returns why an owner is not heard.
fn refusal(owner: &OwnerFacts, bursts: &BTreeSet<i64>, thresholds: &Thresholds, now: Moment) -> Option<OwnerRefusal> {
    if owner.is_banned {
        return Some(OwnerRefusal::Banned);
    }
    if bursts.contains(&owner.owner) {
        return Some(OwnerRefusal::Burst);
    }
    if owner.vouched_until.is_some_and(|until| until > now) {
        return None;
    }
    let of_age = Moment(owner.created.0.saturating_add(thresholds.age_seconds));
    if of_age >= now {
        return Some(OwnerRefusal::Young(of_age));
    }
    let (days, needed) = (owner.active_days, thresholds.active_days);
    if days < needed {
        return Some(OwnerRefusal::Inactive { days, needed });
    }
    (!owner.is_corroborated).then_some(OwnerRefusal::Uncorroborated)
}

/// Returns the accounts that are of a burst: within the time of one, too many were made from their network.
fn bursts(owners: &[OwnerFacts], thresholds: &Thresholds) -> BTreeSet<i64> {
    let mut by_network: BTreeMap<NetworkHash, Vec<(Moment, i64)>> = BTreeMap::new();
    for owner in owners {
        if let Some(network) = owner.made_from {
            by_network.entry(network).or_default().push((owner.created, owner.owner));
        }
    }
    let mut found = BTreeSet::new();
    for made in by_network.values_mut() {
        made.sort_unstable();
        for several in made.windows(thresholds.burst_accounts.max(1)) {
            let (Some((first, _)), Some((last, _))) = (several.first(), several.last()) else { continue };
            if last.0.saturating_sub(first.0) <= thresholds.burst_seconds {
                found.extend(several.iter().map(|(_, owner)| *owner));
            }
        }
    }
    found
}

impl fmt::Display for OwnerRefusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Banned => f.write_str("banned"),
            Self::Burst => f.write_str("one of several accounts that were made from one network within a day"),
            Self::Young(until) => write!(f, "too young until {until}"),
            Self::Inactive { days, needed } => {
                write!(f, "reported on {days} of the last 30 days; {needed} are needed")
            }
            Self::Uncorroborated => {
                f.write_str("no account of another network says anything of an address that it accuses")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Moment = Moment(100 * 86_400);

    fn owner(owner: i64) -> OwnerFacts {
        OwnerFacts {
            owner,
            created: Moment(0),
            is_banned: false,
            vouched_until: None,
            made_from: None,
            is_corroborated: true,
            active_days: 7,
            reports_from: None,
            applications: vec![owner * 10, owner * 10 + 1],
        }
    }

    fn jury(owners: &[OwnerFacts]) -> Jury {
        Jury::new(owners, &Thresholds::default(), NOW)
    }

    #[test]
    fn owners_of_age_who_report_are_heard_with_all_their_applications() {
        let heard = jury(&[owner(1), OwnerFacts { reports_from: Some(NetworkHash([7; 32])), ..owner(2) }]);
        let members = [10, 11, 20, 30].map(|application| heard.member(application));
        let one = JuryMember { owner: 1, network: None };
        let two = JuryMember { owner: 2, network: Some(NetworkHash([7; 32])) };
        assert_eq!(members, [Some(one), Some(one), Some(two), None]);
        assert_eq!((heard.eligible(), heard.refused()), (2, &[][..]));
    }

    #[test]
    fn whoever_is_not_heard_is_told_why() {
        let young = Moment(NOW.0 - 14 * 86_400);
        let heard = jury(&[
            OwnerFacts { is_banned: true, vouched_until: Some(Moment::MAX), ..owner(1) },
            OwnerFacts { created: young, ..owner(2) },
            OwnerFacts { active_days: 6, ..owner(3) },
            OwnerFacts { created: young, active_days: 0, vouched_until: Some(Moment(NOW.0 + 1)), ..owner(4) },
            OwnerFacts { created: young, vouched_until: Some(NOW), ..owner(5) },
            OwnerFacts { is_corroborated: false, ..owner(6) },
            OwnerFacts { is_corroborated: false, vouched_until: Some(Moment(NOW.0 + 1)), ..owner(7) },
        ]);
        let expected = [
            (1, OwnerRefusal::Banned),
            (2, OwnerRefusal::Young(NOW)),
            (3, OwnerRefusal::Inactive { days: 6, needed: 7 }),
            (5, OwnerRefusal::Young(NOW)),
            (6, OwnerRefusal::Uncorroborated),
        ];
        assert_eq!((heard.heard(), heard.eligible(), heard.refused()), (2, 3, &expected[..]));
        let unheard = heard.of_age(60).map(|member| member.owner);
        assert_eq!((unheard, heard.member(60), heard.of_age(50)), (Some(6), None, None));
        let told = OwnerRefusal::Inactive { days: 6, needed: 7 }.to_string();
        assert_eq!(told, "reported on 6 of the last 30 days; 7 are needed");
    }

    #[test]
    fn accounts_made_at_once_from_one_network_are_not_heard() {
        let made = |number, network: u8, hours: i64| OwnerFacts {
            made_from: Some(NetworkHash([network; 32])),
            created: Moment(hours * 3600),
            ..owner(number)
        };
        let heard = jury(&[
            made(1, 1, 0),
            made(2, 1, 20),
            made(3, 1, 24),
            // The fourth is with two of them within a day, too.
            made(4, 1, 44),
            made(5, 1, 90),
            made(6, 2, 0),
            made(7, 2, 1),
            owner(8),
            owner(9),
            owner(10),
        ]);
        let expected = [1, 2, 3, 4].map(|owner| (owner, OwnerRefusal::Burst));
        assert_eq!((heard.eligible(), heard.refused()), (6, &expected[..]));
    }

    #[test]
    fn what_is_missing_for_a_quorum_is_told() {
        let quiet = OwnerFacts { is_corroborated: false, ..owner(3) };
        let heard = jury(&[owner(1), OwnerFacts { is_banned: true, ..owner(2) }, quiet]);
        let told = "Lists take 3 owners of age who report, and there are 2; 1 more accounts do not count yet.";
        assert_eq!(heard.shortfall(&Thresholds::default()).as_deref(), Some(told));
        assert_eq!(jury(&[owner(1), owner(2), owner(3)]).shortfall(&Thresholds::default()), None);
    }
}
