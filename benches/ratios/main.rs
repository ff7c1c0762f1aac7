//! callsheet beside its floors, as lines of one table of ratios.
//!
//! `ratios screens SMALL LARGE` measures the screens over two files of the demo, the second ten times the
//! first; `ratios store FILE` measures the store; `ratios
//! filters FILE` measures lists by a filter; `ratios floor FILE QUEUE` is the floor of the screens
//! itself, which the first form starts. `ratios imports ROWS` measures imports and the export; `ratios load FILE
//! FOLDER` and `ratios select FILE TO` are their floors, which it starts. `scripts/bench` makes the files and calls them.

mod filters;
mod floor;
mod imports;
#[path = "../../tests/it/support/keys.rs"]
mod keys;
mod measure;
mod probe;
mod replay;
mod screens;
mod store;

use std::error::Error;
use std::path::Path;

// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Out<T> = Result<T, Box<dyn Error>>;

fn main() -> Out<()> {
    // Cargo adds `--bench` of its own.
    let args: Vec<String> = std::env::args()
        .skip(1)
        .filter(|arg| !arg.starts_with("--"))
        .collect();
    let lines = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["floor", file, queue] => return floor::run(Path::new(file), queue),
        ["screens", small, large] => screens::measure(Path::new(small), Path::new(large))?,
        ["load", file, folder] => return imports::load(Path::new(file), Path::new(folder)),
        ["select", file, to] => return imports::select(Path::new(file), Path::new(to)),
        ["imports", rows] => imports::measure(rows.parse()?)?,
        ["filters", file] => filters::measure(Path::new(file))?,
        ["store", file] => store::measure(Path::new(file))?,
        _ => {
            say(
                "ratios screens SMALL LARGE | store FILE | filters FILE | imports ROWS | floor FILE QUEUE; scripts/bench calls it",
            );
            return Ok(());
        }
    };
    for line in lines {
        say(&line.to_string());
    }
    Ok(())
}

#[expect(clippy::print_stdout, reason = "the table is what this program is for")]
fn say(line: &str) {
    println!("{line}");
}
