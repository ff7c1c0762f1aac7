//! What the screen asks about a file before it is tried: where columns go, and what the file does not tell.

use super::choices::{self, ChoicesForm, Open};
use super::load::Source;
use super::{Import, says};
use crate::domain::{CustomField, FieldEntity};
use crate::import::map::{Entity, Field};
use crate::import::value::date::DateOrder;
use crate::tui::component::Handled;
use crate::tui::cx::Cx;
use crate::tui::message::Message;
use crate::tui::widget::menu::{Choice, Menu};
use crate::tui::widget::picker::Picker;

impl Import {
    pub(super) fn ask_order(&mut self, cx: &mut Cx) {
        let ways = [
            (DateOrder::DayFirst, "import-day-first"),
            (DateOrder::MonthFirst, "import-month-first"),
        ];
        let entries = ways.map(|(way, key)| (Choice::new(cx.t(key)), way)).to_vec();
        let title = cx.t("import-field-order").into_owned();
        let ticket = cx.ticket(&mut self.order);
        cx.push(Menu::new(title, entries, ticket));
    }

    pub(super) fn ask_encoding(&mut self, cx: &mut Cx) {
        let entries = choices::ENCODINGS.map(|name| (Choice::new(name), name)).to_vec();
        let title = cx.t("import-field-encoding").into_owned();
        let ticket = cx.ticket(&mut self.encoding);
        cx.push(Menu::new(title, entries, ticket));
    }

    pub(super) fn entity(&self) -> Entity {
        let preview = self.loaded().and_then(|loaded| loaded.preview.as_ref());
        let told = preview.map(|preview| preview.entity).or(self.choices.entity);
        told.unwrap_or(Entity::Companies)
    }

    /// The fields that the tenant made for rows of this kind.
    fn own_fields(&self) -> impl Iterator<Item = &CustomField> {
        let entity = match self.entity() {
            Entity::Companies => Some(FieldEntity::Company),
            Entity::Contacts => Some(FieldEntity::Contact),
            Entity::Activities | Entity::Deals | Entity::Tickets => None,
        };
        let all = self.loaded().map_or(&[][..], |loaded| &loaded.fields);
        all.iter().filter(move |field| Some(field.entity) == entity)
    }

    /// Asks where the selected column goes.
    pub(super) fn ask_field(&mut self, cx: &mut Cx) -> Handled {
        let Some(column) = self.loaded().and_then(|loaded| self.parts.column(loaded)) else {
            return Handled::Yes;
        };
        let (name, now) = (column.name.clone(), column.field.clone());
        let mut fields = Field::accepted(self.entity());
        // What every column can be comes first, then what the tenant made for such rows.
        fields.sort_by_key(|field| !matches!(*field, "text" | "ignore"));
        let said = |field: &str| (Choice::new(says::field(&cx.locale, field)), field.to_owned());
        let mut fields: Vec<(Choice, String)> = fields.into_iter().map(said).collect();
        let own = self
            .own_fields()
            .map(|field| (Choice::new(field.title()), field.name.clone()));
        fields.splice(2..2, own);
        let at = fields.iter().position(|(_, field)| *field == now).unwrap_or(0);
        let entries = fields
            .into_iter()
            .map(|(choice, field)| (choice, (name.clone(), field)));
        let entries = entries.collect();
        let title = cx
            .t_args("import-where", &[("column", (&name).into())])
            .into_owned();
        let ticket = cx.ticket(&mut self.field);
        cx.push(Picker::new(title, entries, ticket).selected(at));
        Handled::Yes
    }

    pub(super) fn ask_choices(&mut self, cx: &mut Cx) -> Handled {
        let Some(loaded) = self.loaded() else {
            return Handled::No;
        };
        let open = Open {
            users: loaded.users.clone(),
            sheets: loaded.sheets.clone(),
            remembered: loaded.remembered.is_some(),
            own: matches!(loaded.source, Source::Own(_)),
        };
        let ticket = cx.ticket(&mut self.chosen);
        let form = ChoicesForm::new(cx, self.choices.clone(), open, self.unused.clone(), ticket);
        cx.push(form);
        Handled::Yes
    }

    pub(super) fn take_choices(&mut self, cx: &mut Cx, message: &Message) {
        let mut again = false;
        if let Some((column, field)) = self.field.take(message) {
            // The rest of the file is about the same from now on.
            self.choices.entity = Some(self.entity());
            if let Some(said) = self.loaded().and_then(|loaded| loaded.remembered.clone()) {
                self.choices.system = said.system;
                let maps = said.maps.iter().filter_map(|map| map.rsplit_once('='));
                let maps = maps.map(|(column, field)| (column.to_owned(), field.to_owned()));
                self.choices.columns.extend(maps);
            }
            self.choices.columns.insert(column, field);
            again = true;
        }
        if let Some(order) = self.order.take(message) {
            self.choices.order = Some(order);
            again = true;
        }
        if let Some(encoding) = self.encoding.take(message) {
            self.choices.encoding = Some(encoding);
            again = true;
        }
        if let Some(chosen) = self.chosen.take(message) {
            again |= chosen != self.choices;
            self.choices = chosen;
        }
        if again {
            self.look(cx);
        }
    }
}
