//! What screens of one kind do alike with what is typed, in one place each: those with a form, and lists with a filter.
//!
//! They are macros, as methods of a component cannot be taken from another trait.

/// What a component with a `form` does with characters, pastes and the mouse: the form takes them, and the component
/// hears of it in its `event`.
macro_rules! form_input {
    () => {
        fn text(&mut self, cx: &mut $crate::tui::cx::Cx, ch: char) -> $crate::tui::component::Handled {
            let event = self.form.text(cx, ch);
            self.event(cx, event)
        }
        fn paste(&mut self, cx: &mut $crate::tui::cx::Cx, text: &str) -> $crate::tui::component::Handled {
            let event = self.form.paste(cx, text);
            self.event(cx, event)
        }
        $crate::tui::screen::glue::form_state!();
    };
}

/// The mouse, the mode and the cursor of a component with a `form`, which looks at what is pasted itself.
macro_rules! form_state {
    () => {
        fn mouse(
            &mut self,
            cx: &mut $crate::tui::cx::Cx,
            mouse: $crate::tui::input::Mouse,
        ) -> $crate::tui::component::Handled {
            let event = self.form.mouse(mouse);
            self.event(cx, event)
        }
        fn mode(&self, cx: &$crate::tui::cx::Cx) -> Option<String> {
            self.form
                .is_typing()
                .then(|| cx.t("mode-typing").into_owned())
        }
        fn cursor(&self) -> Option<$crate::tui::component::CursorAt> {
            self.form.cursor()
        }
    };
}

/// What a list with a filter (`narrow`) does with characters and pastes: they change the filter, and the rows are
/// fitted (`fit`) to it.
macro_rules! narrow_input {
    () => {
        fn text(&mut self, cx: &mut $crate::tui::cx::Cx, ch: char) -> $crate::tui::component::Handled {
            match self.narrow.text(|field| field.insert(ch)) {
                $crate::tui::screen::narrow::Narrowed::No => $crate::tui::component::Handled::No,
                _ => self.fit(cx),
            }
        }
        fn paste(&mut self, cx: &mut $crate::tui::cx::Cx, text: &str) -> $crate::tui::component::Handled {
            match self.narrow.text(|field| field.paste(text)) {
                $crate::tui::screen::narrow::Narrowed::No => $crate::tui::component::Handled::No,
                _ => self.fit(cx),
            }
        }
        fn mode(&self, cx: &$crate::tui::cx::Cx) -> Option<String> {
            self.narrow.mode(cx)
        }
        fn cursor(&self) -> Option<$crate::tui::component::CursorAt> {
            self.cursor
        }
    };
}

pub(super) use {form_input, form_state, narrow_input};
