//! Faces: what lists say of each film, its tags included, ready to be copied into answers.
//!
//! They lie one behind the other in chunks, apart from the facts that films are found by, so that an answer reads them
//! from few places of memory; large chunks have mappings of their own. Snapshots share chunks: an edit adds a chunk,
//! and small chunks, or those of which little is in use, are written together again.

use std::ops::Deref;
use std::sync::Arc;

use memmap2::MmapMut;
use twox_hash::XxHash3_64;
use wordset::prefetch;

use crate::number::{to_index, to_u32};

use super::row::Row;
use super::shared_table::SharedTable;

/// The bytes that a chunk takes, unless a single face has more.
const FULL: usize = 32 << 20;
/// From so many bytes on a chunk is worth a mapping of its own: a huge page of most processors.
const HUGE: usize = 2 << 20;
/// How many cache lines of a face are announced: the processor sees by itself that the following ones are read too.
const ANNOUNCED_LINES: usize = 4;

/// What lists say of a film.
#[derive(Clone, Copy, Debug)]
pub struct FilmFace<'s> {
    element: &'s [u8],
    bytes: &'s [u8],
    hash: u64,
}

impl<'s> FilmFace<'s> {
    /// Returns the element of the film in a list.
    pub fn element(self) -> &'s [u8] {
        self.element
    }

    /// Returns what stands inside the element.
    pub fn bytes(self) -> &'s [u8] {
        self.bytes
    }

    /// Returns the hash of the element, the same on every node and after a restart.
    pub fn hash(self) -> u64 {
        self.hash
    }

    /// Tells the processor that it will be read soon.
    pub fn announce(self) {
        prefetch(self.element, ANNOUNCED_LINES);
    }
}

/// Where a face lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::query) struct FacePlace {
    /// Of the element.
    hash: u64,
    chunk: u32,
    start: u32,
    /// The bytes of the element.
    bytes: u32,
}

impl FacePlace {
    /// Returns the hash of the element.
    pub(in crate::query) fn hash(self) -> u64 {
        self.hash
    }

    /// Returns how many bytes the element has.
    pub(in crate::query) fn bytes(self) -> usize {
        to_index(self.bytes)
    }
}

/// The bytes of a chunk: in an allocation where they are few, else in a mapping of its own, which fills huge pages.
#[derive(Debug)]
enum ChunkBytes {
    Allocated(Vec<u8>),
    /// With so many bytes in use, from the first on.
    Mapped(MmapMut, usize),
}

impl ChunkBytes {
    /// Tells whether so many bytes more are within what a chunk takes.
    fn has_room(&self, bytes: usize) -> bool {
        self.is_empty() || self.len() + bytes <= FULL
    }

    /// Adds bytes that there is room for; once they are many they move into a mapping, where the rest is written in place.
    fn extend(&mut self, bytes: &[u8]) {
        if let Self::Allocated(few) = self
            && few.len() + bytes.len() >= HUGE
            && let Ok(mapped) = MmapMut::map_anon(FULL.max(bytes.len()))
        {
            let few = std::mem::take(few);
            *self = Self::Mapped(mapped, 0);
            self.extend(&few);
        }
        match self {
            Self::Allocated(few) => few.extend_from_slice(bytes),
            Self::Mapped(mapped, used) => {
                mapped[*used..*used + bytes.len()].copy_from_slice(bytes);
                *used += bytes.len();
            }
        }
    }

    /// Gives back the room that was not needed; pages of a mapping that were never written take none.
    fn shrink(&mut self) {
        if let Self::Allocated(few) = self {
            few.shrink_to_fit();
        }
    }
}

impl Default for ChunkBytes {
    fn default() -> Self {
        Self::Allocated(Vec::new())
    }
}

impl Deref for ChunkBytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Allocated(bytes) => bytes,
            Self::Mapped(bytes, used) => &bytes[..*used],
        }
    }
}

/// Faces one behind the other.
#[derive(Clone, Debug)]
struct Chunk {
    bytes: Arc<ChunkBytes>,
    /// How many of its bytes are of faces that are not in use any more.
    unused: usize,
}

impl Chunk {
    fn used(&self) -> usize {
        self.bytes.len() - self.unused
    }

    /// Tells whether it would hardly become larger with those that follow.
    fn is_full(&self) -> bool {
        self.bytes.len() > FULL / 2
    }
}

