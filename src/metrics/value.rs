//! Values of metrics: plain numbers, each by itself or by labels.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use prometheus_client::encoding::{
    CounterValueEncoder, DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, GaugeValueEncoder, MetricEncoder,
    NoLabelSet,
};

use super::metric::{Metric, MetricKind};

/// Numbers by the values of so many labels.
pub type Labelled<T, const LABELS: usize> = Vec<([Cow<'static, str>; LABELS], T)>;

/// A number in the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MetricNumber {
    /// A count.
    Whole(u64),
    /// How many there are in memory.
    Size(usize),
    /// A whole number that may be negative: no counter.
    Signed(i64),
    /// Seconds, a share.
    Real(f64),
}

impl EncodeGaugeValue for MetricNumber {
    fn encode(&self, encoder: &mut GaugeValueEncoder<'_>) -> fmt::Result {
        match self {
            Self::Whole(value) => EncodeGaugeValue::encode(value, encoder),
            Self::Size(value) => EncodeGaugeValue::encode(value, encoder),
            Self::Signed(value) => EncodeGaugeValue::encode(value, encoder),
            Self::Real(value) => EncodeGaugeValue::encode(value, encoder),
        }
    }
}

impl EncodeCounterValue for MetricNumber {
    fn encode(&self, encoder: &mut CounterValueEncoder<'_>) -> fmt::Result {
        match self {
            Self::Whole(value) => EncodeCounterValue::encode(value, encoder),
            Self::Size(value) => EncodeCounterValue::encode(value, encoder),
            Self::Real(value) => EncodeCounterValue::encode(value, encoder),
            Self::Signed(_) => Err(fmt::Error),
        }
    }
}

/// A number, its place among the labels before it.
type Sample<'a> = (&'a [Cow<'static, str>], MetricNumber);

/// What a metric reads.
pub trait Readable {
    /// Returns the numbers with the values of their labels; none where nothing is known.
    fn samples(&self) -> Vec<Sample<'_>>;
}

macro_rules! numbers {
    ($($type:ty => |$value:ident| $number:expr;)+) => {
        $( impl From<&$type> for MetricNumber {
            fn from($value: &$type) -> Self {
                $number
            }
        }

        impl Readable for $type {
            fn samples(&self) -> Vec<Sample<'_>> {
                vec![(&[], self.into())]
            }
        } )+
    };
}

numbers! {
    u64 => |value| MetricNumber::Whole(*value);
    u32 => |value| MetricNumber::Whole(u64::from(*value));
    usize => |value| MetricNumber::Size(*value);
    i64 => |value| MetricNumber::Signed(*value);
    f64 => |value| MetricNumber::Real(*value);
    bool => |value| MetricNumber::Whole(u64::from(*value));
    Duration => |value| MetricNumber::Real(value.as_secs_f64());
}

impl<T: Readable> Readable for Option<T> {
    fn samples(&self) -> Vec<Sample<'_>> {
        self.iter().flat_map(Readable::samples).collect()
    }
}

impl<T, const LABELS: usize> Readable for Labelled<T, LABELS>
where
    for<'a> MetricNumber: From<&'a T>,
{
    fn samples(&self) -> Vec<Sample<'_>> {
        self.iter().map(|(labels, value)| (&labels[..], value.into())).collect()
    }
}

/// Writes a metric; nothing of one that reads nothing.
pub(super) fn write(metric: &Metric, value: &dyn Readable, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
    let samples = value.samples();
    if samples.is_empty() {
        return Ok(());
    }
    let kind = metric.kind;
    let mut encoder = encoder.encode_descriptor(metric.name, &metric.help(), None, kind.metric_type())?;
    for (labels, number) in samples {
        if labels.is_empty() {
            write_number(kind, number, &mut encoder)?;
        } else {
            let labels: Vec<_> = metric.labels.iter().copied().zip(labels.iter().map(|value| &**value)).collect();
            write_number(kind, number, &mut encoder.encode_family(&labels)?)?;
        }
    }
    Ok(())
}

fn write_number(kind: MetricKind, number: MetricNumber, encoder: &mut MetricEncoder<'_>) -> fmt::Result {
    match kind {
        MetricKind::Counter => encoder.encode_counter::<NoLabelSet, _, f64>(&number, None),
        MetricKind::Gauge => encoder.encode_gauge(&number),
        // Whoever keeps one writes it: see `requests`.
        MetricKind::Histogram => Err(fmt::Error),
    }
}
