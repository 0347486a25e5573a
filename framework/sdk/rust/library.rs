//! The one symbol that a plugin library exports.

use crate::abi::*;
use crate::border::keep_panics;
use crate::memory::{forever_list, size_of};
use std::panic::catch_unwind;
use std::ptr;
use std::sync::Once;

/// The table of the library.
#[doc(hidden)]
pub struct Library {
    once: Once,
    table: std::sync::atomic::AtomicPtr<fm_library>,
}

impl Library {
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Self {
            once: Once::new(),
            table: std::sync::atomic::AtomicPtr::new(ptr::null_mut()),
        }
    }
    /// Null if a description panics; the host then reports that the library has no table.
    pub fn get(&self, descriptors: fn() -> Vec<*const fm_descriptor>) -> *const fm_library {
        use std::sync::atomic::Ordering::{Acquire, Release};
        self.once.call_once(|| {
            keep_panics();
            let made = catch_unwind(|| {
                let descriptors = descriptors();
                Box::new(fm_library {
                    struct_size: size_of::<fm_library>(),
                    abi_major: FM_ABI_MAJOR,
                    abi_minor: FM_ABI_MINOR,
                    count: descriptors.len() as u32,
                    descriptors: forever_list(descriptors),
                })
            });
            if let Ok(library) = made {
                self.table.store(Box::into_raw(library), Release);
            }
        });
        self.table.load(Acquire)
    }
}

/// Makes this library one of several plugins: `library!(game: A, learner: B, learner: C);`.
#[macro_export]
macro_rules! library {
    ($($kind:ident : $plugin:ty),+ $(,)?) => {
        #[no_mangle]
        pub extern "C" fn firstmove_library() -> *const $crate::abi::fm_library {
            static LIBRARY: $crate::Library = $crate::Library::new();
            LIBRARY.get(|| vec![$($crate::descriptor_of!($kind $plugin)),+])
        }
    };
}
#[doc(hidden)]
#[macro_export]
macro_rules! descriptor_of {
    (game $plugin:ty) => {
        $crate::game_descriptor::<$plugin>()
    };
    (graph_game $plugin:ty) => {
        $crate::graph_game_descriptor::<$plugin>()
    };
    (learner $plugin:ty) => {
        $crate::learner_descriptor::<$plugin>()
    };
    (observer $plugin:ty) => {
        $crate::observer_descriptor::<$plugin>()
    };
}

/// Makes this library the game plugin of a type.
#[macro_export]
macro_rules! game {
    ($plugin:ty) => {
        $crate::library!(game: $plugin);
    };
}
/// Makes this library the game plugin of a type that gives its costs as a graph.
#[macro_export]
macro_rules! graph_game {
    ($plugin:ty) => {
        $crate::library!(graph_game: $plugin);
    };
}
/// Makes this library the learner plugin of a type.
#[macro_export]
macro_rules! learner {
    ($plugin:ty) => {
        $crate::library!(learner: $plugin);
    };
}
/// Makes this library the observer plugin of a type.
#[macro_export]
macro_rules! observer {
    ($plugin:ty) => {
        $crate::library!(observer: $plugin);
    };
}
