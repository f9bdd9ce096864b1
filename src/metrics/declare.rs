//! How metrics are declared.

use std::fmt;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::DescriptorEncoder;

use super::metric::Metric;
use super::value::{Readable, write};

/// Metrics that belong together, as they are read at one moment.
pub trait Readings: fmt::Debug + Send + Sync + 'static {
    /// The metrics, in the order of [`Self::values`].
    const METRICS: &'static [Metric];

    /// Returns the value of each metric.
    fn values(&self) -> Vec<&dyn Readable>;
}

/// Readings on their way into the page.
#[derive(Debug)]
pub(super) struct ReadingsGroup<R>(pub(super) R);

impl<R: Readings> Collector for ReadingsGroup<R> {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        R::METRICS.iter().zip(self.0.values()).try_for_each(|(metric, value)| write(metric, value, &mut encoder))
    }
}

/// Declares one metric, whose doc comment is its help text: kind, name, names of labels.
macro_rules! metric {
    ($(#[doc = $doc:literal])+ const $metric:ident = $kind:ident $name:literal [$($label:literal),*];) => {
        $(#[doc = $doc])+
        const $metric: $crate::metrics::Metric = $crate::metrics::Metric {
            name: $name,
            kind: $crate::metrics::MetricKind::$kind,
            labels: &[$($label),*],
            doc: &[$($doc),+],
        };
    };
}
pub(super) use metric;

/// Declares a struct of readings, and its [`Readings`].
///
/// The doc comment of a field is the help text of its metric; then its kind, its name, the names of its labels if it
/// has any, the field and its type.
macro_rules! readings {
    (
        $(#[doc = $group_doc:literal])+
        $vis:vis struct $group:ident {
            $( $(#[doc = $doc:literal])+ $kind:ident $name:literal [$($label:literal),*] => $field:ident: $type:ty; )+
        }
    ) => {
        $(#[doc = $group_doc])+
        #[derive(Clone, Debug, PartialEq)]
        $vis struct $group {
            $( $(#[doc = $doc])+ $vis $field: $type, )+
        }

        impl $crate::metrics::Readings for $group {
            const METRICS: &'static [$crate::metrics::Metric] = &[$( $crate::metrics::Metric {
                name: $name,
                kind: $crate::metrics::MetricKind::$kind,
                labels: &[$($label),*],
                doc: &[$($doc),+],
            }, )+];

            fn values(&self) -> Vec<&dyn $crate::metrics::Readable> {
                vec![$( &self.$field, )+]
            }
        }
    };
}
pub(crate) use readings;
