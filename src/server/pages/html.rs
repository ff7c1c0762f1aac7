//! HTML by hand: a handful of elements, and one function through which every text goes.

use super::Ask;
use crate::base::Lang;
use crate::locale::Locale;

/// A page.
pub(super) struct Page {
    pub(super) status: u16,
    /// HTML, as the body is.
    pub(super) title: String,
    pub(super) body: String,
    /// Where its forms lead beside the server itself.
    pub(super) forms_go_to: Option<String>,
}

/// A text as HTML, between tags and in quotes.
pub(super) fn esc(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // Marks of direction that the catalogue puts around its places; a browser has its own.
            '\u{2068}' | '\u{2069}' => {}
            c => safe.push(c),
        }
    }
    safe
}

impl Page {
    /// Of a title and a body that are HTML already.
    pub(super) fn new(title: String, body: String) -> Self {
        Self {
            status: 200,
            title,
            body,
            forms_go_to: None,
        }
    }
    pub(super) fn html(&self, t: &Locale) -> String {
        let lang = match t.lang() {
            Lang::En => "en",
            Lang::De => "de",
        };
        format!(
            "<!doctype html>\n<html lang=\"{lang}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <meta name=\"robots\" content=\"noindex\"><title>{title} – callsheet</title>\
             <link rel=\"stylesheet\" href=\"/pages.css\"></head>\n<body><main><h1>{title}</h1>\n{body}\n</main></body></html>\n",
            title = self.title,
            body = self.body,
        )
    }
}

/// A field with its label.
pub(super) struct Field {
    pub(super) name: &'static str,
    /// HTML.
    pub(super) label: String,
    /// HTML below it.
    pub(super) hint: String,
    /// `text` or `password`.
    pub(super) kind: &'static str,
    /// What the browser may fill in.
    pub(super) fills: &'static str,
    pub(super) value: String,
    pub(super) required: bool,
}

impl Field {
    pub(super) fn new(name: &'static str, label: String) -> Self {
        Self {
            name,
            label,
            hint: String::new(),
            kind: "text",
            fills: "off",
            value: String::new(),
            required: true,
        }
    }
    fn html(&self, first: bool) -> String {
        let Self {
            name,
            label,
            kind,
            fills,
            ..
        } = self;
        let hint = if self.hint.is_empty() {
            String::new()
        } else {
            format!("<p class=\"hint\" id=\"{name}-hint\">{}</p>", self.hint)
        };
        let described = if hint.is_empty() {
            String::new()
        } else {
            format!(" aria-describedby=\"{name}-hint\"")
        };
        let class = if fills.contains("one-time-code") {
            " class=\"code\""
        } else {
            ""
        };
        format!(
            "<label for=\"{name}\">{label}</label><input id=\"{name}\" name=\"{name}\" type=\"{kind}\" \
             autocomplete=\"{fills}\" autocapitalize=\"off\" spellcheck=\"false\" maxlength=\"600\" \
             value=\"{value}\"{class}{described}{required}{focus}>{hint}\n",
            value = esc(&self.value),
            required = if self.required { " required" } else { "" },
            focus = if first { " autofocus" } else { "" },
        )
    }
}

/// A form: what was wrong the last time, its fields, what it carries along, its buttons (value and HTML).
pub(super) struct Form<'a> {
    pub(super) action: &'a str,
    pub(super) wrong: Option<String>,
    pub(super) fields: Vec<Field>,
    pub(super) carried: Vec<(&'static str, String)>,
    pub(super) buttons: Vec<(&'static str, String)>,
}

impl Form<'_> {
    pub(super) fn html(&self, ask: &Ask) -> String {
        let wrong = self
            .wrong
            .as_deref()
            .map(|text| format!("<p class=\"wrong\" role=\"alert\">{}</p>\n", esc(text)));
        let fields: String = self
            .fields
            .iter()
            .enumerate()
            .map(|(at, field)| field.html(at == 0))
            .collect();
        let hidden = |name: &str, value: &str| {
            format!("<input type=\"hidden\" name=\"{name}\" value=\"{}\">", esc(value))
        };
        let carried: String = self
            .carried
            .iter()
            .map(|(name, value)| hidden(name, value))
            .collect();
        let buttons: String = self
            .buttons
            .iter()
            .map(|(value, text)| {
                let class = if *value == "no" { " class=\"no\"" } else { "" };
                format!("<button name=\"answer\" value=\"{value}\"{class}>{text}</button>")
            })
            .collect();
        format!(
            "{}<form method=\"post\" action=\"{}\">{}{carried}\n{fields}{buttons}</form>",
            wrong.unwrap_or_default(),
            esc(self.action),
            hidden("word", &ask.word),
        )
    }
}

/// Names and what they say.
pub(super) fn list(rows: &[(String, &str)]) -> String {
    let rows: String = rows
        .iter()
        .map(|(name, text)| format!("<dt>{name}</dt><dd>{}</dd>", esc(text)))
        .collect();
    format!("<dl>{rows}</dl>")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_ends_its_element_or_its_quotes() {
        assert_eq!(
            esc("<b onclick='x'>\"A & B\"</b>\u{2068}ü\u{2069}"),
            "&lt;b onclick=&#39;x&#39;&gt;&quot;A &amp; B&quot;&lt;/b&gt;ü"
        );
    }
}
