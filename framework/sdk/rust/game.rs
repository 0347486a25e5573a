//! Games.

use crate::abi::*;
use crate::border::{at_border, drop_at_border};
use crate::info::{descriptor, Info};
use crate::memory::{forever, list, size_of};
use crate::quantity::Quantity;
use crate::refusal::Outcome;
use crate::rows::{Batch, Rows, RowsMut};
use crate::shape::Shape;
use crate::values::Values;
use std::ffi::CStr;
use std::os::raw::{c_char, c_void};
use std::ptr;

/// A game: its costs and the derivatives that it offers, written by hand. The host computes dense
/// blocks from products and products from blocks.
pub trait Game: Sized + Send + 'static {
    fn info() -> Info;
    fn new(values: &Values) -> Outcome<Self>;
    fn shape(&self) -> Shape;
    fn offers(&self, quantity: Quantity) -> bool;
    /// Writes one quantity for the whole batch, padding included: a pure function of its arguments.
    fn evaluate(
        &self,
        quantity: Quantity,
        at: &Batch,
        vectors: &[Rows],
        out: RowsMut,
    ) -> Outcome<()>;
    /// The costs as a graph, if there is one; lives as long as the game.
    #[doc(hidden)]
    fn graph(&self) -> *const fm_graph {
        ptr::null()
    }
}

struct GameInstance<G> {
    host: *const fm_host,
    game: G,
    shape: fm_shape,
    dims: Vec<u32>,
    domains: Vec<fm_domain>,
    _starts: (Vec<f64>, Vec<f64>), // `shape` points to them
    plans: Vec<Box<Vec<Quantity>>>,
}

impl<G: Game> GameInstance<G> {
    /// # Safety
    /// `game` was created by `create`, here and in all functions below.
    unsafe fn at<'a>(game: *mut fm_game_instance) -> &'a mut Self {
        unsafe { &mut *game.cast() }
    }
    unsafe extern "C" fn create(
        host: *const fm_host,
        values: *const fm_values,
        out: *mut *mut fm_game_instance,
    ) -> fm_status {
        at_border(host, || {
            let game = G::new(&Values(unsafe { &*values }))?;
            let shape = game.shape();
            let domains: Vec<_> = shape.players.iter().flatten().map(|d| d.0).collect();
            let starts = match shape.starts {
                Some((lower, upper)) => (vec![lower; domains.len()], vec![upper; domains.len()]),
                None => (Vec::new(), Vec::new()),
            };
            let dims: Vec<_> = shape.players.iter().map(|p| p.len() as u32).collect();
            let pointer = |list: &[f64]| {
                if list.is_empty() {
                    ptr::null()
                } else {
                    list.as_ptr()
                }
            };
            let made = Box::new(Self {
                host,
                game,
                shape: fm_shape {
                    struct_size: size_of::<fm_shape>(),
                    players: dims.len() as u32,
                    dims: dims.as_ptr(), // moving a Vec does not move its elements
                    domains: domains.as_ptr(),
                    start_lower: pointer(&starts.0),
                    start_upper: pointer(&starts.1),
                },
                dims,
                domains,
                _starts: starts,
                plans: Vec::new(),
            });
            unsafe { *out = Box::into_raw(made).cast() };
            Ok(())
        })
    }
    unsafe extern "C" fn destroy(game: *mut fm_game_instance) {
        unsafe { drop_at_border::<Self>(Self::at(game).host, game.cast()) };
    }
    unsafe extern "C" fn shape(game: *const fm_game_instance) -> *const fm_shape {
        unsafe { &Self::at(game as *mut _).shape }
    }
    unsafe extern "C" fn offers(game: *const fm_game_instance, request: *const fm_request) -> u32 {
        let this = unsafe { Self::at(game as *mut _) };
        let mut offered = false;
        at_border(this.host, || {
            let request = unsafe { &*request };
            let n = this.dims.len() as u32;
            // The plugin sees only requests whose indices are valid for this game.
            let known = request.player < n
                && (request.quantity == FM_TAYLOR || request.j < n)
                && request.k < n
                && request.l < n;
            let quantity = Quantity::from_c(request).filter(|_| known);
            offered = quantity.map_or(false, |q| this.game.offers(q));
            Ok(())
        });
        offered.into()
    }
    unsafe extern "C" fn prepare(
        game: *mut fm_game_instance,
        requests: *const *const fm_request,
        count: u32,
        out: *mut *mut fm_game_plan,
    ) -> fm_status {
        let this = unsafe { Self::at(game) };
        at_border(this.host, || {
            let mut plan = Box::new(Vec::new());
            for &request in unsafe { list(requests, count) } {
                if unsafe { Self::offers(game, request) } == 0 {
                    return Err("the game does not offer this quantity".into());
                }
                plan.extend(Quantity::from_c(unsafe { &*request }));
            }
            unsafe { *out = (&mut *plan as *mut Vec<Quantity>).cast() };
            this.plans.push(plan);
            Ok(())
        })
    }
    unsafe extern "C" fn release(game: *mut fm_game_instance, plan: *mut fm_game_plan) {
        let this = unsafe { Self::at(game) };
        this.plans.retain(|kept| !ptr::eq(&**kept, plan.cast()));
    }
    unsafe extern "C" fn evaluate(
        game: *mut fm_game_instance,
        plan: *mut fm_game_plan,
        batch: *const fm_batch,
        mut vectors: *const *const f64,
        out: *const *mut f64,
    ) -> fm_status {
        let this = unsafe { Self::at(game) };
        at_border(this.host, || {
            let plan = unsafe { &*plan.cast::<Vec<Quantity>>() };
            let at = unsafe { Batch::new(&*batch, this.domains.len()) };
            let stride = at.x.stride();
            for (q, &quantity) in plan.iter().enumerate() {
                let mut given = Vec::new(); // an empty Vec does not allocate
                for rows in quantity.vectors(&this.dims) {
                    given.push(unsafe { Rows::new(*vectors, rows, stride) });
                    vectors = unsafe { vectors.add(1) };
                }
                let rows = quantity.rows(&this.dims);
                let out = unsafe { RowsMut::new(*out.add(q), rows, stride) };
                this.game.evaluate(quantity, &at, &given, out)?;
            }
            Ok(())
        })
    }
}

