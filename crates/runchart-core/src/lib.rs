//! Reading, writing and querying of TensorBoard event files. No Python inside.
//!
//! Floors, lowest first; each wraps the ones below and `tests/test_architecture.py` holds them to it:
//! `record`, `event`, `series`, `query`, `logdir` to read, `record`, `event`, `encode`, `writer` to write.

pub mod encode;
pub mod error;
pub mod event;
pub mod logdir;
pub mod query;
pub mod record;
pub mod series;
pub mod writer;
