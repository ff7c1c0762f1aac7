//! Pairs of rows that look alike: those that share a key, key by key, so that nothing is compared with everything.
//!
//! A key that very many rows share (the switchboard of a group, a common name) says little of any two of them: of a
//! number or an address it is passed by, of a name its rows are compared town by town, or company by company. What was
//! passed by is said with the page, so that nobody takes it for compared.

use super::{One, Result, Tx, facts, known};
use crate::base::{CompanyId, ContactId};
use crate::domain::duplicates::{Face, Key, Score, of_company, of_contact, town};
use crate::domain::{Company, Contact, TwinKind};
use crate::view::{TwinAsk, TwinCursor, TwinCut, TwinPage, TwinPair, TwinSide};
use crate::{params, statements};
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use uuid::Uuid;

/// Rows of one key that are compared with each other.
const BLOCK: usize = 25;
/// Rows of one name that are looked at, to compare them town by town.
const NAMESAKES: usize = 2_000;
/// Keys read at a time.
const KEYS: i64 = 500;
/// Rows kept in memory at a time.
const KEPT: usize = 4_000;

/// Kinds of keys, the surest first.
const COMPANY_KEYS: &[&str] = &["external", "vat", "register", "email", "domain", "phone", "twin"];
/// The same of contacts.
const CONTACT_KEYS: &[&str] = &["external", "email", "phone", "twin_person"];

/// Kinds of keys that files of version 3 did not have yet.
const NEWER: &[&str] = &["vat", "register", "twin", "twin_person"];

