//! The pages of the server: set-up, login, letting terminals in. Made here, without a script.
//!
//! Every request passes [`perform`], which reads it, demands of each form the
//! word that only its own page knew, and puts the headers on; a page itself
//! only decides what is shown or where the browser goes.

mod authorize;
mod device;
mod html;
mod login;
mod second;
mod setup;

use super::auth::{browser, known, secret};
use super::fault::{Out, internal};
use super::router::{App, Peer, address};
use crate::base::Lang;
use crate::locale::{Arg, Locale};
use crate::protocol::Problem;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use html::{Page, esc};
use std::net::IpAddr;
use std::sync::LazyLock;

/// Fields of a query or a form.
type Fields = Vec<(String, String)>;

/// One request of a browser.
struct Ask {
    app: App,
    from: IpAddr,
    t: &'static Locale,
    /// The query as it came.
    raw_query: String,
    query: Fields,
    form: Fields,
    /// The cookie of a browser that is logged in.
    session: Option<String>,
    /// The cookie of one in which somebody logged in before.
    known: Option<String>,
    /// What its forms bring back.
    word: String,
}

/// What becomes of it.
enum Shown {
    Page(Page),
    /// The browser goes there.
    Go(String, Option<Session>),
}

/// What happens to the cookie of the login.
enum Session {
    /// And the browser is known from now on.
    Begins(String, Option<String>),
    Ends,
}

type Handler = fn(&Ask) -> Out<Shown>;

/// The pages.
pub(super) fn router() -> Router<App> {
    Router::new()
        .route("/pages.css", get(css))
        .route("/setup", pages(setup::show, setup::send))
        .route("/login", pages(login::show, login::send))
        .route("/login/code", pages(login::ask_code, login::send_code))
        .route("/logout", pages(login::ask_out, login::log_out))
        .route(
            "/account",
            get(|app, peer, method, query, headers, body| {
                perform(login::account, app, peer, method, query, headers, body)
            }),
        )
        .route("/account/second-factor", pages(second::show, second::send))
        .route("/device", pages(device::show, device::send))
        .route("/device/answer", pages(device::show, device::answer))
        .route("/authorize", pages(authorize::show, authorize::answer))
}

fn pages(shown: Handler, sent: Handler) -> MethodRouter<App> {
    get(move |app, peer, method, query, headers, body| {
        perform(shown, app, peer, method, query, headers, body)
    })
    .post(move |app, peer, method, query, headers, body| {
        perform(sent, app, peer, method, query, headers, body)
    })
}

async fn perform(
    handler: Handler,
    State(app): State<App>,
    peer: Peer,
    method: Method,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let done = tokio::task::spawn_blocking(move || {
        let secure = app
            .auth
            .public
            .as_deref()
            .is_some_and(|url| url.starts_with("https://"));
        let cookies = Cookies::of(&headers, secure);
        // A browser that is not logged in yet gets a cookie for its forms alone.
        let (cookie, new) = match cookies.session.as_ref().or(cookies.form.as_ref()) {
            Some(known) => (known.clone(), None),
            None => {
                let made = secret::token("cs_form_");
                (made.clone(), Some(made))
            }
        };
        let ask = Ask {
            from: address(&app, &peer, &headers),
            t: language(
                headers
                    .get(header::ACCEPT_LANGUAGE)
                    .and_then(|value| value.to_str().ok()),
            ),
            query: fields(query.as_deref().unwrap_or_default().as_bytes()),
            raw_query: query.unwrap_or_default(),
            form: if method == Method::POST {
                fields(&body)
            } else {
                Vec::new()
            },
            session: cookies.session,
            known: cookies.known,
            word: browser::form_word(&cookie),
            app,
        };
        let shown = if method == Method::POST && !is_own_form(&ask, &headers) {
            ask.wrong(400, "form")
        } else {
            handler(&ask).unwrap_or_else(|problem| ask.failed(&problem))
        };
        response(&ask, shown, new, secure)
    });
    done.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a page ended in a panic");
        super::router::problem(&internal())
    })
}

/// Whether a form was made by a page of ours for this very browser.
fn is_own_form(ask: &Ask, headers: &HeaderMap) -> bool {
    let elsewhere = headers
        .get("sec-fetch-site")
        .is_some_and(|site| site != "same-origin" && site != "none");
    !elsewhere && ask.field("word") == ask.word
}

struct Cookies {
    session: Option<String>,
    form: Option<String>,
    known: Option<String>,
}

/// What cookies are called: over TLS in the way that no other host can set them.
const fn cookie_names(secure: bool) -> (&'static str, &'static str, &'static str) {
    if secure {
        (
            "__Host-callsheet",
            "__Host-callsheet-form",
            "__Host-callsheet-known",
        )
    } else {
        ("callsheet", "callsheet-form", "callsheet-known")
    }
}

impl Cookies {
    fn of(headers: &HeaderMap, secure: bool) -> Self {
        let names = cookie_names(secure);
        let all = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok());
        let pairs: Vec<(&str, &str)> = all
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .collect();
        let of = |name: &str| {
            let found = pairs
                .iter()
                .find(|(key, value)| *key == name && value.len() <= 600);
            found.map(|(_, value)| (*value).to_owned())
        };
        Self {
            session: of(names.0),
            form: of(names.1),
            known: of(names.2),
        }
    }
}

fn fields(text: &[u8]) -> Fields {
    serde_urlencoded::from_bytes(text).unwrap_or_default()
}

