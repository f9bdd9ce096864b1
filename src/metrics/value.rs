//! Values of metrics: plain numbers, each by itself or by labels.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use prometheus_client::encoding::{
    CounterValueEncoder, DescriptorEncoder, EncodeCounterValue, EncodeGaugeValue, GaugeValueEncoder, MetricEncoder,
    NoLabelSet,
};

use super::declare::{Kind, Metric};

/// Numbers by the values of so many labels.
pub type Labelled<T, const LABELS: usize> = Vec<([Cow<'static, str>; LABELS], T)>;

/// A number in the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A count.
    Whole(u64),
    /// How many there are in memory.
    Size(usize),
    /// A whole number that may be negative: no counter.
    Signed(i64),
    /// Seconds, a share.
    Real(f64),
}

impl EncodeGaugeValue for Number {
    fn encode(&self, encoder: &mut GaugeValueEncoder<'_>) -> fmt::Result {
        match self {
            Self::Whole(value) => EncodeGaugeValue::encode(value, encoder),
            Self::Size(value) => EncodeGaugeValue::encode(value, encoder),
            Self::Signed(value) => EncodeGaugeValue::encode(value, encoder),
            Self::Real(value) => EncodeGaugeValue::encode(value, encoder),
        }
    }
}

impl EncodeCounterValue for Number {
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
type Sample<'a> = (&'a [Cow<'static, str>], Number);

/// What a metric reads.
pub trait Value {
    /// Returns the numbers with the values of their labels; none where nothing is known.
    fn samples(&self) -> Vec<Sample<'_>>;
}

macro_rules! numbers {
    ($($type:ty => |$value:ident| $number:expr;)+) => {
        $( impl From<&$type> for Number {
            fn from($value: &$type) -> Self {
                $number
            }
        }

        impl Value for $type {
            fn samples(&self) -> Vec<Sample<'_>> {
                vec![(&[], self.into())]
            }
        } )+
    };
}

numbers! {
    u64 => |value| Number::Whole(*value);
    u32 => |value| Number::Whole(u64::from(*value));
    usize => |value| Number::Size(*value);
    i64 => |value| Number::Signed(*value);
    f64 => |value| Number::Real(*value);
    bool => |value| Number::Whole(u64::from(*value));
    Duration => |value| Number::Real(value.as_secs_f64());
}

impl<T: Value> Value for Option<T> {
    fn samples(&self) -> Vec<Sample<'_>> {
        self.iter().flat_map(Value::samples).collect()
    }
}

impl<T, const LABELS: usize> Value for Labelled<T, LABELS>
where
    for<'a> Number: From<&'a T>,
{
    fn samples(&self) -> Vec<Sample<'_>> {
        self.iter().map(|(labels, value)| (&labels[..], value.into())).collect()
    }
}

/// Writes a metric; nothing of one that reads nothing.
pub(super) fn write(metric: &Metric, value: &dyn Value, encoder: &mut DescriptorEncoder<'_>) -> fmt::Result {
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

fn write_number(kind: Kind, number: Number, encoder: &mut MetricEncoder<'_>) -> fmt::Result {
    match kind {
        Kind::Counter => encoder.encode_counter::<NoLabelSet, _, f64>(&number, None),
        Kind::Gauge => encoder.encode_gauge(&number),
        // Whoever keeps one writes it: see `requests`.
        Kind::Histogram => Err(fmt::Error),
    }
}
