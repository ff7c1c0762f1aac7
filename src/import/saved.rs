//! What the user said of a file's columns, remembered in the data file for the next file with the same ones.

use super::map::{MapOptions, fold_name};
use super::{ImportError, Totals, hex};
use crate::replica::Replica;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What is remembered.
#[derive(Serialize, Deserialize)]
struct Saved {
    system: Option<String>,
    #[serde(rename = "as")]
    entity: Option<String>,
    maps: Vec<String>,
}

/// The place of a header set: names in any order, without case and signs.
fn key(header: &[String]) -> String {
    let mut names: Vec<String> = header.iter().map(|name| fold_name(name)).collect();
    names.sort_unstable();
    let mut hash = Sha256::new();
    for name in names {
        hash.update((name.len() as u64).to_be_bytes());
        hash.update(name.as_bytes());
    }
    format!("mapping:{}", hex(&hash.finalize()))
}

/// What was said of a file with these columns before.
pub(super) fn find(replica: &Replica, header: &[String]) -> Result<Option<MapOptions>, ImportError> {
    let Some(text) = replica.meta(&key(header))? else {
        return Ok(None);
    };
    let saved: Option<Saved> = serde_json::from_str(&text).ok();
    Ok(saved.map(|saved| MapOptions {
        system: saved.system,
        entity: saved.entity.and_then(|word| word.parse().ok()),
        maps: saved.maps,
        custom: Vec::new(),
        part: None,
    }))
}

/// Remembers what was said, unless no row at all could be taken that way.
pub(super) fn keep(
    replica: &Replica,
    header: &[String],
    told: &MapOptions,
    came: &Totals,
) -> Result<(), ImportError> {
    if came.rows_in > 0 && came.failed == came.rows_in {
        return Ok(());
    }
    let maps = told.maps.iter().map(|map| {
        // Mapping files are found again from another folder.
        let whole = std::fs::canonicalize(map).ok().filter(|_| !map.contains('='));
        whole.map_or_else(|| map.clone(), |path| path.to_string_lossy().into_owned())
    });
    let saved = Saved {
        system: told.system.clone(),
        entity: told.entity.map(|entity| entity.word().to_owned()),
        maps: maps.collect(),
    };
    let text = serde_json::to_string(&saved).unwrap_or_default();
    if replica.meta(&key(header))?.as_deref() != Some(&text) {
        replica.put_meta(&key(header), &text)?;
    }
    Ok(())
}

/// What was said, as the options that say it.
pub(super) fn in_words(told: &MapOptions) -> String {
    let from = told.system.iter().map(|system| format!("--from {system}"));
    let what = told.entity.iter().map(|entity| format!("--as {}", entity.word()));
    let maps = told.maps.iter().map(|map| format!("--map \"{map}\""));
    from.chain(what).chain(maps).collect::<Vec<_>>().join(" ")
}
