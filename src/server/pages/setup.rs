//! `/setup`: login and password with a code that was given out.

use super::html::{Field, Form, Page};
use super::{Ask, Shown};
use crate::server::auth::account::{self, SetUp};
use crate::server::fault::Out;

pub(super) fn show(ask: &Ask) -> Out<Shown> {
    Ok(Shown::Page(page(ask, 200, None)))
}

fn page(ask: &Ask, status: u16, wrong: Option<String>) -> Page {
    let again = |name: &'static str, label| Field {
        value: ask.field(name).to_owned(),
        ..Field::new(name, label)
    };
    let form = Form {
        action: "/setup",
        wrong,
        fields: vec![
            Field {
                fills: "one-time-code",
                ..again("code", ask.t("page-setup-code"))
            },
            Field {
                fills: "username",
                hint: ask.t("page-setup-login-help"),
                required: false,
                ..again("login", ask.t("page-setup-login"))
            },
            Field {
                kind: "password",
                fills: "new-password",
                hint: ask.t("page-setup-password-help"),
                ..Field::new("password", ask.t("page-setup-password"))
            },
            Field {
                kind: "password",
                fills: "new-password",
                ..Field::new("again", ask.t("page-setup-again"))
            },
        ],
        carried: Vec::new(),
        buttons: vec![("yes", ask.t("page-setup-button"))],
    };
    let body = format!("<p>{}</p>\n{}", ask.t("page-setup-help"), form.html(ask));
    Page {
        status,
        ..Page::new(ask.t("page-setup"), body)
    }
}

pub(super) fn send(ask: &Ask) -> Out<Shown> {
    if ask.field("password") != ask.field("again") {
        let text = ask.t.t("page-wrong-again").into_owned();
        return Ok(Shown::Page(page(ask, 422, Some(text))));
    }
    let sent = SetUp {
        code: ask.field("code").to_owned(),
        login: Some(ask.field("login").to_owned()),
        password: ask.field("password").to_owned(),
    };
    match account::set_up(&ask.app.auth, sent, ask.from) {
        Ok(done) => {
            let body = format!(
                "<p>{}</p><p><a href=\"/login\">{}</a></p>",
                ask.t_name("page-setup-done-help", "login", &done.login),
                ask.t("page-login")
            );
            Ok(Shown::Page(Page::new(ask.t("page-setup-done"), body)))
        }
        Err(problem) => Ok(Shown::Page(page(ask, problem.status, Some(ask.told(&problem))))),
    }
}