statements! {
    /// Keys that several rows share.
    SHARED: rows One<String> [list] =
        "SELECT key AS value FROM lookup WHERE tenant_no = $1 AND kind = $2 AND key > $3 AND tbl = $4 \
         GROUP BY key HAVING COUNT(*) > 1 ORDER BY key LIMIT $5";
    /// The rows of a key.
    ROWS: rows One<Uuid> [list] =
        "SELECT row_id AS value FROM lookup WHERE tenant_no = $1 AND kind = $2 AND key = $3 AND tbl = $4 \
         ORDER BY row_id LIMIT $5";
    /// The tenants of this database.
    TENANTS: rows One<i64> = "SELECT tenant_no AS value FROM tenant WHERE tenant_no > $1 ORDER BY tenant_no";
    /// Live companies by id.
    COMPANIES: pick Company [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Live contacts by id.
    CONTACTS: pick Contact [list] = "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NULL ORDER BY id LIMIT 500";
    /// Companies in Trash by id.
    COMPANIES_GONE: pick Company [list] =
        "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NOT NULL ORDER BY id LIMIT 500";
    /// Contacts in Trash by id.
    CONTACTS_GONE: pick Contact [list] =
        "WHERE tenant_no = $1 AND id > $2 AND deleted_at IS NOT NULL ORDER BY id LIMIT 500";
}

/// A kind of row that may have twins.
trait Twins: Sized + 'static {
    const TABLE: &'static str;
    const KINDS: &'static [&'static str];
    fn load(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Face<Self>>>;
    fn score(one: &Face<Self>, other: &Face<Self>) -> Score;
    /// What tells rows of one name apart.
    fn place(face: &Face<Self>) -> String;
    fn side(tx: &mut Tx<'_>, face: &Face<Self>) -> Result<TwinSide>;
    fn entered(face: &Face<Self>) -> (i64, Uuid);
}

impl Twins for Company {
    const TABLE: &'static str = "company";
    const KINDS: &'static [&'static str] = COMPANY_KEYS;
    fn load(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Face<Self>>> {
        let row = tx.load::<Self>(CompanyId(id))?;
        Ok(row.filter(Self::is_live).map(Face::company))
    }
    fn score(one: &Face<Self>, other: &Face<Self>) -> Score {
        one.score(other)
    }
    fn place(face: &Face<Self>) -> String {
        face.row.postal.city.as_deref().map(town).unwrap_or_default()
    }
    fn side(_: &mut Tx<'_>, face: &Face<Self>) -> Result<TwinSide> {
        let row = &face.row;
        let phone = row.phones.first().map(|phone| phone.raw.clone());
        let parts = [row.postal.city.clone(), row.domain.clone(), phone];
        Ok(TwinSide {
            id: row.id.0,
            name: row.name.clone(),
            detail: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        })
    }
    fn entered(face: &Face<Self>) -> (i64, Uuid) {
        (face.row.created_at.0, face.row.id.0)
    }
}

impl Twins for Contact {
    const TABLE: &'static str = "contact";
    const KINDS: &'static [&'static str] = CONTACT_KEYS;
    fn load(tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Face<Self>>> {
        let row = tx.load::<Self>(ContactId(id))?.filter(Self::is_live);
        let Some(row) = row else { return Ok(None) };
        // A person whose company is in Trash is hidden with it.
        Ok((!tx.company_gone(row.company_id)?).then(|| Face::contact(row)))
    }
    fn score(one: &Face<Self>, other: &Face<Self>) -> Score {
        one.score(other)
    }
    fn place(face: &Face<Self>) -> String {
        face.row.company_id.map(|id| id.to_string()).unwrap_or_default()
    }
    fn side(tx: &mut Tx<'_>, face: &Face<Self>) -> Result<TwinSide> {
        let row = &face.row;
        let company = match row.company_id {
            Some(id) => tx.load::<Company>(id)?.map(|company| company.name),
            None => None,
        };
        let email = row.emails.first().map(|email| email.address.clone());
        let parts = [company, row.job_title.clone(), email];
        Ok(TwinSide {
            id: row.id.0,
            name: row.display_name(),
            detail: parts.into_iter().flatten().collect::<Vec<_>>().join(" · "),
        })
    }
    fn entered(face: &Face<Self>) -> (i64, Uuid) {
        (face.row.created_at.0, face.row.id.0)
    }
}

/// A page of pairs.
pub fn page(tx: &mut Tx<'_>, ask: &TwinAsk) -> Result<TwinPage> {
    match ask.about {
        TwinKind::Company => Pass::<Company>::new(ask).page(tx),
        TwinKind::Contact => Pass::<Contact>::new(ask).page(tx),
    }
}

struct Pass<'a, R> {
    ask: &'a TwinAsk,
    faces: HashMap<Uuid, Option<Rc<Face<R>>>>,
    /// Keys of which is known whether too many rows share them.
    crowded: HashMap<(&'static str, String), bool>,
    found: Vec<TwinPair>,
    cut: Vec<TwinCut>,
    compared: u64,
}

impl<'a, R: Twins> Pass<'a, R> {
    fn new(ask: &'a TwinAsk) -> Self {
        Self {
            ask,
            faces: HashMap::new(),
            crowded: HashMap::new(),
            found: Vec::new(),
            cut: Vec::new(),
            compared: 0,
        }
    }

    fn page(mut self, tx: &mut Tx<'_>) -> Result<TwinPage> {
        let tenant = tx.tenant();
        let mut at = self.ask.from.clone();
        let mut next = None;
        'kinds: while let Some(kind) = R::KINDS.get(at.kind) {
            let keys = tx.all(SHARED, params![tenant, *kind, at.key, R::TABLE, KEYS])?;
            let whole = (keys.len() as i64) < KEYS;
            for One(key) in keys {
                self.block(tx, at.kind, &key)?;
                at.key = key;
                if self.found.len() >= self.ask.limit {
                    next = Some(at);
                    break 'kinds;
                }
            }
            if whole {
                at = TwinCursor {
                    kind: at.kind + 1,
                    key: String::new(),
                };
            }
        }
        let order = |pair: &TwinPair| (std::cmp::Reverse(pair.score.points), pair.one.id, pair.other.id);
        self.found.sort_by_key(order);
        Ok(TwinPage {
            pairs: self.found,
            next,
            cut: self.cut,
            compared: self.compared,
        })
    }

    /// Compares the rows of a key with each other.
    fn block(&mut self, tx: &mut Tx<'_>, kind: usize, key: &str) -> Result<()> {
        if key.is_empty() {
            return Ok(());
        }
        let of_names = kind + 1 == R::KINDS.len();
        // One more than is looked at tells that there are more.
        let most = if of_names { NAMESAKES } else { BLOCK };
        let limit = most as i64 + 1;
        let tenant = tx.tenant();
        let mut rows = tx.all(ROWS, params![tenant, R::KINDS[kind], key, R::TABLE, limit])?;
        let more = rows.len() > most;
        rows.truncate(most);
        if more && !of_names {
            self.cut(kind, key, most, more);
            return Ok(());
        }
        let mut faces = Vec::with_capacity(rows.len());
        for One(id) in rows {
            faces.extend(self.face(tx, id)?);
        }
        if faces.len() <= BLOCK {
            return self.compare(tx, &faces, kind, key);
        }
        let mut places: BTreeMap<String, Vec<Rc<Face<R>>>> = BTreeMap::new();
        for face in faces {
            places.entry(R::place(&face)).or_default().push(face);
        }
        let mut left = 0;
        for (place, faces) in places {
            if !place.is_empty() && faces.len() <= BLOCK {
                self.compare(tx, &faces, kind, key)?;
            } else {
                left += faces.len();
            }
        }
        if left > 0 || more {
            self.cut(kind, key, left, more);
        }
        Ok(())
    }

    fn cut(&mut self, kind: usize, key: &str, left: usize, more: bool) {
        self.cut.push(TwinCut {
            kind: R::KINDS[kind].to_owned(),
            key: key.to_owned(),
            left,
            more,
        });
    }

    fn face(&mut self, tx: &mut Tx<'_>, id: Uuid) -> Result<Option<Rc<Face<R>>>> {
        if let Some(face) = self.faces.get(&id) {
            return Ok(face.clone());
        }
        if self.faces.len() >= KEPT {
            self.faces.clear();
        }
        let face = R::load(tx, id)?.map(Rc::new);
        self.faces.insert(id, face.clone());
        Ok(face)
    }

    fn compare(&mut self, tx: &mut Tx<'_>, faces: &[Rc<Face<R>>], kind: usize, key: &str) -> Result<()> {
        for (n, one) in faces.iter().enumerate() {
            for other in &faces[n + 1..] {
                self.compared += 1;
                let score = R::score(one, other);
                if score.points < self.ask.min || self.came_before(tx, one, other, kind, key)? {
                    continue;
                }
                let (first, second) = if R::entered(one) <= R::entered(other) {
                    (one, other)
                } else {
                    (other, one)
                };
                let (first, second) = (R::side(tx, first)?, R::side(tx, second)?);
                if tx.not_same(first.id, second.id)?.is_none() {
                    self.found.push(TwinPair {
                        one: first,
                        other: second,
                        score,
                    });
                }
            }
        }
        Ok(())
    }

    /// The two were compared under an earlier key already.
    fn came_before(
        &mut self,
        tx: &mut Tx<'_>,
        one: &Face<R>,
        other: &Face<R>,
        kind: usize,
        key: &str,
    ) -> Result<bool> {
        for (n, name) in R::KINDS.iter().enumerate().take(kind + 1) {
            for text in one.common(other, name) {
                if (n < kind || text < key) && !self.is_crowded(tx, name, text)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn is_crowded(&mut self, tx: &mut Tx<'_>, kind: &'static str, key: &str) -> Result<bool> {
        let at = (kind, key.to_owned());
        if let Some(known) = self.crowded.get(&at) {
            return Ok(*known);
        }
        if self.crowded.len() >= KEPT {
            self.crowded.clear();
        }
        let tenant = tx.tenant();
        let rows = tx.all(ROWS, params![tenant, kind, key, R::TABLE, BLOCK as i64 + 1])?;
        let crowded = rows.len() > BLOCK;
        self.crowded.insert(at, crowded);
        Ok(crowded)
    }
}

/// The tenants whose rows get keys.
pub(super) fn tenants(tx: &mut Tx<'_>) -> Result<Vec<i64>> {
    let found = tx.all(TENANTS, params![-1_i64])?;
    Ok(found.into_iter().map(|One(tenant)| tenant).collect())
}

/// Gives rows of an older file the keys that only newer programs keep. Twice does no harm.
pub(super) fn fill(tx: &mut Tx<'_>) -> Result<()> {
    let tenant = tx.tenant();
    let mut after = CompanyId(Uuid::nil());
    loop {
        let rows = tx.select(COMPANIES, params![tenant, after])?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in &rows {
            add(tx, Company::TABLE, row.id.0, of_company(row))?;
        }
    }
    let mut after = ContactId(Uuid::nil());
    loop {
        let rows = tx.select(CONTACTS, params![tenant, after])?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in &rows {
            add(tx, Contact::TABLE, row.id.0, of_contact(row))?;
        }
    }
    fill_gone(tx)
}

/// The same for what is in Trash, which is known apart from what is here.
fn fill_gone(tx: &mut Tx<'_>) -> Result<()> {
    let tenant = tx.tenant();
    let mut after = CompanyId(Uuid::nil());
    loop {
        let rows = tx.select(COMPANIES_GONE, params![tenant, after])?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in &rows {
            add_gone(tx, Company::TABLE, row.id.0, of_company(row))?;
        }
    }
    let mut after = ContactId(Uuid::nil());
    loop {
        let rows = tx.select(CONTACTS_GONE, params![tenant, after])?;
        let Some(last) = rows.last() else { break };
        after = last.id;
        for row in &rows {
            add_gone(tx, Contact::TABLE, row.id.0, of_contact(row))?;
        }
    }
    Ok(())
}

fn add_gone(tx: &mut Tx<'_>, table: &str, id: Uuid, keys: Vec<Key>) -> Result<()> {
    let tenant = tx.tenant();
    for (kind, key) in keys {
        tx.exec(
            facts::ADD_LOOKUP,
            params![tenant, known::gone_kind(kind), key, table, id],
        )?;
    }
    Ok(())
}

fn add(tx: &mut Tx<'_>, table: &str, id: Uuid, keys: Vec<Key>) -> Result<()> {
    let tenant = tx.tenant();
    let newer = keys.into_iter().filter(|(kind, _)| NEWER.contains(kind));
    for (kind, key) in newer {
        tx.exec(facts::ADD_LOOKUP, params![tenant, kind, key, table, id])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Json, Timestamp, UserId};
    use crate::domain::{ContactStatus, Phone, PhoneState, PhoneType};
    use crate::store::migrate::{MIGRATIONS, migrate};
    use crate::store::sqlite::Sqlite;
    use crate::store::{Conn, Derive};

    fn person(n: u128, last: &str) -> Contact {
        Contact {
            id: ContactId(Uuid::from_u128(n)),
            company_id: None,
            first_name: Some("Anna".to_owned()),
            last_name: Some(last.to_owned()),
            job_title: None,
            department: None,
            buying_role: None,
            emails: Json(Vec::new()),
            phones: Json(Vec::<Phone>::new()),
            linkedin: Some("in/anna".to_owned()),
            birthday: None,
            language: None,
            source: None,
            status: ContactStatus::Active,
            dnc_since: None,
            dnc_basis: None,
            external_ids: Json(Vec::new()),
            extra: Json(BTreeMap::new()),
            created_at: Timestamp(n as i64),
            created_by: UserId(Uuid::nil()),
            deleted_at: None,
            deleted_by: None,
            deleted_with: None,
        }
    }

    #[test]
    fn a_file_of_version_three_gets_the_keys_and_its_twins_are_found() {
        let mut conn = Conn::Sqlite(Sqlite::memory().expect("memory"));
        migrate(&mut conn, &MIGRATIONS[..3]).expect("version three");
        let env = Derive {
            zone: jiff::tz::TimeZone::UTC,
        };
        conn.write(|tx| {
            tx.exec(facts::ADD_TENANT, params![1_i64, Uuid::from_u128(9), "test"])?;
            tx.put(&person(1, "Müller"), 1, &env)?;
            tx.put(&person(2, "Mueller"), 2, &env)?;
            tx.put(&person(3, "Vogel"), 3, &env)
        })
        .expect("rows");
        migrate(&mut conn, MIGRATIONS).expect("newest");
        let ask = TwinAsk {
            about: TwinKind::Contact,
            min: 60,
            limit: 10,
            from: TwinCursor::default(),
        };
        let found = conn.read(|tx| page(tx, &ask)).expect("page");
        let ids: Vec<_> = found
            .pairs
            .iter()
            .map(|pair| (pair.one.id.as_u128(), pair.other.id.as_u128()))
            .collect();
        assert_eq!(ids, [(1, 2)]);
        // Once more does no harm.
        conn.write(fill).expect("again");
        assert_eq!(conn.read(|tx| page(tx, &ask)).expect("page"), found);
    }

    /// Rows of one name and one number, each in a company of its own or all in the same.
    fn crowd(size: u128, company: impl Fn(u128) -> Option<CompanyId>) -> TwinPage {
        let mut conn = Conn::Sqlite(Sqlite::memory().expect("memory"));
        migrate(&mut conn, MIGRATIONS).expect("newest");
        let env = Derive {
            zone: jiff::tz::TimeZone::UTC,
        };
        let switchboard = Phone {
            kind: PhoneType::Main,
            raw: "+49 30 5550000".to_owned(),
            e164: Some("+49305550000".to_owned()),
            ext: None,
            state: PhoneState::Ok,
            blocked: false,
            primary: true,
        };
        conn.write(|tx| {
            tx.exec(facts::ADD_TENANT, params![1_i64, Uuid::from_u128(9), "test"])?;
            for n in 1..=size {
                let row = Contact {
                    company_id: company(n),
                    phones: Json(vec![switchboard.clone()]),
                    ..person(n, "Vogel")
                };
                tx.put(&row, 1, &env)?;
                for (kind, key) in of_contact(&row) {
                    let params = params![1_i64, kind, key, Contact::TABLE, row.id.0];
                    tx.exec(facts::ADD_LOOKUP, params)?;
                }
            }
            Ok::<_, crate::store::StoreError>(())
        })
        .expect("rows");
        let ask = TwinAsk {
            about: TwinKind::Contact,
            min: 1,
            limit: 1_000_000,
            from: TwinCursor::default(),
        };
        conn.read(|tx| page(tx, &ask)).expect("page")
    }

    #[test]
    fn a_key_that_thousands_share_is_cut_and_said_to_be() {
        let cut = |page: &TwinPage| -> Vec<(String, usize, bool)> {
            let each = page.cut.iter();
            each.map(|cut| (cut.kind.clone(), cut.left, cut.more)).collect()
        };
        // Few enough: every pair, once.
        let page = crowd(BLOCK as u128, |_| None);
        let all = BLOCK * (BLOCK - 1) / 2;
        assert_eq!((page.pairs.len(), cut(&page)), (all, vec![]));
        // One more: no number and no company tells them apart, so nothing is compared, and both keys are named.
        let page = crowd(BLOCK as u128 + 1, |_| None);
        assert_eq!((page.pairs.len(), page.compared), (0, 0));
        let phone = ("phone".to_owned(), BLOCK, true);
        assert_eq!(
            cut(&page),
            [phone.clone(), ("twin_person".to_owned(), BLOCK + 1, false)]
        );
        // Thousands, ten in each company: those of a company are compared, and only as many of the name as are looked at.
        let size = NAMESAKES as u128 + 500;
        let page = crowd(size, |n| Some(CompanyId(Uuid::from_u128(1_000_000 + n / 10))));
        assert!(page.compared <= (NAMESAKES * 9 / 2) as u64, "{}", page.compared);
        assert!(page.pairs.len() > NAMESAKES * 4, "{}", page.pairs.len());
        assert_eq!(cut(&page), [phone.clone(), ("twin_person".to_owned(), 0, true)]);
        // All in one company: nothing would be told by comparing them.
        let page = crowd(size, |_| Some(CompanyId(Uuid::from_u128(1_000_000))));
        assert_eq!(
            (page.compared, cut(&page)),
            (0, vec![phone, ("twin_person".to_owned(), NAMESAKES, true)])
        );
    }
}
