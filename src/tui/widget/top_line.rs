//! The first line: the screens, a running call, the connection and the time.

use super::paint;
use crate::base::text::width;
use crate::tui::cx::DrawCx;
use crate::tui::place::Place;
use crate::tui::theme::Role;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

/// Draws the line; gives where each tab stands, for the mouse.
pub fn draw(buf: &mut Buffer, area: Rect, here: Place, cx: DrawCx<'_>) -> Vec<(Rect, Place)> {
    // The open tab is never covered; of the right side the call is the last to go.
    let tab = here.tab().map_or(0, |tab| width(&tab_title(tab, cx)) as u16 + 3);
    let room = usize::from(area.width.saturating_sub(tab));
    let sides = [Side::Whole, Side::Clock, Side::Call].map(|side| right_side(area.width, side, cx));
    let fits = sides.into_iter().find(|side| paint::line_width(side) <= room);
    let free = paint::right(buf, area, &fits.unwrap_or_default());
    let mut tabs = Vec::new();
    let mut x = free.x;
    // The first questions come before there is a screen to go to.
    let places = Place::TABS.into_iter().filter(|_| here != Place::Welcome);
    for place in places {
        let title = tab_title(place, cx);
        let open = here.tab() == Some(place);
        let (text, role) = if open {
            (format!("[{title}]"), Role::Title)
        } else {
            (format!(" {title} "), Role::Text)
        };
        let wide = width(&text) as u16;
        if x + wide > free.right() {
            break;
        }
        let at = Rect {
            x,
            width: wide,
            ..free
        };
        paint::text(buf, at, &text, cx.theme.get(role));
        tabs.push((at, place));
        // A wide window gives the tabs some air.
        x += wide + u16::from(area.width >= 100);
    }
    tabs
}

fn tab_title(place: Place, cx: DrawCx<'_>) -> String {
    let title = cx.t(place.title_key());
    match (place, cx.status.queue) {
        (Place::Work, Some(count)) => format!("{title} {}", count.text(&cx.locale)),
        _ => title.into_owned(),
    }
}

/// How much of the right side is drawn.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Whole,
    /// The call and the time.
    Clock,
    /// The call alone.
    Call,
}

fn right_side(room: u16, side: Side, cx: DrawCx<'_>) -> Line<'static> {
    let plain = cx.theme.get(Role::Text);
    let mut spans = Vec::new();
    if let Some(call) = &cx.status.call {
        let time = cx.locale.duration((cx.now().0 - call.since.0) / 1_000);
        let time = format!("{time:0>5}");
        let mut text = cx
            .t_args("status-calling", &[("time", (&time).into())])
            .into_owned();
        if room >= 100 {
            text.push(' ');
            text.push_str(&crate::base::text::ellipsize(&call.name, 24));
        }
        spans.push(paint::span(text, cx.theme.get(Role::Accent)));
        if side == Side::Call {
            return Line::from(spans);
        }
        spans.push(paint::span("   ", plain));
    }
    let now = cx.now();
    let time = cx.locale.clock_time(now, &cx.zone);
    if side != Side::Whole {
        spans.push(paint::span(time, plain));
        return Line::from(spans);
    }
    let connection = if cx.status.connection.is_empty() {
        cx.t("status-local").into_owned()
    } else {
        cx.status.connection.clone()
    };
    let mut parts = vec![connection];
    if room >= 160 {
        if !cx.status.user.is_empty() {
            parts.push(cx.status.user.clone());
        }
        let day = cx.today();
        parts.push(format!(
            "{} {}",
            cx.locale.weekday(day.0),
            cx.locale.short_date(day, day)
        ));
    }
    let last = parts.pop().unwrap_or_default();
    parts.push(if room >= 160 {
        format!("{last} {time}")
    } else {
        format!("{last} · {time}")
    });
    spans.push(paint::span(parts.join(" · "), plain));
    Line::from(spans)
}