/// How an element begins and ends.
pub type Markup = (&'static [u8], &'static [u8]);

/// Chunks, and faces that are being added to them.
#[derive(Debug)]
pub(super) struct FaceArena {
    /// Of each element.
    tags: Markup,
    chunks: Vec<Chunk>,
    /// The next chunk.
    open: ChunkBytes,
    /// How many bytes of that are not in use any more.
    unused: usize,
}

impl FaceArena {
    /// Has no face yet; elements begin and end with these tags.
    pub(super) fn new(tags: Markup) -> Self {
        Self { tags, chunks: Vec::new(), open: ChunkBytes::default(), unused: 0 }
    }

    /// Adds a face, given as its element.
    pub(super) fn put(&mut self, element: &[u8]) -> FacePlace {
        self.put_hashed(element, XxHash3_64::oneshot(element))
    }

    fn put_hashed(&mut self, element: &[u8], hash: u64) -> FacePlace {
        if !self.open.has_room(element.len()) {
            self.close();
        }
        let (chunk, start, bytes) = (to_u32(self.chunks.len()), to_u32(self.open.len()), to_u32(element.len()));
        self.open.extend(element);
        FacePlace { hash, chunk, start, bytes }
    }

    /// Returns a face.
    #[inline]
    pub(super) fn get(&self, place: FacePlace) -> FilmFace<'_> {
        let chunk = self.chunks.get(to_index(place.chunk)).map_or(&*self.open, |chunk| &**chunk.bytes);
        let start = to_index(place.start);
        let element = &chunk[start..start + to_index(place.bytes)];
        let bytes = &element[self.tags.0.len()..element.len() - self.tags.1.len()];
        FilmFace { element, bytes, hash: place.hash }
    }

    /// Takes note that a face is not in use any more.
    pub(super) fn drop(&mut self, place: FacePlace) {
        let unused = self.chunks.get_mut(to_index(place.chunk)).map_or(&mut self.unused, |chunk| &mut chunk.unused);
        *unused += to_index(place.bytes);
    }

    /// Ends the next chunk.
    fn close(&mut self) {
        if !self.open.is_empty() {
            let mut bytes = std::mem::take(&mut self.open);
            bytes.shrink();
            self.chunks.push(Chunk { bytes: Arc::new(bytes), unused: std::mem::take(&mut self.unused) });
        }
    }

    /// Finds the chunks to write anew: those of which less than half is in use, and as many of the last ones, up to a full
    /// one, as are not at least twice as large as all that follow, so that there are few and each byte is seldom copied.
    fn worn(&self) -> Vec<bool> {
        let mut worn: Vec<bool> = self.chunks.iter().map(|chunk| chunk.unused > chunk.used()).collect();
        let (mut following, mut first) = (0, self.chunks.len());
        while let Some(before) = first.checked_sub(1).map(|at| &self.chunks[at]) {
            if before.is_full() || before.used() >= 2 * following && following > 0 {
                break;
            }
            following += before.used();
            first -= 1;
        }
        if self.chunks.len() - first > 1 {
            worn[first..].fill(true);
        }
        worn
    }

    /// Writes worn chunks anew; `places` are those of all faces in use.
    fn renew(&mut self, places: &mut SharedTable<Row, FacePlace>) {
        let worn = self.worn();
        if !worn.contains(&true) {
            return;
        }
        let mut next = Self::new(self.tags);
        let mut numbers = Vec::with_capacity(worn.len());
        for (chunk, is_worn) in self.chunks.iter().zip(&worn) {
            numbers.push(next.chunks.len());
            next.chunks.extend((!is_worn).then(|| chunk.clone()));
        }
        let moves =
            |place: &FacePlace| worn[to_index(place.chunk)] || numbers[to_index(place.chunk)] != to_index(place.chunk);
        let moved: Vec<Row> = places.iter().filter(|(_, place)| moves(place)).map(|(row, _)| row).collect();
        for row in moved {
            let place = places.change(row);
            let chunk = to_index(place.chunk);
            if worn[chunk] {
                *place = next.put_hashed(self.get(*place).element, place.hash);
            } else {
                place.chunk = to_u32(numbers[chunk]);
            }
        }
        next.close();
        *self = next;
    }
}

/// The faces of all films of a snapshot.
#[derive(Debug)]
pub(in crate::query) struct Faces {
    arena: FaceArena,
    /// By row.
    places: SharedTable<Row, FacePlace>,
}

