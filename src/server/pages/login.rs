//! `/login`, `/login/code`, `/logout`, and the page where a login without a purpose ends.

use super::html::{Field, Form, Page};
use super::{Ask, Session, Shown};
use crate::server::auth::{account, browser, known, totp};
use crate::server::fault::Out;

/// The address of a login that goes on where it was needed.
pub(super) fn with_next(login: &str, ask: &Ask) -> String {
    let asked = if ask.query.iter().any(|(name, _)| name == "client_id") {
        format!("/authorize?{}", ask.raw_query)
    } else {
        "/device".to_owned()
    };
    let next = serde_urlencoded::to_string([("next", asked)]).unwrap_or_default();
    format!("{login}?{next}")
}

/// Where a login goes on: pages of ours and nothing else.
fn next(ask: &Ask) -> String {
    let said = ask.form.iter().chain(&ask.query).find(|(name, _)| name == "next");
    let next = said.map_or("/account", |(_, value)| value.as_str());
    let path = next.split('?').next().unwrap_or_default();
    let known = ["/account", "/account/second-factor", "/device", "/authorize"].contains(&path);
    let plain = next.len() <= 2000 && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    if known && plain {
        next.to_owned()
    } else {
        "/account".to_owned()
    }
}

pub(super) fn show(ask: &Ask) -> Out<Shown> {
    Ok(Shown::Page(page(ask, 200, None)?))
}

fn page(ask: &Ask, status: u16, wrong: Option<String>) -> Out<Page> {
    let mut fields = Vec::new();
    // Of several teams each has logins of its own, and none says who is in another.
    if ask.app.team.tenants()?.len() > 1 {
        fields.push(Field {
            value: ask.field("team").to_owned(),
            fills: "organization",
            ..Field::new("team", ask.t("page-login-team"))
        });
    }
    fields.push(Field {
        value: ask.field("login").to_owned(),
        fills: "username",
        ..Field::new("login", ask.t("page-login-login"))
    });
    fields.push(Field {
        kind: "password",
        fills: "current-password",
        ..Field::new("password", ask.t("page-login-password"))
    });
    let form = Form {
        action: "/login",
        wrong,
        fields,
        carried: vec![("next", next(ask))],
        buttons: vec![("yes", ask.t("page-login-button"))],
    };
    Ok(Page {
        status,
        ..Page::new(ask.t("page-login"), form.html(ask))
    })
}

pub(super) fn send(ask: &Ask) -> Out<Shown> {
    let auth = &ask.app.auth;
    let tenant = auth.tenant_named(Some(ask.field("team")))?;
    let (login, password) = (ask.field("login"), ask.field("password"));
    let known = ask.known.as_deref();
    match account::login(auth, tenant.as_ref(), login, password, known, ask.from) {
        Ok(account) => {
            // The cookie is a new one with every login: nobody has put it there before.
            let full = account.totp.is_none();
            let cookie = browser::begin(auth, &account, full)?;
            if let Some(before) = &ask.session {
                browser::end(auth, before)?;
            }
            let next = next(ask);
            let to = if full {
                next
            } else {
                let query = serde_urlencoded::to_string([("next", next)]).unwrap_or_default();
                format!("/login/code?{query}")
            };
            let known = full.then(|| known::make(auth, &account)).transpose()?;
            Ok(Shown::Go(to, Some(Session::Begins(cookie, known))))
        }
        Err(problem) => Ok(Shown::Page(page(ask, problem.status, Some(ask.told(&problem)))?)),
    }
}

pub(super) fn ask_code(ask: &Ask) -> Out<Shown> {
    Ok(Shown::Page(code_page(ask, 200, None)))
}

fn code_page(ask: &Ask, status: u16, wrong: Option<String>) -> Page {
    let form = Form {
        action: "/login/code",
        wrong,
        fields: vec![Field {
            fills: "one-time-code",
            hint: ask.t("page-login-code-help"),
            ..Field::new("code", ask.t("page-login-code"))
        }],
        carried: vec![("next", next(ask))],
        buttons: vec![("yes", ask.t("page-login-code-button"))],
    };
    Page {
        status,
        ..Page::new(ask.t("page-login"), form.html(ask))
    }
}

pub(super) fn send_code(ask: &Ask) -> Out<Shown> {
    let auth = &ask.app.auth;
    let Some(found) = browser::of(auth, ask.session.as_deref())? else {
        return Ok(Shown::Go("/login".to_owned(), Some(Session::Ends)));
    };
    let Some(account) = browser::account(auth, &found)? else {
        return Ok(Shown::Go("/login".to_owned(), Some(Session::Ends)));
    };
    match totp::check(auth, &account, ask.field("code")) {
        Ok(true) => {
            let cookie = browser::begin(auth, &account, true)?;
            browser::end(auth, ask.session.as_deref().unwrap_or_default())?;
            let known = known::make(auth, &account)?;
            Ok(Shown::Go(next(ask), Some(Session::Begins(cookie, Some(known)))))
        }
        Ok(false) => {
            let text = ask.t.t("page-wrong-step").into_owned();
            Ok(Shown::Page(code_page(ask, 401, Some(text))))
        }
        Err(problem) => Ok(Shown::Page(code_page(
            ask,
            problem.status,
            Some(ask.told(&problem)),
        ))),
    }
}

/// Where a login without a purpose ends.
pub(super) fn account(ask: &Ask) -> Out<Shown> {
    let browser = match ask.logged_in()? {
        Ok(browser) => browser,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let body = format!(
        "<p>{}</p>\n<p><a href=\"/device\">{}</a></p>\n<p><a href=\"/account/second-factor\">{}</a></p>\n\
         <p><a href=\"/logout\">{}</a></p>",
        ask.t_name("page-account-help", "name", &browser.user.name),
        ask.t("page-account-device"),
        ask.t("page-account-second"),
        ask.t("page-logout"),
    );
    Ok(Shown::Page(Page::new(ask.t("page-account"), body)))
}

pub(super) fn ask_out(ask: &Ask) -> Out<Shown> {
    let Some(browser) = browser::of(&ask.app.auth, ask.session.as_deref())? else {
        return Ok(Shown::Page(logged_out(ask)));
    };
    let form = Form {
        action: "/logout",
        wrong: None,
        fields: Vec::new(),
        carried: Vec::new(),
        buttons: vec![("yes", ask.t("page-logout"))],
    };
    let name = ask.t_name("page-logout-help", "name", &browser.user.name);
    let body = format!("<p>{name}</p>\n{}", form.html(ask));
    Ok(Shown::Page(Page::new(ask.t("page-logout"), body)))
}

fn logged_out(ask: &Ask) -> Page {
    let body = format!("<p><a href=\"/login\">{}</a></p>", ask.t("page-login"));
    Page::new(ask.t("page-logged-out"), body)
}

pub(super) fn log_out(ask: &Ask) -> Out<Shown> {
    if let Some(cookie) = &ask.session {
        browser::end(&ask.app.auth, cookie)?;
    }
    Ok(Shown::Go("/logout".to_owned(), Some(Session::Ends)))
}
