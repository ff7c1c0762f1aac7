//! A filter with its fields and values understood: what SQL is made of, and what rows are judged by.

use crate::base::UserId;
use crate::base::words;

/// All, one of, not, or one condition.
#[derive(Clone, PartialEq, Debug)]
pub enum Expr {
    /// All hold.
    All(Vec<Expr>),
    /// One of them holds.
    Any(Vec<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// One condition.
    Is(Cond),
}

/// How a text is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// It is a part.
    Part,
    /// It is the whole.
    Whole,
    /// It is the beginning.
    Begin,
}

/// A text that letters of either case are found by: ASCII letters in any case, others as typed, small, and large.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spelt(pub Vec<String>);

/// A column of texts.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TextColumn {
    /// Registered name.
    LegalName,
    /// Industry.
    Industry,
    /// Account type.
    AccountType,
    /// Town.
    City,
    /// Country code.
    Country,
    /// Domain.
    Domain,
    /// Language tag.
    Language,
    /// Postal code.
    PostalCode,
    /// Job title.
    JobTitle,
    /// Department.
    Department,
}

/// A column of codes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeColumn {
    /// The company's stage.
    Stage,
    /// The company's status.
    CompanyStatus,
    /// The contact's status.
    ContactStatus,
    /// How large.
    SizeBand,
    /// Where the company came from.
    CompanySource,
    /// Where the contact came from.
    ContactSource,
    /// The contact's part in a purchase.
    BuyingRole,
}

/// A column of instants.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TimeColumn {
    /// When it was entered.
    Created,
    /// The last activity.
    Last,
    /// What is due next.
    Due,
}

/// What a row can have.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum What {
    /// A number.
    Phone,
    /// An address.
    Email,
    /// A website.
    Website,
    /// A domain.
    Domain,
    /// An owner.
    Owner,
    /// An industry.
    Industry,
    /// An account type.
    AccountType,
    /// A number of people, or a band.
    Size,
    /// A town.
    City,
    /// A country.
    Country,
    /// A tag.
    Tag,
    /// A source.
    Source,
    /// A language.
    Language,
    /// A VAT id.
    VatId,
    /// Something due.
    Due,
    /// An activity.
    Activity,
    /// A contact.
    Contact,
    /// An open case.
    Case,
    /// An unfinished task.
    Task,
    /// Something an import brought beside the fields.
    Extra,
    /// It must not be contacted.
    Blocked,
    /// A company.
    Company,
    /// A job title.
    JobTitle,
    /// A department.
    Department,
    /// A part in a purchase.
    BuyingRole,
    /// A LinkedIn profile.
    LinkedIn,
    /// A birthday.
    Birthday,
}

/// One condition. Where there is no value it does not hold.
#[derive(Clone, PartialEq, Debug)]
pub enum Cond {
    /// A word in a name, domain or address, of the row or (companies) of its people; or in the town.
    Word {
        /// The folded words that must be found, all in the same place.
        terms: Vec<words::Term>,
        /// For the town.
        spelt: Spelt,
    },
    /// Digits of a number of the row or (companies) of its people.
    AnyNumber(String),
    /// The folded name.
    Name(How, String),
    /// The folded name of the contact's company.
    CompanyName(How, String),
    /// A text.
    Text(TextColumn, How, Spelt),
    /// A code.
    Code(CodeColumn, &'static str),
    /// Whose it is; none: nobody's.
    Owner(Option<UserId>),
    /// People: at least, and at most.
    Size(i64, i64),
    /// From (with it) until (without it), in milliseconds.
    Time(TimeColumn, i64, i64),
    /// A tag.
    Tag(String),
    /// An address.
    Email(How, Spelt),
    /// Digits of an own number.
    Phone(String),
    /// Something is there.
    Has(What),
    /// What an import brought: the key in small letters, and its text.
    Extra(String, How, Spelt),
    /// A number or day of a field that the tenant defined: the key in small letters, and how its value is to the given
    /// one, written as values of the type are kept. What is kept otherwise has no order, and never fits.
    Own(String, OwnKind, Order, String),
}

/// What a field that the tenant defined is compared as.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OwnKind {
    /// A number.
    Number,
    /// A day.
    Day,
}

/// How a value is to another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Order {
    /// The same.
    Equal,
    /// Less.
    Less,
    /// Less or the same.
    AtMost,
    /// More.
    More,
    /// More or the same.
    AtLeast,
}

/// Longest text of a number with an order: a sign, 18 digits, a point and 10 more.
pub const LONGEST_NUMBER: usize = 30;

impl Order {
    /// As it is written, also in SQL.
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::More => ">",
            Self::AtLeast => ">=",
        }
    }
    fn holds(self, is: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => is.is_eq(),
            Self::Less => is.is_lt(),
            Self::AtMost => is.is_le(),
            Self::More => is.is_gt(),
            Self::AtLeast => is.is_ge(),
        }
    }
}

impl OwnKind {
    /// Whether a kept text has an order: written as values of the type are.
    fn has_order(self, kept: &str) -> bool {
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        match self {
            Self::Number => {
                let plain = kept.strip_prefix('-').unwrap_or(kept);
                let (whole, fraction) = match plain.split_once('.') {
                    Some((whole, fraction)) => (whole, Some(fraction)),
                    None => (plain, None),
                };
                kept.len() <= LONGEST_NUMBER && digits(whole) && fraction.is_none_or(digits)
            }
            Self::Day => {
                let parts: Vec<&str> = kept.split('-').collect();
                let lengths = parts.iter().map(|part| part.len());
                lengths.eq([4, 2, 2]) && parts.iter().all(|part| digits(part))
            }
        }
    }
    /// Whether a kept value is so to another.
    pub(super) fn fits(self, kept: &str, order: Order, than: &str) -> bool {
        if !self.has_order(kept) {
            return false;
        }
        match self {
            Self::Day => order.holds(kept.cmp(than)),
            Self::Number => match (kept.parse::<f64>(), than.parse::<f64>()) {
                (Ok(kept), Ok(than)) => kept.partial_cmp(&than).is_some_and(|is| order.holds(is)),
                _ => false,
            },
        }
    }
}

impl Spelt {
    /// The spellings of a text.
    pub fn of(text: &str) -> Self {
        let text = text.trim();
        let mut title = String::new();
        let mut begins = true;
        for ch in text.chars() {
            if begins {
                title.extend(ch.to_uppercase());
            } else {
                title.extend(ch.to_lowercase());
            }
            begins = !ch.is_alphanumeric();
        }
        let mut all = Vec::new();
        for spelt in [text.to_lowercase(), text.to_uppercase(), title, text.to_owned()] {
            let spelt = spelt.to_ascii_lowercase();
            if !all.contains(&spelt) {
                all.push(spelt);
            }
        }
        Self(all)
    }
    /// Whether a stored text is so.
    pub fn fits(&self, how: How, stored: &str) -> bool {
        let stored = stored.to_ascii_lowercase();
        self.0.iter().any(|spelt| how.fits(spelt, &stored))
    }
}

impl How {
    /// Whether `wanted` is found so.
    pub(super) fn fits(self, wanted: &str, stored: &str) -> bool {
        match self {
            Self::Part => stored.contains(wanted),
            Self::Whole => stored == wanted,
            Self::Begin => stored.starts_with(wanted),
        }
    }
}