impl<G: Game> GameInstance<G> {
    unsafe extern "C" fn graph(game: *mut fm_game_instance) -> *const fm_graph {
        unsafe { Self::at(game) }.game.graph()
    }
    const SOURCE: fm_graph_source = fm_graph_source {
        struct_size: std::mem::size_of::<fm_graph_source>() as u32,
        reserved: 0,
        graph: Some(Self::graph),
    };
    unsafe extern "C" fn extension(
        game: *const fm_game_instance,
        id: *const c_char,
    ) -> *const c_void {
        let this = unsafe { Self::at(game as *mut _) };
        // The id of an extension that this kit does not know may be any bytes.
        let asked = unsafe { CStr::from_ptr(id) }.to_bytes();
        if asked != FM_GRAPH_EXTENSION.as_bytes() || this.game.graph().is_null() {
            return ptr::null();
        }
        let source: &'static fm_graph_source = &Self::SOURCE;
        (source as *const fm_graph_source).cast()
    }
}

#[doc(hidden)]
pub fn game_descriptor<G: Game>() -> *const fm_descriptor {
    let table = fm_game {
        struct_size: size_of::<fm_game>(),
        reserved: 0,
        create: Some(GameInstance::<G>::create),
        destroy: Some(GameInstance::<G>::destroy),
        shape: Some(GameInstance::<G>::shape),
        offers: Some(GameInstance::<G>::offers),
        prepare: Some(GameInstance::<G>::prepare),
        release: Some(GameInstance::<G>::release),
        evaluate: Some(GameInstance::<G>::evaluate),
        extension: Some(GameInstance::<G>::extension),
        contiguous: 0,
        reserved_2: 0,
    };
    descriptor(G::info(), FM_KIND_GAME, forever(table))
}