impl Faces {
    /// Takes the faces of the films of a snapshot, by row.
    pub(super) fn new(mut arena: FaceArena, mut places: SharedTable<Row, FacePlace>) -> Self {
        arena.close();
        arena.renew(&mut places);
        Self { arena, places }
    }

    /// Returns the faces with which those of the next snapshot begin.
    pub(super) fn arena(&self) -> FaceArena {
        FaceArena { chunks: self.arena.chunks.clone(), ..FaceArena::new(self.arena.tags) }
    }

    /// Returns the place of a face.
    #[inline]
    pub(in crate::query) fn place(&self, row: Row) -> FacePlace {
        self.places[row]
    }

    /// Returns the places of all faces, by row.
    pub(super) fn places(&self) -> &SharedTable<Row, FacePlace> {
        &self.places
    }

    /// Returns the face at a place.
    #[inline]
    pub(in crate::query) fn at(&self, place: FacePlace) -> FilmFace<'_> {
        self.arena.get(place)
    }

    /// Returns the face of the film in a row.
    #[inline]
    pub(in crate::query) fn get(&self, row: Row) -> FilmFace<'_> {
        self.arena.get(self.places[row])
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    const TAGS: Markup = (b"<a>", b"</a>");

    fn put(arena: &mut FaceArena, face: &[u8]) -> FacePlace {
        arena.put(&[TAGS.0, face, TAGS.1].concat())
    }

    proptest! {
        #[test]
        fn faces_stay_what_they_are_and_chunks_stay_few(
            edits in vec(vec((0_usize..20, vec(any::<u8>(), 0..40)), 0..6), 1..40),
        ) {
            let mut plain = vec![Vec::new(); 20];
            let mut arena = FaceArena::new(TAGS);
            let places = plain.iter().map(|face| put(&mut arena, face)).collect();
            let mut faces = Faces::new(arena, places);
            for edit in edits {
                let (mut arena, mut places) = (faces.arena(), faces.places.clone());
                for (row, face) in edit {
                    let place = places.change(Row::at(row));
                    arena.drop(*place);
                    *place = put(&mut arena, &face);
                    prop_assert_eq!(arena.get(*place).bytes(), &face[..]);
                    plain[row] = face;
                }
                faces = Faces::new(arena, places);
                for (row, face) in plain.iter().enumerate() {
                    let kept = faces.get(Row::at(row));
                    let element = [TAGS.0, face, TAGS.1].concat();
                    let hash = XxHash3_64::oneshot(&element);
                    prop_assert_eq!((kept.bytes(), kept.element(), kept.hash()), (&face[..], &element[..], hash));
                }
                let used: usize = plain.iter().map(|face| face.len() + 7).sum();
                prop_assert_eq!(faces.arena.chunks.iter().map(Chunk::used).sum::<usize>(), used);
                let held: usize = faces.arena.chunks.iter().map(|chunk| chunk.bytes.len()).sum();
                prop_assert!(held <= 2 * used && faces.arena.chunks.len() <= 12, "{held} of {used}");
            }
        }
    }

    #[test]
    fn large_chunks_are_mapped_and_full_ones_are_left_alone() {
        let face = vec![7; 3 << 20];
        let mut arena = FaceArena::new(TAGS);
        let places = (0..24).map(|_| put(&mut arena, &face)).collect();
        let faces = Faces::new(arena, places);
        let bytes: Vec<usize> = faces.arena.chunks.iter().map(|chunk| chunk.bytes.len()).collect();
        assert_eq!(bytes, [10, 10, 4].map(|count| count * (face.len() + 7)));
        assert!(faces.arena.chunks.iter().all(|chunk| matches!(*chunk.bytes, ChunkBytes::Mapped(..))));
        assert!((0..24).all(|row| faces.get(Row::at(row)).bytes() == face));

        let mut arena = faces.arena();
        arena.drop(faces.place(Row::at(0)));
        let first = put(&mut arena, b"first");
        let mut places = faces.places.clone();
        *places.change(Row::at(0)) = first;
        let edited = Faces::new(arena, places);
        for (chunk, before) in edited.arena.chunks.iter().zip(&faces.arena.chunks).take(2) {
            assert!(Arc::ptr_eq(&chunk.bytes, &before.bytes));
        }
        assert_eq!(edited.get(Row::at(0)).bytes(), b"first");
    }
}
