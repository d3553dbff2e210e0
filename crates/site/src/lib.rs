//! Countersign's publisher, a native program: checks the records, starts new ones, publishes the site,
//! measures it and serves it.

#![forbid(unsafe_code)]

mod api;
pub mod change;
pub mod check;
mod discovery;
mod feeds;
pub mod hosting;
pub mod new;
pub mod notices;
mod offline;
pub mod output;
mod prerender;
pub mod publish;
pub mod renamed;
pub mod replace;
pub mod sample;
pub mod serve;
pub mod settings;
mod share;
pub mod sign_ups;
pub mod sizes;
