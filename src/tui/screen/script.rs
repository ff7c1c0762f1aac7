//! Talk tracks as the screen shows them: sections of a Markdown text, names filled in.

/// A talk track.
#[derive(Clone, Debug, Default)]
pub(super) struct Script {
    /// Title and lines of each section.
    pub(super) sections: Vec<(String, Vec<String>)>,
}

/// What stands for the names in a talk track.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    pub(super) contact: String,
    pub(super) company: String,
    pub(super) rep: String,
}

impl Script {
    /// Reads a talk track; `## Title` begins a section.
    pub(super) fn read(text: &str, names: &Names) -> Self {
        let mut sections: Vec<(String, Vec<String>)> = Vec::new();
        for line in text.lines() {
            let line = fill(line, "{contact}", &names.contact);
            let line = fill(&fill(&line, "{company}", &names.company), "{rep}", &names.rep);
            if let Some(title) = line.strip_prefix("## ") {
                let title = title.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ' ');
                sections.push((title.to_owned(), Vec::new()));
            } else if let Some((_, lines)) = sections.last_mut() {
                let line = line
                    .strip_prefix("- ")
                    .map_or(line.clone(), |rest| format!("• {rest}"));
                if !(line.trim().is_empty() && lines.is_empty()) {
                    lines.push(line);
                }
            }
        }
        Self { sections }
    }
}

/// Fills a name in; one that ends in a full stop ("Anna K.") takes the stop of the sentence with it.
fn fill(line: &str, place: &str, name: &str) -> String {
    if name.ends_with('.') {
        return line.replace(&format!("{place}."), name).replace(place, name);
    }
    line.replace(place, name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_begin_at_their_titles_and_names_are_filled_in() {
        let names = Names {
            contact: "Ms Vogel".to_owned(),
            company: "Acme".to_owned(),
            rep: "Anna K.".to_owned(),
        };
        assert_eq!(
            fill("Hello, this is {rep}. {rep}, yes.", "{rep}", &names.rep),
            "Hello, this is Anna K. Anna K., yes."
        );
        let text =
            "# First call\n\n## 1 Opening\nHello {contact}, {rep} here.\n- two years\n\n## 2 Close\nCLOSE?";
        let script = Script::read(text, &names);
        assert_eq!(script.sections.len(), 2);
        assert_eq!(script.sections[0].0, "Opening");
        assert_eq!(
            script.sections[0].1[..2],
            ["Hello Ms Vogel, Anna K. here.", "• two years"]
        );
    }
}
