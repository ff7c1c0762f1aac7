//! `/account/second-factor`: a phone is made the second factor.

use super::html::{Field, Form, Page, esc};
use super::{Ask, Shown};
use crate::server::auth::{browser, totp};
use crate::server::fault::{Out, internal};
use crate::store::identity::Account;

fn read(ask: &Ask) -> Out<Result<Account, Shown>> {
    let found = match ask.logged_in()? {
        Ok(found) => found,
        Err(elsewhere) => return Ok(Err(elsewhere)),
    };
    let account = browser::account(&ask.app.auth, &found)?.ok_or_else(internal)?;
    // Nobody who finds a window open puts their own phone in the place of the one that is asked for.
    if account.totp.is_some() {
        return Ok(Err(is_on(ask)));
    }
    Ok(Ok(account))
}

fn is_on(ask: &Ask) -> Shown {
    let body = format!("<p>{}</p>", ask.t("page-second-on-help"));
    Shown::Page(Page::new(ask.t("page-second-on"), body))
}

fn page(ask: &Ask, account: &Account, status: u16, wrong: Option<String>) -> Out<Shown> {
    let offer = totp::offer(&ask.app.auth, account)?;
    let form = Form {
        action: "/account/second-factor",
        wrong,
        fields: vec![Field {
            fills: "one-time-code",
            ..Field::new("code", ask.t("page-second-code"))
        }],
        carried: Vec::new(),
        buttons: vec![("yes", ask.t("page-second-button"))],
    };
    let drawn = format!(
        "<svg viewBox=\"-4 -4 {side} {side}\" role=\"img\" aria-label=\"QR\" shape-rendering=\"crispEdges\">\
         <path fill=\"#000\" d=\"{}\"/></svg>",
        offer.outline,
        side = offer.side + 8,
    );
    let body = format!(
        "<p>{}</p>\n{drawn}\n<p>{}: <code>{}</code></p>\n<p><a href=\"{}\">otpauth</a></p>\n{}",
        ask.t("page-second-help"),
        ask.t("page-second-key"),
        esc(&offer.secret),
        esc(&offer.link),
        form.html(ask),
    );
    Ok(Shown::Page(Page {
        status,
        ..Page::new(ask.t("page-second"), body)
    }))
}

pub(super) fn show(ask: &Ask) -> Out<Shown> {
    match read(ask)? {
        Ok(account) => page(ask, &account, 200, None),
        Err(instead) => Ok(instead),
    }
}

pub(super) fn send(ask: &Ask) -> Out<Shown> {
    let account = match read(ask)? {
        Ok(account) => account,
        Err(instead) => return Ok(instead),
    };
    if totp::confirm(&ask.app.auth, &account, ask.field("code"))? {
        return Ok(is_on(ask));
    }
    let text = ask.t.t("page-wrong-step").into_owned();
    page(ask, &account, 422, Some(text))
}
