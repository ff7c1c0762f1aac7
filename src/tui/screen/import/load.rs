//! The jobs of the screen: looking at a file, trying it, importing it. They run on the data layer's threads.

use super::choices::{Choices, Users};
use super::says;
use super::told::Told;
use crate::domain::{CustomField, FieldEntity};
use crate::import::map::{Entity, MapOptions};
use crate::import::value::date::DateOrder;
use crate::import::{Import, ImportError, ImportOptions, Mode, OnDuplicate, OwnExport, Preview, Sample};
use crate::locale::Locale;
use crate::replica::Replica;
use crate::tui::data::UnderWay;
use crate::tui::screen::path_field::shortened;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Rows of the preview.
const SAMPLED: usize = 50;
/// What an import calls all fields of one's own.
const OWN: &str = "a field of your own";
/// The small fact of the file that holds where the last import came from.
const FOLDER: &str = "import_folder";
/// The small fact that holds the file whose import runs.
const UNDER_WAY: &str = "import_under_way";

/// What a file is to the program.
#[derive(Clone)]
pub(super) enum Source {
    /// Rows of companies or contacts.
    Table(Arc<Import>),
    /// A table whose columns say too little.
    Unclear,
    /// An export of everything from callsheet.
    Own(Arc<OwnExport>),
}

/// Where a column goes.
pub(super) struct ColumnView {
    /// Its name in the file.
    pub(super) name: String,
    /// The name of the field.
    pub(super) field: String,
    /// The title of the field, when it is one of the tenant's own.
    pub(super) own: Option<String>,
    /// Its name is known, or the user said so.
    pub(super) known: bool,
}

/// A file that was looked at.
pub(super) struct Loaded {
    pub(super) path: PathBuf,
    pub(super) source: Source,
    /// What was found out; none of what is unclear or an export of callsheet.
    pub(super) preview: Option<Preview>,
    pub(super) rows: u64,
    pub(super) encoding: &'static str,
    pub(super) delimiter: &'static str,
    pub(super) columns: Vec<ColumnView>,
    pub(super) sample: Sample,
    /// Why it is unclear.
    pub(super) error: Option<String>,
    /// The file does not tell whether day or month comes first.
    pub(super) asks_order: bool,
    /// The file does not tell its encoding.
    pub(super) asks_encoding: bool,
    /// The sheets of a workbook that has several.
    pub(super) sheets: Vec<String>,
    /// What was said of the last file with the same columns, when that holds.
    pub(super) remembered: Option<MapOptions>,
    pub(super) warnings: Vec<String>,
    pub(super) users: Users,
    /// The tenant's own fields.
    pub(super) fields: Vec<CustomField>,
}

/// What came of looking at a path.
pub(super) enum Looked {
    File(Box<Loaded>),
    Folder,
    Failed(String),
}

/// What is told before a file is picked.
pub(super) struct Recent {
    pub(super) folder: String,
    /// The file whose import did not come to its end, as it is typed.
    pub(super) cut_short: Option<String>,
}

/// The folder that the last import came from, as it is typed; else the home folder.
pub(super) fn recent_folder(replica: &Replica) -> Recent {
    let folder = replica.meta(FOLDER).ok().flatten();
    let folder = folder
        .unwrap_or_else(|| shortened(&std::env::var_os("HOME").map_or_else(PathBuf::new, PathBuf::from)));
    Recent {
        folder,
        cut_short: cut_short(replica).map(|path| shortened(&path)),
    }
}

fn remember_folder(replica: &Replica, path: &Path) {
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let Some(folder) = whole.parent() else { return };
    let mut text = shortened(folder);
    if !text.ends_with(std::path::is_separator) {
        text.push(std::path::MAIN_SEPARATOR);
    }
    if let Err(error) = replica.put_meta(FOLDER, &text) {
        tracing::error!(%error, "where an import came from could not be kept");
    }
}

/// The file whose import was begun and did not come to its end, as when the program was left meanwhile.
pub(super) fn cut_short(replica: &Replica) -> Option<PathBuf> {
    let path = replica.meta(UNDER_WAY).ok().flatten();
    path.filter(|path| !path.is_empty()).map(PathBuf::from)
}

/// Notes which file is being imported; none: none is.
fn note_under_way(replica: &Replica, path: Option<&Path>) {
    let text = path.map(|path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned()));
    let text = text.map_or_else(String::new, |path| path.to_string_lossy().into_owned());
    if let Err(error) = replica.put_meta(UNDER_WAY, &text) {
        tracing::error!(%error, "that an import runs could not be noted");
    }
}

/// Looks at what lies at a path.
pub(super) fn look(replica: &Replica, path: &Path, choices: &Choices, locale: &Locale) -> Looked {
    if path.is_dir() {
        return Looked::Folder;
    }
    let looked = own(path).and_then(|own| match own {
        Some(loaded) => Ok(loaded),
        None => table(replica, path, choices, locale),
    });
    match looked {
        Ok(mut loaded) => {
            remember_folder(replica, path);
            let whole = std::path::absolute(path).ok();
            if whole.is_some() && cut_short(replica) == whole {
                let text = locale.t("import-was-cut-short").into_owned();
                loaded.warnings.insert(0, text);
            }
            let users = replica.users().unwrap_or_default();
            loaded.users = users.into_iter().map(|user| (user.id, user.name)).collect();
            let rules = replica.rules();
            let own = [FieldEntity::Company, FieldEntity::Contact];
            loaded.fields = own
                .into_iter()
                .flat_map(|entity| rules.fields_of(entity))
                .cloned()
                .collect();
            name_columns(&mut loaded);
            Looked::File(Box::new(loaded))
        }
        Err(error) => Looked::Failed(says::error(locale, &error)),
    }
}

