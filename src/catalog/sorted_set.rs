//! Small sets that are kept in order.

use std::ops::Deref;

/// The members of a set, ascending, none twice. Made of members in any order and number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SortedSet<T>(Vec<T>);

impl<T: Ord> SortedSet<T> {
    /// Takes members that are ascending already, as they were written; `None` where they are not, or one comes twice.
    pub fn ascending(members: Vec<T>) -> Option<Self> {
        members.is_sorted_by(|one, next| one < next).then_some(Self(members))
    }
}

impl<T> Default for SortedSet<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T> Deref for SortedSet<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Ord> From<Vec<T>> for SortedSet<T> {
    fn from(mut members: Vec<T>) -> Self {
        members.sort_unstable();
        members.dedup();
        Self(members)
    }
}

impl<T: Ord, const N: usize> From<[T; N]> for SortedSet<T> {
    fn from(members: [T; N]) -> Self {
        Vec::from(members).into()
    }
}

impl<T: Ord> FromIterator<T> for SortedSet<T> {
    fn from_iter<I: IntoIterator<Item = T>>(members: I) -> Self {
        Vec::from_iter(members).into()
    }
}

impl<T> From<SortedSet<T>> for Box<[T]> {
    fn from(set: SortedSet<T>) -> Self {
        set.0.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_put_in_order_once_each() {
        assert_eq!(*SortedSet::from([3, 1, 3, 2]), [1, 2, 3]);
        assert_eq!([3, 1, 3].into_iter().collect::<SortedSet<_>>(), vec![1, 3].into());
    }

    #[test]
    fn only_ascending_members_are_taken_as_they_are() {
        assert_eq!(SortedSet::ascending(vec![1, 2, 9]), Some([1, 2, 9].into()));
        assert_eq!(SortedSet::ascending(Vec::<u8>::new()), Some(SortedSet::default()));
        for members in [vec![1, 1], vec![2, 1]] {
            assert_eq!(SortedSet::ascending(members), None);
        }
    }
}
