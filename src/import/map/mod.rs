//! What the columns of a file mean.
//!
//! The header tells the system and the kind of rows, with a confidence that is stated;
//! the user's word wins over it. Every column goes somewhere: to a field, or beside the
//! fields under its own name, and the report lists which.

mod books;
mod custom;
mod field;
mod happened;
pub(super) mod own;
mod pipedrive;
mod presets;
mod sdl;

pub use field::{Entity, Field, Kept, Part, Unit};

use super::ImportError;
use crate::base::lookup;
use crate::domain::{ActivityType, CustomField};
use presets::{OTHERS, Preset};
use std::path::{Path, PathBuf};

/// What the user said about the columns.
#[derive(Clone, Debug, Default)]
pub struct MapOptions {
    /// The system (`--from`).
    pub system: Option<String>,
    /// What the rows are (`--as`).
    pub entity: Option<Entity>,
    /// `COLUMN=FIELD`, or the path of an `.sdl` file (`--map`).
    pub maps: Vec<String>,
    /// The fields that the tenant defined.
    pub custom: Vec<CustomField>,
    /// Of a file that holds several kinds of rows in one the kind that is read now.
    pub part: Option<Entity>,
}

impl MapOptions {
    /// Nothing is said.
    pub const fn is_empty(&self) -> bool {
        self.system.is_none() && self.entity.is_none() && self.maps.is_empty()
    }
}

/// What each column means.
#[derive(Clone, PartialEq, Debug)]
pub struct Mapping {
    /// The system the file comes from; part of the external ids.
    pub system: String,
    /// What its rows are.
    pub entity: Entity,
    /// How sure that is, in percent; 100 when the user said so.
    pub confidence: u8,
    /// Its columns in the order of the file.
    pub columns: Vec<Column>,
    /// A company that a contact names and that is not here is entered.
    pub enters_companies: bool,
    /// What every activity of the file is, when no column says so.
    pub kind: Option<ActivityType>,
    /// Values that every row has though no column holds them (from an `.sdl` file).
    pub constants: Vec<(Column, String)>,
}

/// A column and where it goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// Its name in the file.
    pub name: String,
    /// Where it goes.
    pub field: Field,
    /// It goes there because the name is known or the user said so, not for lack of knowledge.
    pub known: bool,
}

/// A header name as it is compared: without case, accents, spaces and signs.
pub fn fold_name(name: &str) -> String {
    lookup::fold(name)
        .chars()
        .filter(|letter| letter.is_alphanumeric())
        .collect()
}

/// Whether a column is of a part of a file that holds several kinds of rows in one.
pub(super) fn is_of_part(part: Entity, name: &str) -> bool {
    pipedrive::is_of(part, &fold_name(name))
}

/// Whether any known system has a column of this name.
pub fn is_known_name(name: &str) -> bool {
    let name = fold_name(name);
    presets::all().any(|preset| preset.knows(&name))
        || OTHERS.iter().any(|other| other.marks.contains(&name.as_str()))
}

/// The systems that can be named.
pub fn systems() -> Vec<&'static str> {
    let mut systems: Vec<&str> = Vec::new();
    for preset in presets::all() {
        if !systems.contains(&preset.system) {
            systems.push(preset.system);
        }
    }
    systems
}

impl Preset {
    fn listed(&self, folded: &str) -> Option<Field> {
        let found = self.columns.iter().find(|(name, _)| *name == folded);
        found.map(|(_, field)| *field)
    }
    fn field(&self, folded: &str) -> Option<Field> {
        self.listed(folded)
            .or_else(|| self.pattern.and_then(|pattern| pattern(folded)))
    }
    /// It is listed, or numbered and of a field; what a pattern only keeps may be any text.
    fn knows(&self, folded: &str) -> bool {
        self.listed(folded).is_some()
            || self
                .pattern
                .and_then(|pattern| pattern(folded))
                .is_some_and(|field| !field.is_kept())
    }
    /// How well a header fits, in percent of its columns, and how many of the marks it has.
    fn fit(&self, folded: &[String]) -> Fit {
        let known = folded.iter().filter(|name| self.field(name).is_some()).count();
        let marks = folded
            .iter()
            .filter(|name| self.marks.contains(&name.as_str()))
            .count();
        let fields: Vec<Field> = folded.iter().filter_map(|name| self.field(name)).collect();
        Fit {
            says_what: says_what(self.entity, self.kind, &fields),
            decisive: !self.entity.is_record() && marks >= 2,
            score: known + 3 * marks,
            percent: (known * 100 / folded.len().max(1)) as u8,
            marks,
            persons: fields.contains(&Field::Text("first_name"))
                || fields.contains(&Field::Text("last_name")),
        }
    }
}