fn own(path: &Path) -> Result<Option<Loaded>, ImportError> {
    let Some(own) = OwnExport::recognise(path)? else {
        return Ok(None);
    };
    Ok(Some(Loaded {
        rows: own.rows()?,
        source: Source::Own(Arc::new(own)),
        ..empty(path)
    }))
}

fn empty(path: &Path) -> Loaded {
    Loaded {
        path: path.to_owned(),
        source: Source::Unclear,
        preview: None,
        rows: 0,
        encoding: "UTF-8",
        delimiter: "",
        columns: Vec::new(),
        sample: Sample::default(),
        error: None,
        asks_order: false,
        asks_encoding: false,
        sheets: Vec::new(),
        remembered: None,
        warnings: Vec::new(),
        users: Vec::new(),
        fields: Vec::new(),
    }
}

fn table(replica: &Replica, path: &Path, choices: &Choices, locale: &Locale) -> Result<Loaded, ImportError> {
    let options = choices.options();
    let import = match Import::prepare_in(replica, path, options.clone()) {
        Ok(import) => import,
        Err(error) => return unclear(path, choices, &error, locale),
    };
    let preview = import.preview();
    Ok(Loaded {
        rows: import.rows(),
        encoding: preview.encoding,
        delimiter: preview.delimiter,
        columns: columns_of(&preview),
        sample: import.sample(SAMPLED)?,
        warnings: says::warnings(locale, &preview),
        sheets: preview.sheets.clone(),
        remembered: import.remembered().cloned(),
        preview: Some(preview),
        source: Source::Table(Arc::new(import)),
        ..empty(path)
    })
}

/// A column that goes to a field of one's own is called as that field is in what is imported; on the screen it keeps
/// the name that it has in the file, and says where it goes.
fn name_columns(loaded: &mut Loaded) {
    let entity = loaded.preview.as_ref().map(|preview| preview.entity);
    let of = match entity {
        Some(Entity::Companies) => FieldEntity::Company,
        Some(Entity::Contacts) => FieldEntity::Contact,
        _ => return,
    };
    for (column, name) in loaded.columns.iter_mut().zip(&loaded.sample.header) {
        let mut fields = loaded.fields.iter();
        let field = fields.find(|field| field.entity == of && field.name == column.name);
        if let Some(field) = field.filter(|_| column.field == OWN) {
            column.own = Some(field.title().to_owned());
            column.field.clone_from(&field.name);
            column.name.clone_from(name);
        }
    }
}

fn columns_of(preview: &Preview) -> Vec<ColumnView> {
    let columns = preview.columns.iter().map(|column| ColumnView {
        name: column.column.clone(),
        field: column.field.to_owned(),
        own: None,
        known: column.known,
    });
    columns.collect()
}

/// Where the columns go of a file whose dates alone are in doubt.
fn but_for_dates(path: &Path, choices: &Choices) -> Option<Vec<ColumnView>> {
    let options = ImportOptions {
        date_order: Some(DateOrder::DayFirst),
        ..choices.options()
    };
    let import = Import::prepare(path, options).ok()?;
    Some(columns_of(&import.preview()))
}

/// The columns as they are, when the rows can at least be told apart: the user can say what they mean.
fn unclear(
    path: &Path,
    choices: &Choices,
    error: &ImportError,
    locale: &Locale,
) -> Result<Loaded, ImportError> {
    if matches!(error, ImportError::LooksUtf16 { .. }) {
        return Ok(Loaded {
            encoding: "?",
            error: Some(says::error(locale, error)),
            asks_encoding: true,
            ..empty(path)
        });
    }
    let look = Import::look(path, &choices.options(), SAMPLED)?;
    let columns = look.sample.header.iter().map(|name| ColumnView {
        field: choices
            .columns
            .get(name)
            .cloned()
            .unwrap_or_else(|| "kept by its name".to_owned()),
        own: None,
        known: choices.columns.contains_key(name),
        name: name.clone(),
    });
    let asks_order = matches!(error, ImportError::DateOrder { .. });
    let told = asks_order.then(|| but_for_dates(path, choices)).flatten();
    Ok(Loaded {
        encoding: look.encoding,
        delimiter: look.delimiter,
        columns: told.unwrap_or_else(|| columns.collect()),
        error: Some(says::error(locale, error)),
        asks_order,
        sample: look.sample,
        sheets: Some(look.sheets)
            .filter(|sheets| sheets.len() > 1)
            .unwrap_or_default(),
        ..empty(path)
    })
}

/// Tries an import, or carries it out.
pub(super) fn carry_out(
    replica: &Replica,
    path: &Path,
    source: &Source,
    on_duplicate: OnDuplicate,
    mode: Mode,
    under_way: &UnderWay,
    locale: &Locale,
) -> Result<Told, String> {
    let go_on = |done| under_way.tell(done);
    if mode == Mode::Commit {
        note_under_way(replica, Some(path));
    }
    let told = match source {
        Source::Table(import) => import
            .run_while(replica, mode, go_on)
            .map(|report| Told::of_import(locale, report)),
        Source::Own(own) => OwnExport::clone(own)
            .with(on_duplicate, None)
            .run_while(replica, mode, go_on)
            .map(|restored| Told::of_restored(locale, restored)),
        Source::Unclear => return Err(locale.t("import-error-unknown").into_owned()),
    };
    if mode == Mode::Commit && told.is_ok() {
        note_under_way(replica, None);
    }
    told.map_err(|error| says::error(locale, &error))
}
