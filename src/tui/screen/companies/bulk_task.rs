//! The form for a task on each of many companies.

use crate::base::Lang;
use crate::base::UserId;
use crate::base::phrase::Tense;
use crate::domain::{Code, Rules};
use crate::replica::TaskPlan;
use crate::tui::action::{Act, Action};
use crate::tui::component::{Component, CursorAt, Handled};
use crate::tui::cx::{Cx, DrawCx};
use crate::tui::input::Mouse;
use crate::tui::layout::Placement;
use crate::tui::message::{Message, Ticket};
use crate::tui::scope::Scope;
use crate::tui::screen::add::TASKS;
use crate::tui::screen::dates::Dates;
use crate::tui::screen::drafts::Unused;
use crate::tui::widget::form::{Form, FormEvent, FormField};
use crate::tui::widget::menu::Choice;
use crate::tui::widget::pane::{Pane, padded};
use ratatui::Frame;
use ratatui::layout::Rect;
use serde_json::Value;
use std::sync::Arc;

/// The queues with what they are called.
pub(super) fn queues(cx: &Cx, rules: &Rules) -> Vec<(String, String)> {
    let german = cx.locale.lang() == Lang::De;
    let named = rules.queues.iter().map(|queue| {
        let label = queue.label_de.as_ref().filter(|_| german).unwrap_or(&queue.label);
        (queue.code.clone(), label.clone())
    });
    named.collect()
}

/// The form; what is to be made goes to the ticket.
pub(super) struct TaskForm {
    form: Form,
    users: Vec<(UserId, String)>,
    queues: Vec<(String, String)>,
    dates: Dates,
    /// On how many.
    count: usize,
    /// Where what is typed is kept until tasks are made of it.
    unused: Unused,
    clean: Value,
    ticket: Ticket<TaskPlan>,
}

impl TaskForm {
    pub(super) fn new(
        cx: &Cx,
        rules: &Arc<Rules>,
        users: Vec<(UserId, String)>,
        count: usize,
        unused: Unused,
        ticket: Ticket<TaskPlan>,
    ) -> Self {
        let dates = Dates::new(cx, rules, Tense::Ahead);
        let queues = queues(cx, rules);
        let kinds = TASKS
            .iter()
            .map(|kind| Choice::new(cx.locale.code("TASK", kind.code())));
        let of_case = std::iter::once(Choice::new(cx.t("bulk-queue-of-case")));
        let in_queue = of_case.chain(queues.iter().map(|(_, label)| Choice::new(label)));
        let nobody = std::iter::once(Choice::new(cx.t("assign-nobody")));
        let whose = nobody.chain(users.iter().map(|(_, name)| Choice::new(name)));
        let mut form = Form::new()
            .field(FormField::select(
                "kind",
                cx.t("field-kind"),
                kinds.collect(),
                Some(0),
            ))
            .field(FormField::text("title", cx.t("field-title"), ""))
            .field(dates.field(cx, "due", &cx.t("field-due"), &cx.t("phrase-tomorrow")))
            .field(FormField::select(
                "assignee",
                cx.t("field-assign"),
                whose.collect(),
                Some(0),
            ))
            .field(FormField::select(
                "queue",
                cx.t("field-queue"),
                in_queue.collect(),
                Some(0),
            ))
            .button("save", cx.t("bulk-task-go-on"));
        let clean = unused.give(&mut form);
        Self {
            form,
            users,
            queues,
            dates,
            count,
            unused,
            clean,
            ticket,
        }
    }

    fn event(&mut self, cx: &mut Cx, event: FormEvent) -> Handled {
        self.unused.keep(&self.form, &self.clean);
        if matches!(event, FormEvent::Pressed(_)) {
            self.form.check(cx);
            let typed = self.form.value("due");
            let due = Some(typed.trim())
                .filter(|text| !text.is_empty())
                .map(|text| self.dates.read(text));
            if let Some(Err(error)) = &due {
                self.form.fail("due", Some(error.clone()));
            }
            if self.form.has_errors() {
                self.form.to_first_error();
                return Handled::Yes;
            }
            let behind = |id: &str| self.form.chosen(id).and_then(|at| at.checked_sub(1));
            let kind = self.form.chosen("kind").and_then(|at| TASKS.get(at));
            let plan = TaskPlan {
                kind: kind.copied().unwrap_or(TASKS[0]),
                title: Some(self.form.value("title")).filter(|text| !text.trim().is_empty()),
                queue: behind("queue").and_then(|at| self.queues.get(at).map(|(code, _)| code.clone())),
                assignee: behind("assignee").and_then(|at| self.users.get(at).map(|(id, _)| *id)),
                due: due.and_then(Result::ok),
            };
            cx.close();
            cx.answer(self.ticket, plan);
            return Handled::Yes;
        }
        event.handled()
    }
}

impl Component for TaskForm {
    fn draw(&mut self, frame: &mut Frame<'_>, area: Rect, cx: &DrawCx<'_>) {
        let buf = frame.buffer_mut();
        let inner = padded(Pane::popup(self.title(cx)).draw(buf, area, *cx));
        self.form.draw(buf, inner, *cx);
    }
    fn act(&mut self, cx: &mut Cx, act: Act) -> Handled {
        let event = self.form.act(cx, act);
        self.event(cx, event)
    }
    fn text(&mut self, cx: &mut Cx, ch: char) -> Handled {
        let event = self.form.text(cx, ch);
        self.event(cx, event)
    }
    fn paste(&mut self, cx: &mut Cx, text: &str) -> Handled {
        let event = self.form.paste(cx, text);
        self.event(cx, event)
    }
    fn mouse(&mut self, cx: &mut Cx, mouse: Mouse) -> Handled {
        let event = self.form.mouse(mouse);
        self.event(cx, event)
    }
    fn update(&mut self, cx: &mut Cx, message: &Message) {
        let event = self.form.update(cx, message);
        self.event(cx, event);
    }
    fn scopes(&self) -> Vec<Scope> {
        self.form.scopes()
    }
    fn mode(&self, cx: &Cx) -> Option<String> {
        self.form.is_typing().then(|| cx.t("mode-typing").into_owned())
    }
    fn cursor(&self) -> Option<CursorAt> {
        self.form.cursor()
    }
    fn hints(&self, _cx: &Cx) -> Vec<Action> {
        vec![Action::FormNext, Action::FormSave, Action::Cancel]
    }
    fn title(&self, cx: &Cx) -> String {
        cx.t_args("bulk-task-title", &[("n", self.count.into())])
            .into_owned()
    }
    fn placement(&self, _cx: &Cx) -> Placement {
        let width = 78;
        let height = self.form.rows(width - 3) + 3;
        Placement::Center { width, height }
    }
}
