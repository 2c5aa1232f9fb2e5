//! The scale of an x axis: where a value lies on it, in the units in which its buckets are equally wide.

/// How x is spread over the width of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Scale {
    /// As it is.
    #[default]
    Linear,
    /// By its logarithm: what is not above 0 has no place.
    Log,
    /// Linear up to this size, by the logarithm beyond, on both sides of 0.
    Symlog(f64),
}

impl Scale {
    /// Where `x` lies: rises with x. In doublings on a logarithmic scale.
    #[inline]
    pub fn place(self, x: f64) -> f64 {
        match self {
            Scale::Linear => x,
            Scale::Log => x.log2(),
            Scale::Symlog(threshold) => (x.abs() / threshold).ln_1p().copysign(x) * std::f64::consts::LOG2_E,
        }
    }

    /// Whether `x` has a place.
    #[inline]
    pub fn holds(self, x: f64) -> bool {
        self != Scale::Log || x > 0.0
    }
}
