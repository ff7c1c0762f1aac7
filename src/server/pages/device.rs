//! `/device`: a person lets a terminal in. No link brings the code: it is typed, and the question is put plainly.

use super::html::{Field, Form, Page, list};
use super::{Ask, Shown};
use crate::server::auth::browser::Browser;
use crate::server::auth::limit::Try;
use crate::server::auth::{browser, grant, too_often};
use crate::server::fault::Out;

pub(super) fn show(ask: &Ask) -> Out<Shown> {
    match ask.logged_in()? {
        Ok(_) => Ok(Shown::Page(page(ask, 200, None))),
        Err(elsewhere) => Ok(elsewhere),
    }
}

fn page(ask: &Ask, status: u16, wrong: Option<String>) -> Page {
    let form = Form {
        action: "/device",
        wrong,
        fields: vec![Field {
            fills: "one-time-code",
            ..Field::new("user_code", ask.t("page-device-code"))
        }],
        carried: Vec::new(),
        buttons: vec![("yes", ask.t("page-device-button"))],
    };
    let body = format!("<p>{}</p>\n{}", ask.t("page-device-help"), form.html(ask));
    Page {
        status,
        ..Page::new(ask.t("page-device"), body)
    }
}

/// The terminal of the typed code; else what is shown instead. Wrong codes are counted.
fn found(ask: &Ask, browser: &Browser) -> Out<Result<grant::Waiting, Shown>> {
    let auth = &ask.app.auth;
    if let Some(seconds) = auth.limits.wait(Try::Code, ask.from) {
        let problem = too_often(seconds);
        return Ok(Err(Shown::Page(page(
            ask,
            problem.status,
            Some(ask.told(&problem)),
        ))));
    }
    if let Some(waiting) = grant::waiting(auth, ask.field("user_code"))? {
        return Ok(Ok(waiting));
    }
    auth.limits.count(Try::Code, ask.from);
    if browser::wrong_code(auth, browser, grant::WRONG_CODES)? {
        return Ok(Err(ask.wrong(429, "user_codes")));
    }
    let text = ask.t.t("page-wrong-user_code").into_owned();
    Ok(Err(Shown::Page(page(ask, 404, Some(text)))))
}

pub(super) fn send(ask: &Ask) -> Out<Shown> {
    let browser = match ask.logged_in()? {
        Ok(browser) => browser,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let waiting = match found(ask, &browser)? {
        Ok(waiting) => waiting,
        Err(instead) => return Ok(instead),
    };
    let form = Form {
        action: "/device/answer",
        wrong: None,
        fields: Vec::new(),
        carried: vec![("user_code", ask.field("user_code").to_owned())],
        buttons: vec![("yes", ask.t("page-allow")), ("no", ask.t("page-deny"))],
    };
    let body = format!(
        "{}\n<p>{}</p>\n{}",
        list(&[
            (ask.t("page-program"), &waiting.name),
            (ask.t("page-address"), &waiting.address)
        ]),
        ask.t("page-device-ask-help"),
        form.html(ask),
    );
    Ok(Shown::Page(Page::new(ask.t("page-device-ask"), body)))
}

pub(super) fn answer(ask: &Ask) -> Out<Shown> {
    let browser = match ask.logged_in()? {
        Ok(browser) => browser,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let waiting = match found(ask, &browser)? {
        Ok(waiting) => waiting,
        Err(instead) => return Ok(instead),
    };
    // Whatever is not a plain yes is a no.
    let allowed = ask.field("answer") == "yes";
    if !grant::answer(&ask.app.auth, &waiting, browser.tenant, browser.user.id, allowed)? {
        let text = ask.t.t("page-wrong-user_code").into_owned();
        return Ok(Shown::Page(page(ask, 404, Some(text))));
    }
    let (title, help) = if allowed {
        ("page-device-allowed", "page-device-allowed-help")
    } else {
        ("page-device-denied", "page-device-denied-help")
    };
    Ok(Shown::Page(Page::new(
        ask.t(title),
        format!("<p>{}</p>", ask.t(help)),
    )))
}
