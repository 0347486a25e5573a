//! How a plugin refuses a request.

use crate::abi::{fm_status, FM_UNSUPPORTED};
use std::fmt::Display;

/// Why a plugin refuses a request, as a message for the author of the manifest:
/// `return Err("the rule is for two players".into())`.
pub struct Refusal {
    pub(crate) status: fm_status,
    /// None: the host refused and already has the message.
    pub(crate) text: Option<String>,
}

impl<T: Display> From<T> for Refusal {
    fn from(text: T) -> Self {
        Self {
            status: FM_UNSUPPORTED,
            text: Some(text.to_string()),
        }
    }
}

pub type Outcome<T> = Result<T, Refusal>;
