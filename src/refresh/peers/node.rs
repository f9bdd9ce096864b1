//! The name under which a program works on peers.

use std::fs;
use std::path::Path;
use std::process;

/// What tells one start of a machine from another.
const BOOT_ID: &str = "/proc/sys/kernel/random/boot_id";
/// What tells one numbering of processes from another: containers have their own.
const PID_SPACE: &str = "/proc/self/ns/pid";

/// The name of a running program among all that share a database: where it runs, its number there, and chance. Of a
/// program on the same machine others can tell whether it still runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NodeName {
    /// The machine, as long as it runs, and the numbering of processes on it; `None`: the system does not tell.
    space: Option<String>,
    name: String,
}

impl NodeName {
    /// Makes the name of this program, another one each time.
    pub fn of_this_program() -> Self {
        let space = space();
        let name = named(space.as_deref(), process::id(), &format!("{:016x}", rand::random::<u64>()));
        Self { space, name }
    }

    /// Returns the text that is on record.
    pub fn as_str(&self) -> &str {
        &self.name
    }

    /// Tells whether the program of this name ran on this machine and runs no longer. Of others nobody knows.
    pub fn has_ended(&self, other: &str) -> bool {
        let Some(space) = &self.space else { return false };
        let mut parts = other.split(' ');
        let (pid, on) = (parts.next(), parts.next());
        match (pid.and_then(|pid| pid.parse::<u32>().ok()), on) {
            (Some(pid), Some(on)) if on == space => !is_running(pid),
            _ => false,
        }
    }
}

/// Tells whether there is a process of this number that has not ended. One that nobody has waited for yet has.
fn is_running(pid: u32) -> bool {
    let Ok(stat) = fs::read_to_string(Path::new("/proc").join(pid.to_string()).join("stat")) else { return false };
    // Behind the name, which may hold anything, stands the state: Z for one that has ended, X for one that is going.
    let state = stat.rsplit_once(") ").and_then(|(_, rest)| rest.chars().next());
    !matches!(state, Some('Z' | 'X'))
}

fn named(space: Option<&str>, pid: u32, chance: &str) -> String {
    format!("{pid} {} {chance}", space.unwrap_or("-"))
}

fn space() -> Option<String> {
    let boot = fs::read_to_string(BOOT_ID).ok()?;
    let numbering = fs::read_link(PID_SPACE).ok()?;
    let text = format!("{}/{}", boot.trim(), numbering.to_str()?);
    (!text.contains(' ')).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_of_this_machine_are_told_to_have_ended() {
        let name = NodeName::of_this_program();
        assert_ne!(name, NodeName::of_this_program());
        assert!(!name.has_ended(name.as_str()));
        let Some(space) = space() else { return };
        let mut child = process::Command::new("cat").stdin(process::Stdio::piped()).spawn().unwrap();
        let ended = child.id();
        let its_name = named(Some(&space), ended, "0");
        assert!(!name.has_ended(&its_name), "it waits for its input");
        drop(child.stdin.take());
        // It ends now, and counts as ended before anybody has waited for it.
        while !name.has_ended(&its_name) {
            std::thread::yield_now();
        }
        child.wait().unwrap();
        assert!(name.has_ended(&its_name));
        for other in ["", "x", &named(Some("elsewhere"), ended, "0"), &named(None, ended, "0")] {
            assert!(!name.has_ended(other), "{other:?}");
        }
    }
}
