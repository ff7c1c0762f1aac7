//! A browser as far as these pages need one: cookies, forms, no script.

use super::super::server::Server;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A browser with its cookies.
#[derive(Clone)]
pub(super) struct Browser {
    base: String,
    agent: ureq::Agent,
    cookies: Rc<RefCell<BTreeMap<String, String>>>,
    language: &'static str,
}

/// What it shows.
pub(super) struct Shown {
    pub(super) status: u16,
    pub(super) headers: ureq::http::HeaderMap,
    pub(super) html: String,
    /// Where it was sent to and did not go, since that is not the server.
    pub(super) left_to: Option<String>,
    path: String,
    browser: Browser,
}

impl Browser {
    pub(super) fn new(server: &Server) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .build();
        Self {
            base: format!("http://{}", server.address),
            agent: config.into(),
            cookies: Rc::default(),
            language: "en",
        }
    }
    pub(super) fn speaking(mut self, language: &'static str) -> Self {
        self.language = language;
        self
    }
    /// One in which somebody has logged in.
    #[track_caller]
    pub(super) fn logged_in(server: &Server, login: &str, password: &str) -> Self {
        let browser = Self::new(server);
        browser.log_in(login, password).shows("Logged in");
        browser
    }
    /// The form of the login, filled in and sent.
    #[track_caller]
    pub(super) fn log_in(&self, login: &str, password: &str) -> Shown {
        self.get("/login")
            .submit(&[("login", login), ("password", password)])
    }
    /// The same browser at the same server after that was started again.
    pub(super) fn at(mut self, server: &Server) -> Self {
        self.base = format!("http://{}", server.address);
        self
    }
    #[track_caller]
    pub(super) fn get(&self, path: &str) -> Shown {
        self.send("GET", path, None, &[])
    }
    #[track_caller]
    pub(super) fn post(&self, path: &str, fields: &[(&str, &str)], headers: &[(&str, &str)]) -> Shown {
        let body = serde_urlencoded::to_string(fields).expect("a form");
        self.send("POST", path, Some(body), headers)
    }
    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.borrow().get(name).cloned()
    }
    /// Puts a cookie into it by hand.
    pub(super) fn put(&self, name: &str, value: &str) {
        self.cookies
            .borrow_mut()
            .insert(name.to_owned(), value.to_owned());
    }
    #[track_caller]
    fn send(&self, verb: &str, path: &str, body: Option<String>, headers: &[(&str, &str)]) -> Shown {
        let mut request = ureq::http::Request::builder()
            .method(verb)
            .uri(format!("{}{path}", self.base))
            .header("accept-language", self.language);
        let cookies: Vec<String> = self
            .cookies
            .borrow()
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if !cookies.is_empty() {
            request = request.header("cookie", cookies.join("; "));
        }
        if body.is_some() {
            request = request.header("content-type", "application/x-www-form-urlencoded");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(body.unwrap_or_default()).expect("a request");
        let mut response = self.agent.run(request).expect("the server answers");
        for set in response.headers().get_all("set-cookie") {
            let set = set.to_str().expect("a text");
            assert!(set.contains("; HttpOnly; SameSite=Strict"), "{set}");
            let (name, value) = set
                .split(';')
                .next()
                .and_then(|pair| pair.split_once('='))
                .expect("a cookie");
            if value.is_empty() {
                self.cookies.borrow_mut().remove(name);
            } else {
                self.cookies
                    .borrow_mut()
                    .insert(name.to_owned(), value.to_owned());
            }
        }
        let to = response
            .headers()
            .get("location")
            .map(|to| to.to_str().expect("a text").to_owned());
        match to {
            Some(to) if to.starts_with('/') => self.get(&to),
            to => Shown {
                status: response.status().as_u16(),
                headers: response.headers().clone(),
                html: response.body_mut().read_to_string().expect("a text"),
                left_to: to,
                path: path.to_owned(),
                browser: self.clone(),
            },
        }
    }
}

impl Shown {
    /// Itself, when it has this text.
    #[track_caller]
    pub(super) fn shows(self, text: &str) -> Self {
        assert!(
            self.html.contains(text),
            "no {text:?} at {} ({}):\n{}",
            self.path,
            self.status,
            self.html
        );
        self
    }
    #[track_caller]
    pub(super) fn status(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.html);
        self
    }
    /// Fills the form in and sends it.
    #[track_caller]
    pub(super) fn submit(&self, filled: &[(&str, &str)]) -> Self {
        let action =
            between(&self.html, "action=\"", "\"").unwrap_or_else(|| panic!("no form: {}", self.html));
        let hidden = self
            .html
            .split("<input type=\"hidden\" name=\"")
            .skip(1)
            .map(|rest| {
                let name = rest.split('"').next().expect("a name");
                (
                    name.to_owned(),
                    plain(between(rest, "value=\"", "\"").expect("a value")),
                )
            });
        let mut fields: Vec<(String, String)> = hidden.collect();
        for (name, value) in filled {
            let field = format!("name=\"{name}\"");
            assert!(self.html.contains(&field), "no field {name}: {}", self.html);
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
        let body = serde_urlencoded::to_string(fields).expect("a form");
        self.browser.send("POST", &plain(action), Some(body), &[])
    }
    /// Presses a button.
    #[track_caller]
    pub(super) fn press(&self, answer: &str) -> Self {
        self.submit(&[("answer", answer)])
    }
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }
    /// What stands in the first element of this kind.
    pub(super) fn text_of(&self, element: &str) -> String {
        plain(between(&self.html, &format!("<{element}>"), "<").unwrap_or_default())
    }
    /// The word that its form brings back.
    pub(super) fn word(&self) -> String {
        between(&self.html, "name=\"word\" value=\"", "\"")
            .expect("a form")
            .to_owned()
    }
}

fn between<'a>(text: &'a str, from: &str, to: &str) -> Option<&'a str> {
    text.split(from).nth(1)?.split(to).next()
}

/// HTML as the text it means.
fn plain(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#39;", "'")
        .replace("&amp;", "&")
}

impl Shown {
    /// The cookie that belongs to the forms of somebody who is not logged in, as a header.
    pub(super) fn form_cookie(&self) -> String {
        format!(
            "callsheet-form={}",
            self.browser.cookie("callsheet-form").expect("a cookie")
        )
    }
    /// Whether the browser has no cookie of a login.
    pub(super) fn cookie_free(&self) -> bool {
        self.browser.cookie("callsheet").is_none()
    }
}
