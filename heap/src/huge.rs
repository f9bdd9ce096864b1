//! Huge pages for memory that is in use throughout.
//!
//! The processor finds what lies in a huge page with fewer looks. An allocator that asks for them takes two megabytes where it
//! needs a few kilobytes; so it asks for none, and what has filled up is put together afterwards.

use std::ops::Range;
use std::{fs, ptr};

/// The size of a huge page of most processors.
const HUGE: usize = 2 << 20;
/// The size of a page of most processors; where it is larger, nothing is found to be in use.
const PAGE: usize = 4 << 10;
/// So many of its pages have to be in use for a block to become a huge page: what is not in use takes memory from then on.
const USED: usize = HUGE / PAGE / 32 * 31;

/// Puts memory in huge pages where nearly all of it is in use. What is there already stays, so that it may be called from time
/// to time; it takes some milliseconds, and whoever touches what is being put together waits for a fraction of one. Where the
/// system has no such thing (Linux before 6.1), nothing happens.
pub fn settle() {
    // Unreadable, as in some containers: then it stays as it is.
    let Ok(maps) = fs::read_to_string("/proc/self/maps") else { return };
    for mapping in maps.lines().filter_map(anonymous) {
        let mut dense: Option<Range<usize>> = None;
        for start in
            (mapping.start.next_multiple_of(HUGE)..).step_by(HUGE).take_while(|start| start + HUGE <= mapping.end)
        {
            match &mut dense {
                _ if in_use(start) < USED => dense.take().into_iter().for_each(collapse),
                Some(run) => run.end = start + HUGE,
                None => dense = Some(start..start + HUGE),
            }
        }
        dense.into_iter().for_each(collapse);
    }
}

/// Reads a line of the list of mappings; `None`: a file backs it, or it is a stack, or nobody writes there.
fn anonymous(line: &str) -> Option<Range<usize>> {
    let mut fields = line.split_whitespace();
    let (from, to) = fields.next()?.split_once('-')?;
    let (may, inode, path) = (fields.next()?, fields.nth(2)?, fields.next());
    let is_ours =
        may.starts_with("rw") && inode == "0" && path.is_none_or(|path| path.starts_with("[anon") || path == "[heap]");
    let address = |digits| usize::from_str_radix(digits, 16).ok();
    is_ours.then_some(address(from)?..address(to)?)
}

/// Counts the pages of a block that are in memory.
fn in_use(start: usize) -> usize {
    let mut pages = [0_u8; HUGE / PAGE];
    // SAFETY: it writes a byte for each page, of which there are as many, or fewer; the block itself is not touched, and where it
    // is not mapped any more it says so.
    let answered = unsafe { libc::mincore(ptr::without_provenance_mut(start), HUGE, pages.as_mut_ptr().cast()) };
    if answered == 0 { pages.iter().filter(|page| **page & 1 == 1).count() } else { 0 }
}

/// Puts blocks in huge pages, or leaves them as they are where that cannot be.
fn collapse(blocks: Range<usize>) {
    // SAFETY: what lies there stays as it is, wherever it is and whoever has it; where it is not mapped any more, or the system
    // does not know how, it says so and does nothing.
    unsafe { libc::madvise(ptr::without_provenance_mut(blocks.start), blocks.len(), libc::MADV_COLLAPSE) };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mappings_without_a_file_are_found() {
        for (line, found) in [
            ("7f10a000-7f20b000 rw-p 00000000 00:00 0 ", Some(0x7f10_a000..0x7f20_b000)),
            ("55d0000-55d1000 rw-p 00000000 00:00 0                          [heap]", Some(0x55d_0000..0x55d_1000)),
            ("7f10a000-7f20b000 rw-p 00000000 00:00 0 [anon: glibc: malloc]", Some(0x7f10_a000..0x7f20_b000)),
            ("7f10a000-7f20b000 r--p 00000000 00:00 0 ", None),
            ("7f10a000-7f20b000 rw-p 00012000 fe:00 1234                     /usr/lib/libc.so.6", None),
            ("7ffc000-7ffd000 rw-p 00000000 00:00 0                          [stack]", None),
            ("", None),
        ] {
            assert_eq!(anonymous(line), found, "{line}");
        }
    }

    #[test]
    fn what_is_in_use_is_put_together_and_stays() {
        let _alone = crate::tests::MEMORY.lock().unwrap();
        let bytes: Vec<u8> = (0..8 * HUGE).map(|at| (at / PAGE).to_le_bytes()[0]).collect();
        let room: Vec<u8> = Vec::with_capacity(8 * HUGE);
        // Where they begin the allocator may have something of its own.
        let [first, empty] = [&bytes, &room].map(|vec| vec.as_ptr().addr().next_multiple_of(HUGE) + HUGE);
        assert_eq!((in_use(first), in_use(empty)), (HUGE / PAGE, 0));
        settle();
        assert!(bytes.iter().enumerate().all(|(at, byte)| *byte == (at / PAGE).to_le_bytes()[0]));
        assert_eq!(in_use(empty), 0);
        let huge = fs::read_to_string("/proc/self/smaps_rollup").unwrap();
        let huge =
            huge.lines().find_map(|line| line.strip_prefix("AnonHugePages:")?.trim().strip_suffix(" kB")).unwrap();
        if huge == "0" {
            println!("skipped: this system puts no memory in huge pages");
        } else {
            assert!(huge.parse::<usize>().unwrap() * 1024 >= 7 * HUGE, "{huge} kB");
        }
    }
}
