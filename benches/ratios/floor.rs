//! The floor: the least a terminal program over the same file can do.
//!
//! A list of open tasks beside the company of the selected one with its people and its last entries, and
//! a search in company names that answers at every key. Bare ratatui and bare rusqlite: one thread, no
//! rules, no themes, no key map, no languages, nothing that guards the text.

use ratatui::crossterm::event::{self, Event, KeyCode};
use ratatui::crossterm::{execute, terminal};
use ratatui::layout::{Constraint, Layout};
use ratatui::prelude::{CrosstermBackend, Frame, Terminal};
use ratatui::style::{Style, Stylize};
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph, Row, Table, TableState};
use rusqlite::{Connection, OpenFlags, params};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

const PAGE: usize = 100;

const TASKS: &str = "SELECT t.company_id, t.title, c.name, c.city, c.stage, t.kind
    FROM task t JOIN company c ON c.tenant_no = t.tenant_no AND c.id = t.company_id
    WHERE t.tenant_no = ?1 AND t.queue = ?2 AND t.who = ?3 AND t.in_queue = 1 AND t.deleted_at IS NULL AND t.parked = 0
    ORDER BY t.due_key, t.call_rank, t.prio_rank, t.created_at, t.place, t.id LIMIT ?4";
const NAMES: &str = "SELECT id, name, city, stage, country, status FROM company
    WHERE tenant_no = ?1 AND deleted_at IS NULL AND sort_key >= ?2 AND sort_key < ?3
    ORDER BY sort_key, id LIMIT ?4";
const COMPANY: &str = "SELECT name, stage, domain, city, country, phone, industry, last_activity_kind
    FROM company WHERE tenant_no = ?1 AND id = ?2";
const PEOPLE: &str = "SELECT first_name, last_name, job_title FROM contact
    WHERE tenant_no = ?1 AND company_id = ?2 AND deleted_at IS NULL ORDER BY sort_key, id LIMIT 5";
const ENTRIES: &str = "SELECT kind, outcome, subject, notes FROM activity
    WHERE tenant_no = ?1 AND company_id = ?2 AND deleted_at IS NULL ORDER BY occurred_at DESC, id DESC LIMIT 20";

/// Runs until `q`.
pub(crate) fn run(file: &Path, queue: &str) -> Result<(), Box<dyn std::error::Error>> {
    let mut floor = Floor::open(file, queue)?;
    terminal::enable_raw_mode()?;
    let mut out = BufWriter::with_capacity(64 * 1024, std::io::stdout());
    execute!(out, terminal::EnterAlternateScreen)?;
    let mut terminal = Terminal::new(CrosstermBackend::new(out))?;
    floor.list()?;
    loop {
        floor.side()?;
        terminal.draw(|frame| floor.draw(frame))?;
        terminal.backend_mut().flush()?;
        // Every key that is there already, before the next frame.
        loop {
            if let Event::Key(key) = event::read()?
                && floor.key(key.code)?
            {
                execute!(terminal.backend_mut(), terminal::LeaveAlternateScreen)?;
                return Ok(terminal::disable_raw_mode()?);
            }
            if !event::poll(Duration::ZERO)? {
                break;
            }
        }
    }
}

struct Floor {
    data: Connection,
    tenant: i64,
    queue: String,
    who: Vec<u8>,
    search: Option<String>,
    rows: Vec<(Vec<u8>, [String; 5])>,
    selected: usize,
    top: usize,
    side: Vec<String>,
}

impl Floor {
    fn open(file: &Path, queue: &str) -> rusqlite::Result<Self> {
        let data = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
        data.execute_batch("PRAGMA mmap_size = 268435456")?;
        let tenant = data.query_row("SELECT tenant_no FROM tenant", [], |row| row.get(0))?;
        let who = data.query_row(
            "SELECT who FROM queue_count WHERE tenant_no = ?1 AND queue = ?2 ORDER BY open_tasks DESC LIMIT 1",
            params![tenant, queue],
            |row| row.get(0),
        )?;
        Ok(Self {
            data,
            tenant,
            queue: queue.to_owned(),
            who,
            search: None,
            rows: Vec::new(),
            selected: 0,
            top: 0,
            side: Vec::new(),
        })
    }

