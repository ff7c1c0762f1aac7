//! `/authorize`: a program on the same machine is let in.

use super::html::{Form, Page, list};
use super::{Ask, Shown};
use crate::server::auth::pkce;
use crate::server::fault::Out;

/// What the program asks, and who is asked; else what is shown instead.
fn read(ask: &Ask) -> Out<Result<(pkce::Asked, crate::server::auth::browser::Browser), Shown>> {
    let asked = match pkce::asked(&ask.query) {
        Ok(asked) => asked,
        // An address that is not known to be good is not sent anywhere.
        Err(what) => return Ok(Err(Shown::Page(wrong(ask, what)))),
    };
    Ok(ask.logged_in()?.map(|browser| (asked, browser)))
}

fn wrong(ask: &Ask, what: &str) -> Page {
    let text = ask.t_name("page-wrong-request", "what", what);
    let body = format!("<p class=\"wrong\" role=\"alert\">{text}</p>");
    Page {
        status: 400,
        ..Page::new(ask.t("page-wrong"), body)
    }
}

pub(super) fn show(ask: &Ask) -> Out<Shown> {
    let (asked, browser) = match read(ask)? {
        Ok(read) => read,
        Err(instead) => return Ok(instead),
    };
    let action = format!("/authorize?{}", ask.raw_query);
    let form = Form {
        action: &action,
        wrong: None,
        fields: Vec::new(),
        carried: Vec::new(),
        buttons: vec![("yes", ask.t("page-allow")), ("no", ask.t("page-deny"))],
    };
    let body = format!(
        "<p>{}</p>\n{}\n{}",
        ask.t_name("page-authorize-help", "name", &browser.user.name),
        list(&[
            (ask.t("page-program"), &asked.name),
            (ask.t("page-address"), &asked.redirect_uri)
        ]),
        form.html(ask),
    );
    Ok(Shown::Page(Page {
        forms_go_to: pkce::origin(&asked.redirect_uri).map(str::to_owned),
        ..Page::new(ask.t("page-authorize"), body)
    }))
}

pub(super) fn answer(ask: &Ask) -> Out<Shown> {
    let (asked, browser) = match read(ask)? {
        Ok(read) => read,
        Err(instead) => return Ok(instead),
    };
    let to = match ask.field("answer") {
        "yes" => pkce::allow(&ask.app.auth, &asked, browser.tenant, browser.user.id)?,
        _ => pkce::deny(&asked),
    };
    Ok(Shown::Go(to, None))
}
