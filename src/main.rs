//! The program: arguments, panic hook, dispatch; nothing else.

fn main() {}
