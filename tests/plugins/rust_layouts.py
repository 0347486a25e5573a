"""rust_layouts.py HEADER FOLDER: writes layouts.c and layouts.rs, two programs that print the same
lines if the Rust binding has every struct, member and number of the C header with the same layout.
A missing member, an additional one or one of another type does not compile."""

import re
import sys

BASES = {"void": "c_void", "char": "c_char", "double": "f64", "int32_t": "i32", "int64_t": "i64",
         "uint8_t": "u8", "uint32_t": "u32", "uint64_t": "u64"}


def rust_type(c):
    """const double* const* is *const *const f64."""
    constant, base, rest = re.fullmatch(r"(const )?(?:struct )?(\w+)\s*(.*)", c.strip()).groups()
    rust = BASES.get(base, base)
    for after in re.findall(r"\*\s*(const)?", rest):
        rust = ("*const " if constant else "*mut ") + rust
        constant = after
    return rust


def split_arguments(text):
    """Splits at commas that are not within parentheses."""
    parts, depth = [""], 0
    for c in text:
        depth += (c == "(") - (c == ")")
        if c == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += c
    return parts


def member(declaration):
    """The name and the Rust type of a member or an argument."""
    function = re.fullmatch(r"(.+?)\(\*(\w+)\)\((.*)\)", declaration)
    if function:
        result, name, arguments = function.groups()
        taken = ", ".join(member(a.strip())[1] for a in split_arguments(arguments))
        returned = "" if result.strip() == "void" else " -> " + rust_type(result)
        return name, f'Option<unsafe extern "C" fn({taken}){returned}>'
    c, name, length = re.fullmatch(r"(.+?)\s*\b(\w+)(?:\[(\w+)\])?", declaration).groups()
    return name, f"[{rust_type(c)}; {length} as usize]" if length else rust_type(c)


def escaped(name):
    return "r#" + name if name in ("type", "final") else name


header, folder = sys.argv[1:]
text = open(header, encoding="utf-8").read()
text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
numbers = re.findall(r"^#define (FM_\w+) (-?\d+)u?\s*$", text, flags=re.M)
texts = re.findall(r'^#define (FM_\w+) "', text, flags=re.M)
structs = {
    name: [member(" ".join(m.split())) for m in body.split(";") if m.strip()]
    for name, body in re.findall(r"typedef struct (\w+) \{(.*?)\} \1;", text, flags=re.S)
}

c = ["#include <firstmove/abi.h>", "#include <stdio.h>", "int main(void) {"]
rust = ["#![allow(unused_imports)]", "use firstmove::abi::*;", "use std::mem::{size_of, MaybeUninit};",
        "use std::os::raw::{c_char, c_void};", "use std::ptr::addr_of;",
        "fn size<T>(_: *const T) -> usize { size_of::<T>() }"]
main = ["fn main() {"]
for name, _ in numbers:
    c.append(f'printf("{name} %lld\\n", (long long){name});')
    main.append(f'println!("{name} {{}}", {name});')
for name in texts:
    c.append(f'printf("{name} %s\\n", {name});')
    main.append(f'println!("{name} {{}}", {name});')
for name, members in structs.items():
    every = ", ".join(f"{escaped(m)}: _" for m, _ in members)
    rust.append(f"#[allow(dead_code)] fn whole_{name}(s: &{name}) {{ let {name} {{ {every} }} = s; }}")
    c.append(f'printf("{name} %zu\\n", sizeof({name}));')
    main.append(f'println!("{name} {{}}", size_of::<{name}>());')
    main.append(f"let s = MaybeUninit::<{name}>::uninit(); let s = s.as_ptr();")
    for m, kind in members:
        c.append(f'printf("{name}.{m} %zu %zu\\n", offsetof({name}, {m}), sizeof((({name}*)0)->{m}));')
        main.append(f"let m: *const {kind} = unsafe {{ addr_of!((*s).{escaped(m)}) }};")
        main.append(f'println!("{name}.{m} {{}} {{}}", m as usize - s as usize, size(m));')
open(folder + "/layouts.c", "w", encoding="utf-8").write("\n".join([*c, "}", ""]))
open(folder + "/layouts.rs", "w", encoding="utf-8").write("\n".join([*rust, *main, "}", ""]))