/// Whether columns that go to these fields can say what a row is about.
fn says_what(entity: Entity, kind: Option<ActivityType>, fields: &[Field]) -> bool {
    let any = |test: fn(&Field) -> bool| fields.iter().any(test);
    match entity {
        Entity::Companies => any(|f| matches!(f, Field::Text("name") | Field::Domain)),
        Entity::Contacts => any(|f| {
            matches!(
                f,
                Field::Text("first_name" | "last_name") | Field::FullName | Field::Email(_) | Field::Phone(_)
            )
        }),
        Entity::Activities => {
            (kind.is_some() || any(|f| *f == Field::ActivityKind))
                && any(|f| *f == Field::OccurredAt)
                && any(Field::is_link)
        }
        Entity::Deals | Entity::Tickets => {
            any(|f| matches!(f, Field::DealName | Field::Id)) && any(Field::is_link)
        }
    }
}

#[derive(Clone, Copy, Debug)]
struct Fit {
    says_what: bool,
    /// Two marks of rows that are no companies or contacts leave no doubt.
    decisive: bool,
    score: usize,
    percent: u8,
    marks: usize,
    persons: bool,
}

impl Mapping {
    /// Decides what the columns of a header mean.
    pub fn of(header: &[String], options: &MapOptions) -> Result<Self, ImportError> {
        let folded: Vec<String> = header.iter().map(|name| fold_name(name)).collect();
        let told = !options.is_empty() || options.part.is_some();
        if !told && let Some(what) = other_rows(&folded) {
            return Err(ImportError::OtherRows { what });
        }
        let (preset, fit) = match options.part {
            Some(part) => best_preset(&folded, &part_of(part, options))?,
            None => best_preset(&folded, options)?,
        };
        let mut mapping = Self {
            system: options
                .system
                .clone()
                .map_or_else(|| preset.system.to_owned(), |name| name.to_lowercase()),
            entity: preset.entity,
            confidence: fit.confidence(options),
            columns: Vec::new(),
            // Of a file that holds several kinds at once, companies are a part of their own.
            enters_companies: preset.enters_companies && options.part.is_none(),
            kind: preset.kind,
            constants: Vec::new(),
        };
        mapping.columns = header
            .iter()
            .zip(&folded)
            .map(|(name, folded)| own_column(name).unwrap_or_else(|| column(preset, name, folded)))
            .collect();
        if let Some(part) = options.part {
            for (column, folded) in mapping.columns.iter_mut().zip(&folded) {
                if !column.known && !pipedrive::is_of(part, folded) {
                    column.field = Field::Elsewhere;
                }
            }
        }
        for map in &options.maps {
            mapping.apply(map, preset, &options.custom)?;
        }
        own::take_extra(&mut mapping);
        custom::take(&mut mapping, &options.custom);
        mapping.check(header)?;
        Ok(mapping)
    }

    /// What a file holds whose rows are of several kinds at once (Pipedrive: person, organization and deal in one
    /// row); empty when they are of one.
    pub fn parts(header: &[String]) -> Vec<Entity> {
        let folded: Vec<String> = header.iter().map(|name| fold_name(name)).collect();
        pipedrive::parts(&folded)
    }

    fn apply(&mut self, map: &str, preset: &Preset, own: &[CustomField]) -> Result<(), ImportError> {
        let is_file = Path::new(map)
            .extension()
            .is_some_and(|end| end.eq_ignore_ascii_case("sdl"));
        if is_file {
            return sdl::apply(self, &PathBuf::from(map), preset);
        }
        let bad = |what: String| ImportError::Map {
            place: format!("--map {map}"),
            what,
        };
        let (name, field) = map
            .rsplit_once('=')
            .ok_or_else(|| bad("write COLUMN=FIELD, or name an .sdl file".to_owned()))?;
        let target = custom::target(field, self.entity, own).map_err(bad)?;
        let folded = fold_name(name);
        let Some(column) = self.columns.iter_mut().find(|c| fold_name(&c.name) == folded) else {
            let names: Vec<&str> = self.columns.iter().map(|c| c.name.as_str()).collect();
            return Err(bad(format!(
                "the file has no column \"{name}\"; it has: {}",
                names.join(", ")
            )));
        };
        column.field = target.field;
        column.known = true;
        if let Some(own) = target.own {
            custom::rename(self, &folded, own).map_err(bad)?;
        }
        Ok(())
    }

    /// A row must be able to say what it is about.
    fn check(&self, header: &[String]) -> Result<(), ImportError> {
        let fields: Vec<Field> = self.fields().collect();
        if says_what(self.entity, self.kind, &fields) {
            return Ok(());
        }
        Err(unknown_columns(header))
    }

