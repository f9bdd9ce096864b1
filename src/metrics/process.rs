//! What the system says of the process.

use super::readings;

readings! {
    /// The process, by the names that all programs use.
    pub struct ProcessReadings {
        /// Processor time used since the start, in seconds.
        Counter "process_cpu_seconds" [] => cpu: Option<f64>;
        /// Memory in use, in bytes.
        Gauge "process_resident_memory_bytes" [] => resident_memory: Option<u64>;
        /// Address space in use, in bytes.
        Gauge "process_virtual_memory_bytes" [] => virtual_memory: Option<u64>;
        /// Open files, connections included.
        Gauge "process_open_fds" [] => open_files: Option<usize>;
        /// The most files that may be open.
        Gauge "process_max_fds" [] => max_files: Option<u64>;
        /// When the process started, in Unix time.
        Gauge "process_start_time_seconds" [] => started: Option<f64>;
    }
}

impl ProcessReadings {
    /// Reads what the system says now; nothing where it is not Linux.
    pub fn now() -> Self {
        #[cfg(target_os = "linux")]
        if let Some(readings) = linux::read() {
            return readings;
        }
        Self {
            cpu: None,
            resident_memory: None,
            virtual_memory: None,
            open_files: None,
            max_files: None,
            started: None,
        }
    }
}

#[cfg(target_os = "linux")]
mod linux {
    use std::time::Duration;

    use procfs::process::{LimitValue, Process, Stat};

    use super::ProcessReadings;

    /// Reads `/proc`; `None` where it cannot be read.
    pub(super) fn read() -> Option<ProcessReadings> {
        let process = Process::myself().ok()?;
        let stat = process.stat().ok()?;
        let max_files = process.limits().ok().and_then(|limits| match limits.max_open_files.soft_limit {
            LimitValue::Value(files) => Some(files),
            LimitValue::Unlimited => None,
        });
        Some(ProcessReadings {
            cpu: Some(seconds(stat.utime.saturating_add(stat.stime))),
            resident_memory: Some(stat.rss.saturating_mul(procfs::page_size())),
            virtual_memory: Some(stat.vsize),
            open_files: process.fd_count().ok(),
            max_files,
            started: started(&stat),
        })
    }

    fn started(stat: &Stat) -> Option<f64> {
        let boot = Duration::from_secs(procfs::boot_time_secs().ok()?);
        Some(boot.as_secs_f64() + seconds(stat.starttime))
    }

    /// Turns ticks of the system's clock into seconds.
    fn seconds(ticks: u64) -> f64 {
        let a_second = procfs::ticks_per_second().max(1);
        let (whole, part) = (ticks / a_second, ticks % a_second);
        // Hundredths, as a rule: milliseconds hold them.
        (Duration::from_secs(whole) + Duration::from_millis(part * 1000 / a_second)).as_secs_f64()
    }
}