/// The language a browser wants most of those there are.
fn language(accepted: Option<&str>) -> &'static Locale {
    static ENGLISH: LazyLock<Locale> = LazyLock::new(|| Locale::new(Lang::En));
    static GERMAN: LazyLock<Locale> = LazyLock::new(|| Locale::new(Lang::De));
    let weight = |lang: &str| {
        let parts = accepted.unwrap_or_default().split(',').map(|part| {
            let (name, rest) = part.trim().split_once(';').unwrap_or((part.trim(), ""));
            let weight = rest
                .trim()
                .strip_prefix("q=")
                .map_or(1.0, |q| q.trim().parse().unwrap_or(0.0));
            (
                name.split('-').next().unwrap_or_default().to_ascii_lowercase(),
                weight,
            )
        });
        parts
            .filter(|(name, _)| name == lang)
            .map(|(_, weight)| weight)
            .fold(0.0, f64::max)
    };
    if weight("de") > weight("en") {
        &GERMAN
    } else {
        &ENGLISH
    }
}

impl Ask {
    /// A field of the form, or nothing.
    fn field(&self, name: &str) -> &str {
        let found = self.form.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value)
    }
    fn t(&self, key: &'static str) -> String {
        esc(&self.t.t(key))
    }
    fn t_name(&self, key: &'static str, name: &str, value: &str) -> String {
        esc(&self.t.t_args(key, &[(name, Arg::Text(value))]))
    }
    /// What was wrong, in the language of the browser.
    fn told(&self, problem: &Problem) -> String {
        let key = format!("page-wrong-{}", problem.code);
        if problem.code == "rate_limited" {
            let seconds = i64::try_from(problem.retry_after.unwrap_or(1)).unwrap_or(60);
            return self
                .t
                .t_args("page-wrong-rate_limited", &[("seconds", Arg::Count(seconds))])
                .into_owned();
        }
        let known = self.t.find(&key).map(|text| text.into_owned());
        known.unwrap_or_else(|| self.t.t("page-wrong-internal").into_owned())
    }
    /// A page that says what is wrong.
    fn failed(&self, problem: &Problem) -> Shown {
        Shown::Page(Page {
            status: problem.status,
            ..Page::new(self.t("page-wrong"), self.wrong_page(&self.told(problem)))
        })
    }
    /// The same for what only pages have.
    fn wrong(&self, status: u16, what: &str) -> Shown {
        let text = self
            .t
            .find(&format!("page-wrong-{what}"))
            .unwrap_or_default()
            .into_owned();
        Shown::Page(Page {
            status,
            ..Page::new(self.t("page-wrong"), self.wrong_page(&text))
        })
    }
    fn wrong_page(&self, text: &str) -> String {
        format!(
            "<p class=\"wrong\" role=\"alert\">{}</p><p><a href=\"/login\">{}</a></p>",
            esc(text),
            self.t("page-wrong-back")
        )
    }
    /// The browser, when it is logged in with all that is needed; else where it does that first.
    fn logged_in(&self) -> Out<Result<browser::Browser, Shown>> {
        let found = browser::of(&self.app.auth, self.session.as_deref())?;
        Ok(match found {
            Some(browser) if browser.full => Ok(browser),
            Some(_) => Err(Shown::Go(login::with_next("/login/code", self), None)),
            None => Err(Shown::Go(login::with_next("/login", self), None)),
        })
    }
}

fn response(ask: &Ask, shown: Shown, new_cookie: Option<String>, secure: bool) -> Response {
    let names = cookie_names(secure);
    let flags = if secure { "; Secure" } else { "" };
    let cookie = |name: &str, value: &str, age: &str| {
        format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict{age}{flags}")
    };
    let mut cookies: Vec<String> = new_cookie
        .iter()
        .map(|value| cookie(names.1, value, ""))
        .collect();
    let mut forms_go_to = "'self'".to_owned();
    let (status, location, body) = match shown {
        Shown::Page(page) => {
            if let Some(origin) = &page.forms_go_to {
                forms_go_to = format!("'self' {origin}");
            }
            (page.status, None, page.html(ask.t))
        }
        Shown::Go(to, session) => {
            match session {
                Some(Session::Begins(value, known)) => {
                    cookies.push(cookie(names.0, &value, ""));
                    let age = format!("; Max-Age={}", known::LIFE);
                    cookies.extend(known.map(|known| cookie(names.2, &known, &age)));
                }
                Some(Session::Ends) => cookies.push(cookie(names.0, "", "; Max-Age=0")),
                None => {}
            }
            (303, Some(to), String::new())
        }
    };
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let policy = format!(
        "default-src 'none'; style-src 'self'; form-action {forms_go_to}; frame-ancestors 'none'; base-uri 'none'"
    );
    let mut put = |name: header::HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.append(name, value);
        }
    };
    put(header::CONTENT_TYPE, "text/html; charset=utf-8");
    put(header::CACHE_CONTROL, "no-store");
    put(header::CONTENT_SECURITY_POLICY, &policy);
    put(header::REFERRER_POLICY, "no-referrer");
    put(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(header::X_FRAME_OPTIONS, "DENY");
    if secure {
        put(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
    for cookie in cookies {
        put(header::SET_COOKIE, &cookie);
    }
    if let Some(to) = location {
        put(header::LOCATION, &to);
    }
    response
}

async fn css() -> Response {
    let mut response = Response::new(Body::from(include_str!("../../../assets/pages.css")));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/css; charset=utf-8"),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=3600"),
    );
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_is_spoken_to_in_the_language_it_wants_most() {
        for (accepted, german) in [
            (None, false),
            (Some("de-DE,de;q=0.9,en;q=0.8"), true),
            (Some("en-US,en;q=0.9,de;q=0.8"), false),
            (Some("fr, de;q=0.5, en;q=0.3"), true),
            (Some("fr"), false),
            (Some("de;q=x"), false),
        ] {
            let lang = language(accepted).lang();
            assert_eq!(lang == Lang::De, german, "{accepted:?}");
        }
    }
}