    /// Where the columns and constants go.
    pub fn fields(&self) -> impl Iterator<Item = Field> {
        let constants = self.constants.iter().map(|(column, _)| column.field);
        self.columns.iter().map(|column| column.field).chain(constants)
    }
    /// Columns kept under their own name, because no field of ours is meant.
    pub fn kept(&self) -> Vec<&str> {
        let own = |field| matches!(field, Field::Extra(Kept::Own(_)));
        let kept = self.columns.iter().filter(|c| c.field.is_kept() && !own(c.field));
        kept.map(|c| c.name.as_str()).collect()
    }
    /// Columns left out.
    pub fn ignored(&self) -> Vec<&str> {
        // Of a stage only that it is a customer comes.
        let left_out = |field| matches!(field, Field::Ignore | Field::Stage);
        let ignored = self.columns.iter().filter(|c| left_out(c.field));
        ignored.map(|c| c.name.as_str()).collect()
    }
}

impl Fit {
    fn confidence(self, options: &MapOptions) -> u8 {
        if options.system.is_some() && options.entity.is_some() {
            return 100;
        }
        // Marks leave little doubt; common names alone never make sure.
        let sure = if self.marks >= 2 { 90 } else { 50 };
        (sure + usize::from(self.percent) * (100 - sure) / 100).min(99) as u8
    }
}

/// The columns that a file of rejected rows has beside the original ones.
fn own_column(name: &str) -> Option<Column> {
    matches!(name, "_line" | "_reason").then(|| Column {
        name: name.to_owned(),
        field: Field::Ignore,
        known: true,
    })
}

fn column(preset: &Preset, name: &str, folded: &str) -> Column {
    let field = preset.field(folded);
    Column {
        name: name.to_owned(),
        field: field.unwrap_or(Field::Extra(Kept::Text)),
        known: field.is_some(),
    }
}

