//! Two rows side by side, field by field: whose value stays.

use crate::base::{CompanyId, ContactId, text};
use crate::domain::command::{
    CompanyCommand, CompanyPair, ContactCommand, ContactPair, MergeCompanies, MergeContacts,
};
use crate::domain::custom::FieldEntity;
use crate::domain::merge::{self, COMPANY, CONTACT, Choice, Choices, Line};
use crate::domain::{Command, Company, Contact, TwinKind};
use crate::replica::{Replica, RunError};
use crate::tui::action::Action;
use crate::tui::component::Handled;
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::theme::Role;
use crate::tui::widget::list::List;
use crate::tui::widget::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line as Shown;
use std::collections::HashMap;
use uuid::Uuid;

/// The two rows, the winner first.
#[derive(Clone)]
pub(super) enum Rows {
    /// Companies.
    Companies(Box<[Company; 2]>),
    /// Contacts.
    Contacts(Box<[Contact; 2]>),
}

/// What the comparison shows, as it was read.
pub(super) struct Found {
    rows: Rows,
    /// Names of users and companies that stand in the rows by their ids.
    names: HashMap<Uuid, String>,
    /// What the tenant's own fields are called.
    labels: HashMap<String, String>,
}

/// Reads two rows; none: one of them is gone.
pub(super) fn read(
    replica: &Replica,
    about: TwinKind,
    one: Uuid,
    other: Uuid,
) -> Result<Option<Found>, RunError> {
    let mut names = HashMap::new();
    let rows = match about {
        TwinKind::Company => {
            let card = |id| replica.company(CompanyId(id));
            let (Some(one), Some(other)) = (card(one)?, card(other)?) else {
                return Ok(None);
            };
            for user in replica.users()? {
                names.insert(user.id.0, user.name);
            }
            Rows::Companies(Box::new([one.company, other.company]))
        }
        TwinKind::Contact => {
            let person = |id| replica.contact(ContactId(id));
            let (Some(one), Some(other)) = (person(one)?, person(other)?) else {
                return Ok(None);
            };
            for company in [one.company_id, other.company_id].into_iter().flatten() {
                if let Some(card) = replica.company(company)? {
                    names.insert(company.0, card.company.name);
                }
            }
            Rows::Contacts(Box::new([one, other]))
        }
    };
    let entity = match about {
        TwinKind::Company => FieldEntity::Company,
        TwinKind::Contact => FieldEntity::Contact,
    };
    let own = replica.rules();
    let labels = own
        .fields_of(entity)
        .map(|field| (field.name.clone(), field.title().to_owned()));
    Ok(Some(Found {
        rows,
        names,
        labels: labels.collect(),
    }))
}

/// The comparison.
pub(super) struct Side {
    found: Found,
    choices: Choices,
    lines: Vec<Line>,
    list: List,
}

impl Side {
    pub(super) fn new(found: Found) -> Self {
        let mut side = Self {
            found,
            choices: Choices::new(),
            lines: Vec::new(),
            list: List::default(),
        };
        side.again();
        side
    }
    fn again(&mut self) {
        self.lines = match &self.found.rows {
            Rows::Companies(two) => merge::lines(&two[0], &two[1], COMPANY, &self.choices),
            Rows::Contacts(two) => merge::lines(&two[0], &two[1], CONTACT, &self.choices),
        };
        self.list.set_len(self.lines.len());
    }
    /// The names, the one that stays first.
    pub(super) fn names(&self) -> [String; 2] {
        match &self.found.rows {
            Rows::Companies(two) => [two[0].name.clone(), two[1].name.clone()],
            Rows::Contacts(two) => [two[0].display_name(), two[1].display_name()],
        }
    }
    /// The other one stays.
    pub(super) fn swap(&mut self) {
        match &mut self.found.rows {
            Rows::Companies(two) => two.swap(0, 1),
            Rows::Contacts(two) => two.swap(0, 1),
        }
        for choice in self.choices.values_mut() {
            *choice = match *choice {
                Choice::Mine => Choice::Theirs,
                Choice::Theirs => Choice::Mine,
                Choice::Both => Choice::Both,
            };
        }
        self.again();
    }
    /// The command that merges them as chosen.
    pub(super) fn merge(&self) -> Command {
        let take = self.choices.clone();
        match &self.found.rows {
            Rows::Companies(two) => CompanyCommand::Merge(MergeCompanies {
                winner: two[0].id,
                loser: two[1].id,
                take,
            })
            .into(),
            Rows::Contacts(two) => ContactCommand::Merge(MergeContacts {
                winner: two[0].id,
                loser: two[1].id,
                take,
            })
            .into(),
        }
    }

    pub(super) fn act(&mut self, action: Action) -> Handled {
        match action {
            Action::Left => self.choose(Some(Choice::Mine)),
            Action::Right => self.choose(Some(Choice::Theirs)),
            Action::Mark => self.choose(None),
            action => self.list.act(action),
        }
    }