    /// The page of tasks, or of the companies that the search finds.
    fn list(&mut self) -> rusqlite::Result<()> {
        let text =
            |row: &rusqlite::Row<'_>, at| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
        let read = |row: &rusqlite::Row<'_>| {
            let cells = [
                text(row, 1)?,
                text(row, 2)?,
                text(row, 3)?,
                text(row, 4)?,
                text(row, 5)?,
            ];
            Ok((row.get(0)?, cells))
        };
        let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
        self.rows = if let Some(search) = self.search.as_deref().filter(|search| !search.is_empty()) {
            let end = format!("{search}\u{10ffff}");
            let mut statement = self.data.prepare_cached(NAMES)?;
            let rows = statement.query_map(params![self.tenant, search, end, limit], read)?;
            rows.collect::<rusqlite::Result<_>>()?
        } else {
            let mut statement = self.data.prepare_cached(TASKS)?;
            let rows = statement.query_map(params![self.tenant, self.queue, self.who, limit], read)?;
            rows.collect::<rusqlite::Result<_>>()?
        };
        self.selected = 0;
        Ok(())
    }

    /// The company of the selected row, its people, its last entries.
    fn side(&mut self) -> rusqlite::Result<()> {
        self.side.clear();
        let Some((company, _)) = self.rows.get(self.selected) else {
            return Ok(());
        };
        for sql in [COMPANY, PEOPLE, ENTRIES] {
            let mut statement = self.data.prepare_cached(sql)?;
            let columns = statement.column_count();
            let mut rows = statement.query(params![self.tenant, company])?;
            while let Some(row) = rows.next()? {
                let mut line = String::new();
                for at in 0..columns {
                    line.push_str(row.get_ref(at)?.as_str_or_null().ok().flatten().unwrap_or(""));
                    line.push(' ');
                }
                self.side.push(line);
            }
        }
        Ok(())
    }

    /// Whether the key ends the program.
    fn key(&mut self, key: KeyCode) -> rusqlite::Result<bool> {
        match (&mut self.search, key) {
            (None, KeyCode::Char('q')) => return Ok(true),
            (None, KeyCode::Char('/')) => self.search = Some(String::new()),
            (Some(search), KeyCode::Char(c)) => {
                search.extend(c.to_lowercase());
                self.list()?;
            }
            (Some(search), KeyCode::Backspace) => {
                search.pop();
                self.list()?;
            }
            (Some(_), KeyCode::Esc) => {
                self.search = None;
                self.list()?;
            }
            (_, KeyCode::Down | KeyCode::Char('j')) => {
                self.selected = (self.selected + 1).min(self.rows.len().saturating_sub(1));
            }
            (_, KeyCode::Up | KeyCode::Char('k')) => self.selected = self.selected.saturating_sub(1),
            _ => {}
        }
        Ok(false)
    }

    fn draw(&mut self, frame: &mut Frame<'_>) {
        let rows = [Constraint::Length(1), Constraint::Min(1), Constraint::Length(1)];
        let [head, body, foot] = Layout::vertical(rows).areas(frame.area());
        let [left, right] =
            Layout::horizontal([Constraint::Percentage(60), Constraint::Percentage(40)]).areas(body);
        frame.render_widget(Paragraph::new(format!("floor {}", self.queue)).bold(), head);
        let height = usize::from(left.height.saturating_sub(3)).max(1);
        self.top = self
            .top
            .min(self.selected)
            .max((self.selected + 1).saturating_sub(height));
        let window = self.rows.iter().skip(self.top).take(height);
        let cells = window.map(|(_, cells)| Row::new(cells.each_ref().map(String::as_str)));
        let widths = [34, 26, 16, 12, 12].map(Constraint::Percentage);
        let table = Table::new(cells, widths)
            .header(Row::new(["what", "company", "where", "stage", "kind"]).bold())
            .block(Block::bordered())
            .row_highlight_style(Style::new().reversed());
        let mut state = TableState::default().with_selected(Some(self.selected - self.top));
        frame.render_stateful_widget(table, left, &mut state);
        let lines: Vec<Line<'_>> = self.side.iter().map(|line| Line::raw(line.as_str())).collect();
        frame.render_widget(Paragraph::new(lines).block(Block::bordered()), right);
        let status = match &self.search {
            Some(search) => format!("/{search}  {} found", self.rows.len()),
            None => format!("{} of {}", self.selected + 1, self.rows.len()),
        };
        frame.render_widget(Paragraph::new(status), foot);
    }
}