fn best_preset(folded: &[String], options: &MapOptions) -> Result<(&'static Preset, Fit), ImportError> {
    let known_system = options.system.as_ref().map(|name| name.to_lowercase());
    if let Some(system) = &known_system
        && !systems().contains(&system.as_str())
    {
        return Err(ImportError::Option(format!(
            "--from {system}: not known; accepted: {}",
            systems().join(", ")
        )));
    }
    let fits = |preset: &&Preset| {
        known_system.as_ref().is_none_or(|system| system == preset.system)
            && options.entity.is_none_or(|entity| entity == preset.entity)
    };
    let told = options.entity.is_some() || !options.maps.is_empty();
    let mut best: Option<(&'static Preset, Fit)> = None;
    for preset in presets::all().filter(fits) {
        let fit = preset.fit(folded);
        // A system without one of its marks is only taken when the user names it.
        // Plain rows are taken for activities or deals only when the user says what they are.
        let plain = preset.marks.is_empty() && (preset.entity.is_record() || options.entity.is_some());
        let possible = plain || fit.marks > 0 || (known_system.is_some() && !preset.marks.is_empty());
        let better = best.is_none_or(|(_, top)| rank(fit) > rank(top));
        if possible && better && (fit.says_what || told) {
            best = Some((preset, fit));
        }
    }
    best.ok_or_else(|| unknown_columns(folded))
}

/// The options of a part of a file: only what reads it fits.
fn part_of(part: Entity, options: &MapOptions) -> MapOptions {
    MapOptions {
        system: Some(
            options
                .system
                .clone()
                .unwrap_or_else(|| pipedrive::SYSTEM.to_owned()),
        ),
        entity: Some(part),
        ..options.clone()
    }
}

/// Which fit is the better one: a row with a first or last name is about a person.
fn rank(fit: Fit) -> (bool, bool, bool, usize) {
    (fit.says_what, fit.decisive, fit.persons, fit.score)
}

fn other_rows(folded: &[String]) -> Option<String> {
    let marks = |other: &presets::Other| {
        let found = folded.iter().filter(|name| other.marks.contains(&name.as_str()));
        found.count()
    };
    let best = OTHERS
        .iter()
        .chain(own::OTHERS)
        .max_by_key(|other| marks(other))?;
    (marks(best) >= 2).then(|| best.what.to_owned())
}

fn unknown_columns(header: &[String]) -> ImportError {
    let mut columns = header.iter().take(12).cloned().collect::<Vec<_>>().join(", ");
    if header.len() > 12 {
        columns.push_str(", …");
    }
    ImportError::UnknownColumns { columns }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(text: &str) -> Vec<String> {
        text.split(',').map(|name| name.trim().to_owned()).collect()
    }
    fn mapped(text: &str) -> Mapping {
        Mapping::of(&header(text), &MapOptions::default()).expect("known")
    }
    fn recognised(text: &str) -> (String, Entity) {
        let mapping = mapped(text);
        (mapping.system, mapping.entity)
    }

    #[test]
    fn each_export_is_recognised_by_its_header() {
        use Entity::{Companies, Contacts};
        for (text, system, entity) in [
            (
                "Record ID,Company name,Company Domain Name,Website URL,Company owner,Industry,Create Date,Phone Number,City",
                "hubspot",
                Companies,
            ),
            (
                "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company Name,Contact owner,Lead Status,Lifecycle Stage,Create Date,Associated Company,Associated Company IDs",
                "hubspot",
                Contacts,
            ),
            (
                "Contact ID,First Name,Last Name,Email,Contact Owner,Lead Source,Website URL,City,Country,Associated Company Domain",
                "hubspot",
                Contacts,
            ),
            (
                "Company ID,Company Name,Company Domain Name,Industry,Number of Employees,Country,Company Owner",
                "hubspot",
                Companies,
            ),
            (
                "ID,ISDELETED,MASTERRECORDID,NAME,TYPE,BILLINGSTREET,BILLINGCITY,OWNERID,SYSTEMMODSTAMP,ORACLE_ID__C",
                "salesforce",
                Companies,
            ),
            (
                "Account Name,Type,Rating,Billing Street,Billing State/Province,Billing Zip/Postal Code,Phone,Fax",
                "salesforce",
                Companies,
            ),
            (
                "Salutation,First Name,Last Name,Title,Mailing Street,Mailing City,Phone,Mobile,Email,Account Name",
                "salesforce",
                Contacts,
            ),
            (
                "ID,ACCOUNTID,LASTNAME,FIRSTNAME,MAILINGCITY,PHONE,DONOTCALL",
                "salesforce",
                Contacts,
            ),
            ("name,phone,city", "csv", Companies),
            ("Firma,Straße,PLZ,Ort,Telefon", "csv", Companies),
            ("Vorname,Nachname,Firma,E-Mail", "csv", Contacts),
            (
                "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
                "linkedin",
                Contacts,
            ),
            ("email", "csv", Contacts),
            ("name,email", "csv", Companies),
        ] {
            assert_eq!(recognised(text), (system.to_owned(), entity), "{text}");
        }
    }

    #[test]
    fn confidence_is_high_with_marks_and_modest_without() {
        let sure = mapped("Record ID,Company name,Company Domain Name,Company owner,City");
        let guess = mapped("name,colour,shape,size");
        assert!(sure.confidence >= 90, "{}", sure.confidence);
        assert!(guess.confidence < 70, "{}", guess.confidence);
    }

    #[test]
    fn files_of_something_else_are_said_to_be_so() {
        for (text, what) in [
            ("Product ID,Product name,Product code,Unit price", "products"),
            ("Lead - Title,Lead - Labels,Lead - Owner", "leads of Pipedrive"),
        ] {
            let error = Mapping::of(&header(text), &MapOptions::default()).expect_err("other rows");
            assert!(error.to_string().contains(what), "{error}");
        }
        let error = Mapping::of(&header("colour,shape"), &MapOptions::default()).expect_err("unknown");
        assert!(error.to_string().contains("colour, shape"), "{error}");
    }

    #[test]
    fn a_column_goes_where_the_user_says() {
        let options = MapOptions {
            maps: vec!["Shade=industry".to_owned(), "City=ignore".to_owned()],
            ..MapOptions::default()
        };
        let mapping = Mapping::of(&header("Name,Shade,City,Size"), &options).expect("mapped");
        assert_eq!(mapping.columns[1].field, Field::Text("industry"));
        assert_eq!((mapping.ignored(), mapping.kept()), (vec!["City"], vec!["Size"]));
        for (map, says) in [
            ("Shape=industry", "no column \"Shape\""),
            ("Size=stage", "no field of companies"),
            ("Size", "COLUMN=FIELD"),
        ] {
            let options = MapOptions {
                maps: vec![map.to_owned()],
                ..MapOptions::default()
            };
            let error = Mapping::of(&header("Name,Size"), &options).expect_err("refused");
            assert!(error.to_string().contains(says), "{error}");
        }
        let options = MapOptions {
            system: Some("fax".to_owned()),
            ..MapOptions::default()
        };
        let error = Mapping::of(&header("Name"), &options).expect_err("no such system");
        assert!(error.to_string().contains("hubspot, salesforce, csv"), "{error}");
    }

    #[test]
    fn a_table_names_no_header_twice() {
        for preset in presets::all() {
            let mut names: Vec<_> = preset.columns.iter().map(|(name, _)| *name).collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{} {:?}", preset.system, preset.entity);
            for name in names {
                assert_eq!(fold_name(name), name, "written as it is compared");
            }
            for mark in preset.marks {
                assert!(
                    preset.field(mark).is_some(),
                    "{mark} is a column of {}",
                    preset.system
                );
            }
        }
    }
}