    /// Chooses whose value of the selected field stays; the next one when none is named.
    fn choose(&mut self, choice: Option<Choice>) -> Handled {
        let Some(line) = self.list.selected().and_then(|at| self.lines.get(at)) else {
            return Handled::Yes;
        };
        if !line.free {
            return Handled::Yes;
        }
        let next = choice.unwrap_or(match (line.choice, line.list) {
            (Choice::Mine, _) => Choice::Theirs,
            (Choice::Theirs, true) => Choice::Both,
            (Choice::Theirs | Choice::Both, _) => Choice::Mine,
        });
        self.choices.insert(line.field.clone(), next);
        self.again();
        Handled::Yes
    }

    /// What a field is called.
    fn label(&self, cx: &DrawCx<'_>, field: &str) -> String {
        if let Some(name) = field.strip_prefix("extra.") {
            let label = self.found.labels.get(name).map_or(name, String::as_str);
            return text::line(label).into_owned();
        }
        cx.t(&format!("merge-{}", field.replace('_', "-"))).into_owned()
    }

    fn value(&self, value: &serde_json::Value) -> String {
        let plain = merge::text(value);
        let id = plain.parse::<Uuid>().ok();
        let named = id.and_then(|id| self.found.names.get(&id)).cloned();
        text::line(&named.unwrap_or(plain)).into_owned()
    }

    pub(super) fn draw(&mut self, buf: &mut Buffer, area: Rect, cx: &DrawCx<'_>) {
        let label = if area.width < 60 { 10 } else { 18 };
        let half = (usize::from(area.width).saturating_sub(label + 5)) / 2;
        let [one, other] = self.names();
        let head = |name: &str, key: &str| {
            // What becomes of it is said whole; a long name gives way.
            let word = format!(" ({})", cx.t(key));
            let room = half.saturating_sub(text::width(&word));
            text::pad(&format!("{}{word}", text::ellipsize(name, room)), half)
        };
        let head = Shown::from(vec![
            paint::span(text::pad("", label + 2), cx.theme.get(Role::Dim)),
            paint::span(head(&one, "alike-stays"), cx.theme.get(Role::Accent)),
            paint::span("   ", cx.theme.get(Role::Dim)),
            paint::span(head(&other, "alike-goes"), cx.theme.get(Role::Dim)),
        ]);
        paint::line(
            buf,
            Rect {
                height: 1.min(area.height),
                ..area
            },
            &head,
        );
        let below = Rect {
            y: area.y + 1,
            height: area.height.saturating_sub(1),
            ..area
        };
        let mut list = std::mem::take(&mut self.list);
        list.draw(
            buf,
            below,
            *cx,
            |_| 1,
            |buf, item| {
                let Some(line) = self.lines.get(item.index) else {
                    return;
                };
                let name = text::pad(&text::ellipsize(&self.label(cx, &line.field), label), label);
                let role = |stays: bool| if stays { Role::Text } else { Role::Dim };
                let sign = match line.choice {
                    Choice::Mine => " ◂ ",
                    Choice::Theirs => " ▸ ",
                    Choice::Both => " + ",
                };
                let cell =
                    |value: &serde_json::Value| text::pad(&text::ellipsize(&self.value(value), half), half);
                let shown = Shown::from(vec![
                    paint::span(format!("{name} "), cx.theme.get(Role::Dim)),
                    paint::span(
                        cell(&line.mine),
                        cx.theme.get(role(line.choice != Choice::Theirs)),
                    ),
                    paint::span(sign, cx.theme.get(Role::Accent)),
                    paint::span(
                        cell(&line.theirs),
                        cx.theme.get(role(line.choice != Choice::Mine)),
                    ),
                ]);
                paint::line(buf, item.area, &shown);
            },
        );
        self.list = list;
    }
}

/// The command that keeps two rows apart.
pub(super) fn apart(about: TwinKind, one: Uuid, other: Uuid) -> Command {
    match about {
        TwinKind::Company => CompanyCommand::NotSame(CompanyPair {
            one: CompanyId(one),
            other: CompanyId(other),
        })
        .into(),
        TwinKind::Contact => ContactCommand::NotSame(ContactPair {
            one: ContactId(one),
            other: ContactId(other),
        })
        .into(),
    }
}

/// How many entries a merge moves, in words.
pub(super) fn moved(cx: &Cx, effects: &[crate::domain::Effect]) -> Option<String> {
    let count = effects.iter().find_map(|effect| match effect {
        crate::domain::Effect::Merged { moved, .. } => Some(moved.values().sum::<usize>()),
        _ => None,
    })?;
    (count > 0).then(|| cx.t_args("alike-moved", &[("n", count.into())]).into_owned())
}
