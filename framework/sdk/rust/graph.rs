//! Costs as a graph: terms are made from terms with Rust's operators, and the host computes all
//! derivatives (FM_GRAPH_EXTENSION in abi.h).

use crate::abi::*;
use crate::game::{game_descriptor, Game};
use crate::info::Info;
use crate::memory::size_of;
use crate::quantity::Quantity;
use crate::refusal::Outcome;
use crate::rows::{Batch, Rows, RowsMut};
use crate::shape::Shape;
use crate::values::Values;
use std::cell::RefCell;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A game that gives its costs as a graph.
pub trait GraphGame: Sized + Send + 'static {
    fn info() -> Info;
    fn new(values: &Values) -> Outcome<Self>;
    fn shape(&self) -> Shape;
    /// The cost of each player, which it minimises, in terms of the joint action:
    /// `graph.action(c, 1)` is coordinate c.
    fn costs<'g>(&self, graph: &'g Graph) -> Outcome<Vec<Term<'g>>>;
}

#[derive(Default)]
struct Lists {
    nodes: Vec<fm_node>,
    inputs: Vec<u32>,
    numbers: Vec<f64>,
    indices: Vec<u32>,
}

/// The terms of a game's costs. A term is an array of rows x columns numbers, row by row; a number
/// is 1 x 1, a vector of n is n x 1. Operations on arrays whose shapes do not fit together panic,
/// which the host reports as a refusal with the place in the source.
#[derive(Default)]
pub struct Graph {
    lists: RefCell<Lists>,
}

/// A number or an array that depends on the joint action.
#[derive(Clone, Copy)]
pub struct Term<'g> {
    graph: &'g Graph,
    node: u32,
}

/// What stands beside a term in an operation: a term, or a number.
pub trait Operand<'g> {
    fn term(self, graph: &'g Graph) -> Term<'g>;
}
impl<'g> Operand<'g> for Term<'g> {
    fn term(self, _: &'g Graph) -> Term<'g> {
        self
    }
}
impl<'g> Operand<'g> for f64 {
    fn term(self, graph: &'g Graph) -> Term<'g> {
        graph.constant(1, 1, &[self])
    }
}

impl Graph {
    /// rows x columns numbers, row by row.
    #[track_caller]
    pub fn constant(&self, rows: u32, columns: u32, numbers: &[f64]) -> Term<'_> {
        assert_eq!(
            rows as usize * columns as usize,
            numbers.len(),
            "an array of {rows} x {columns} from {} numbers",
            numbers.len()
        );
        let begin = self.lists.borrow().numbers.len();
        self.lists.borrow_mut().numbers.extend(numbers);
        self.add(FM_NODE_CONSTANT, rows, columns, &[], [begin as i64, 0])
    }
    pub fn vector(&self, numbers: &[f64]) -> Term<'_> {
        self.constant(numbers.len() as u32, 1, numbers)
    }
    /// Coordinates first .. first + count - 1 of the joint action, a vector.
    pub fn action(&self, first: u32, count: u32) -> Term<'_> {
        self.add(FM_NODE_ACTION, count, 1, &[], [first.into(), 0])
    }
    /// One vector of the elements of several terms.
    #[track_caller]
    pub fn join<'g>(&'g self, parts: &[Term<'g>]) -> Term<'g> {
        let begin = self.lists.borrow().indices.len();
        let mut length = 0;
        for part in parts {
            self.lists.borrow_mut().indices.extend([length, 1]);
            length += part.size();
        }
        let attribute = [begin as i64, 0];
        self.add(FM_NODE_ASSEMBLE, length, 1, parts, attribute)
    }

    fn add<'g>(
        &'g self,
        operation: i32,
        rows: u32,
        columns: u32,
        inputs: &[Term<'g>],
        attribute: [i64; 2],
    ) -> Term<'g> {
        let mut lists = self.lists.borrow_mut();
        let node = lists.nodes.len() as u32;
        let inputs_begin = lists.inputs.len() as u64;
        lists.inputs.extend(inputs.iter().map(|term| term.node));
        lists.nodes.push(fm_node {
            operation,
            rows,
            columns,
            inputs_count: inputs.len() as u32,
            inputs_begin,
            attribute,
        });
        Term { graph: self, node }
    }
    /// Along each axis, an array has the size of the result, or 1.
    #[track_caller]
    fn elementwise<'g>(&'g self, operation: i32, inputs: &[Term<'g>], attribute: i64) -> Term<'g> {
        let (mut rows, mut columns) = (1, 1);
        for term in inputs {
            let (r, c) = term.shape();
            let fits = |a, b| a == 1 || b == 1 || a == b;
            assert!(
                fits(rows, r) && fits(columns, c),
                "arrays of {rows} x {columns} and {r} x {c} are combined element by element"
            );
            rows = if rows == 1 { r } else { rows };
            columns = if columns == 1 { c } else { columns };
        }
        self.add(operation, rows, columns, inputs, [attribute, 0])
    }
}

macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident $operation:ident)+) => {$(
        $(#[$doc])*
        pub fn $name(self) -> Self {
            self.graph.elementwise($operation, &[self], 0)
        }
    )+};
}
macro_rules! pairs {
    ($($(#[$doc:meta])* $name:ident $operation:ident)+) => {$(
        $(#[$doc])*
        #[track_caller]
        pub fn $name(self, other: impl Operand<'g>) -> Self {
            let other = other.term(self.graph);
            self.graph.elementwise($operation, &[self, other], 0)
        }
    )+};
}

impl<'g> Term<'g> {
    /// Rows and columns.
    pub fn shape(self) -> (u32, u32) {
        let node = self.graph.lists.borrow().nodes[self.node as usize];
        (node.rows, node.columns)
    }
    pub fn size(self) -> u32 {
        self.shape().0 * self.shape().1
    }

    functions! {
        abs FM_NODE_ABS
        sqrt FM_NODE_SQRT
        exp FM_NODE_EXP
        exp_m1 FM_NODE_EXPM1
        ln FM_NODE_LOG
        ln_1p FM_NODE_LOG1P
        sin FM_NODE_SIN
        cos FM_NODE_COS
        tanh FM_NODE_TANH
        /// 1 / (1 + e^-a), without overflow.
        sigmoid FM_NODE_SIGMOID
        /// log(1 + e^a), without overflow.
        softplus FM_NODE_SOFTPLUS
        /// 1 where a is 0, else 0.
        not FM_NODE_NOT
    }
    pairs! {
        min FM_NODE_MINIMUM
        max FM_NODE_MAXIMUM
        /// Truth values are 1 and 0: the condition of `choose`.
        less FM_NODE_LESS
        less_equal FM_NODE_LESS_EQUAL
        equal FM_NODE_EQUAL
        and FM_NODE_AND
        or FM_NODE_OR
    }
    /// `yes` where this truth value holds, else `no`.
    #[track_caller]
    pub fn choose(self, yes: impl Operand<'g>, no: impl Operand<'g>) -> Self {
        let (yes, no) = (yes.term(self.graph), no.term(self.graph));
        self.graph.elementwise(FM_NODE_CHOOSE, &[self, yes, no], 0)
    }
    /// A whole power of any number.
    #[track_caller]
    pub fn powi(self, n: i32) -> Self {
        assert!(
            n.abs() <= FM_MAX_POWER,
            "the power {n} is beyond {FM_MAX_POWER}"
        );
        self.graph
            .elementwise(FM_NODE_WHOLE_POWER, &[self], n.into())
    }
    /// A power of a number above 0.
    pub fn powf(self, p: f64) -> Self {
        let p = p.term(self.graph);
        self.graph.elementwise(FM_NODE_POWER, &[self, p], 0)
    }

    /// The sum of all elements.
    pub fn sum(self) -> Self {
        if self.size() == 1 {
            return self;
        }
        let attribute = [FM_SUM_ALL.into(), 0];
        self.graph.add(FM_NODE_SUM, 1, 1, &[self], attribute)
    }
    /// log of the sum of e^a over all elements, without overflow.
    pub fn logsumexp(self) -> Self {
        if self.size() == 1 {
            return self;
        }
        self.graph.add(FM_NODE_LOGSUMEXP, 1, 1, &[self], [0, 0])
    }
    /// The matrix product, with `transposed` 0 or FM_TRANSPOSE_FIRST | FM_TRANSPOSE_SECOND.
    #[track_caller]
    pub fn product(self, other: Self, transposed: i32) -> Self {
        let turned = |(rows, columns), flag| {
            if transposed & flag != 0 {
                (columns, rows)
            } else {
                (rows, columns)
            }
        };
        let left = turned(self.shape(), FM_TRANSPOSE_FIRST);
        let right = turned(other.shape(), FM_TRANSPOSE_SECOND);
        assert_eq!(left.1, right.0, "the matrices of a product do not fit");
        let attribute = [transposed.into(), 0];
        self.graph
            .add(FM_NODE_PRODUCT, left.0, right.1, &[self, other], attribute)
    }
    /// The sum of the products of the elements of two vectors.
    #[track_caller]
    pub fn dot(self, other: Self) -> Self {
        self.product(other, FM_TRANSPOSE_FIRST)
    }
    /// Elements first, first + step, .., as a vector of `count`.
    #[track_caller]
    pub fn slice(self, first: u32, step: u32, count: u32) -> Self {
        assert!(
            count > 0 && step > 0 && first + step * (count - 1) < self.size(),
            "a slice takes elements that its array does not have"
        );
        let attribute = [first.into(), step.into()];
        self.graph.add(FM_NODE_SLICE, count, 1, &[self], attribute)
    }
}

impl<'g> Neg for Term<'g> {
    type Output = Self;
    fn neg(self) -> Self {
        self.graph.elementwise(FM_NODE_NEGATE, &[self], 0)
    }
}
macro_rules! operators {
    ($($op:ident $name:ident $operation:ident)+) => {$(
        impl<'g, R: Operand<'g>> $op<R> for Term<'g> {
            type Output = Term<'g>;
            #[track_caller]
            fn $name(self, other: R) -> Term<'g> {
                let other = other.term(self.graph);
                self.graph.elementwise($operation, &[self, other], 0)
            }
        }
        impl<'g> $op<Term<'g>> for f64 {
            type Output = Term<'g>;
            fn $name(self, other: Term<'g>) -> Term<'g> {
                let number = self.term(other.graph);
                other.graph.elementwise($operation, &[number, other], 0)
            }
        }
    )+};
}
operators! {
    Add add FM_NODE_ADD
    Sub sub FM_NODE_SUBTRACT
    Mul mul FM_NODE_MULTIPLY
    Div div FM_NODE_DIVIDE
}

/// A game with its graph in the form of the ABI.
pub(crate) struct Lent<G> {
    game: G,
    table: fm_graph,
    _lists: (Lists, Vec<u32>), // `table` points to them
}
// SAFETY: the pointers are to lists that the game owns and does not change.
unsafe impl<G: Send> Send for Lent<G> {}

impl<G: GraphGame> Game for Lent<G> {
    fn info() -> Info {
        G::info()
    }
    fn new(values: &Values) -> Outcome<Self> {
        let game = G::new(values)?;
        let graph = Graph::default();
        let terms = game.costs(&graph)?;
        if terms.iter().any(|term| term.size() != 1) {
            return Err("a cost is an array of several numbers".into());
        }
        let costs: Vec<u32> = terms.iter().map(|term| term.node).collect();
        let players = game.shape().players.len();
        if costs.len() != players {
            return Err(format!("{} costs for {players} players", costs.len()).into());
        }
        let lists = graph.lists.into_inner();
        let table = fm_graph {
            struct_size: size_of::<fm_graph>(),
            nodes_count: lists.nodes.len() as u32,
            nodes: lists.nodes.as_ptr(), // moving a Vec does not move its elements
            inputs_count: lists.inputs.len() as u64,
            inputs: lists.inputs.as_ptr(),
            numbers_count: lists.numbers.len() as u64,
            numbers: lists.numbers.as_ptr(),
            indices_count: lists.indices.len() as u64,
            indices: lists.indices.as_ptr(),
            costs: costs.as_ptr(),
        };
        Ok(Self {
            game,
            table,
            _lists: (lists, costs),
        })
    }
    fn shape(&self) -> Shape {
        self.game.shape()
    }
    fn offers(&self, _: Quantity) -> bool {
        false
    }
    fn evaluate(&self, _: Quantity, _: &Batch, _: &[Rows], _: RowsMut) -> Outcome<()> {
        Err("the game has its graph alone".into())
    }
    fn graph(&self) -> *const fm_graph {
        &self.table
    }
}

#[doc(hidden)]
pub fn graph_game_descriptor<G: GraphGame>() -> *const fm_descriptor {
    game_descriptor::<Lent<G>>()
}
