//! Times of day, and stretches of time from now.

use super::{
    super::{
        error::Reason,
        words::{Length, Word},
    },
    Day, Reader, Step,
};

impl Reader<'_> {
    // `+3d`, `in 2 weeks`, `2 days ago`, `vor 2 Tagen`, `30 min`.

    pub(super) fn stretch(&mut self) -> Step {
        let at = self.at;
        let minus = self.sign(at, '-') && self.tight(at + 1) && (at == 0 || !self.tight(at));
        if (self.sign(at, '+') || minus) && self.number(at + 1).is_some() {
            let sign = if minus { -1 } else { 1 };
            let (value, _) = self.number(at + 1).unwrap_or_default();
            return match self.unit(at + 2) {
                Some(unit) => self.add_stretch(sign, i64::from(value) * 2, unit, at + 3),
                None => self.add_stretch(sign, i64::from(value) * 2, Length::Day, at + 2),
            };
        }
        let led = self.means(at, Word::In) || self.means(at, Word::Before);
        let start = if led { at + 1 } else { at };
        // `через неделю`: a unit alone is one of them.
        let alone = self
            .unit(start)
            .filter(|_| self.means(at, Word::In) && self.number(start + 1).is_none());
        let Some((halves, unit, next)) = alone
            .map(|unit| (2, unit, start + 1))
            .or_else(|| self.amount(start))
        else {
            return Ok(false);
        };
        if self.means(next, Word::Ago) {
            return self.add_stretch(-1, halves, unit, next + 1);
        }
        // `14h` is a time; `1h` alone is a length: nobody is called at one in the night.
        let short = at == 0 && next == self.tokens.len() && halves < 14;
        if !led && self.means(next - 1, Word::Clock) && !short {
            return Ok(false);
        }
        // `half 3` and `week 48` are not lengths, and a length in letters needs its "in".
        if !led && self.number(start).is_none() {
            return Ok(false);
        }
        self.add_stretch(
            if self.means(at, Word::Before) { -1 } else { 1 },
            halves,
            unit,
            next,
        )
    }

    /// A count and a unit: how many halves, of what, and what comes after.
    fn amount(&self, from: usize) -> Option<(i64, Length, usize)> {
        let (mut at, mut count, mut half) = (from, None, false);
        loop {
            if let Some((value, _)) = self.number(at) {
                count = count.xor(Some(i64::from(value)));
            } else if let Some(unit) = self.unit(at).filter(|_| at > from) {
                let halves = if half { count.unwrap_or(1) } else { count? * 2 };
                return Some((halves, unit, at + 1));
            } else if let Some(value) = self.meaning(at, |word| {
                if let Word::Count(value) = word {
                    Some(value)
                } else {
                    None
                }
            }) {
                count = count.xor(Some(i64::from(value)));
            } else if self.means(at, Word::Half) && !half {
                half = true;
            } else {
                return None;
            }
            at += 1;
            if at > from + 3 {
                return None;
            }
        }
    }

    fn add_stretch(&mut self, sign: i64, halves: i64, unit: Length, mut next: usize) -> Step {
        let mut minutes = match unit {
            Length::Minute => halves / 2,
            Length::Hour => halves * 30,
            _ if halves % 2 == 0 => return self.set_day(Day::Shift(sign * halves / 2, unit), next),
            _ => return Err(Reason::Unknown(self.shown(self.at, next))),
        };
        if let Some((more @ 0..60, 2)) = self
            .number(next)
            .filter(|_| unit == Length::Hour && self.tight(next))
        {
            // `+1h30`.
            minutes += i64::from(more);
            next += 1;
        }
        let so_far = self.said.minutes.unwrap_or(0);
        let sign = if so_far < 0 { -1 } else { sign };
        self.said.minutes = Some(so_far + sign * minutes);
        self.at = next;
        Ok(true)
    }

    // `14:30`, `14.30`, `2:30pm`, `2pm`, `14 Uhr`, `14h30`, `halb 3`.

    pub(super) fn clock(&mut self) -> Step {
        let at = self.at;
        if self.means(at, Word::Half)
            && let Some((hour @ 1..=12, _)) = self.number(at + 1)
        {
            // Nobody is called at half past two in the night.
            let hour = if hour < 8 { hour + 11 } else { hour - 1 };
            let next = if self.means(at + 2, Word::Clock) {
                at + 3
            } else {
                at + 2
            };
            return self.set_time(hour, 30, next);
        }
        let Some((hour, digits)) = self.number(at) else {
            return Ok(false);
        };
        let parted = (self.sign(at + 1, ':') || self.sign(at + 1, '.')) && self.tight(at + 1);
        let minute = self
            .number(at + 2)
            .filter(|(_, digits)| parted && self.tight(at + 2) && *digits == 2);
        if self.sign(at + 1, ':') && (minute.is_none() || digits > 2) {
            return Err(Reason::NoSuchTime(self.shown(at, at + 3)));
        }
        let mut next = if minute.is_some() { at + 3 } else { at + 1 };
        if self.sign(at + 1, ':') && self.sign(next, ':') && self.number(next + 1).is_some() {
            // Seconds are read and left out.
            next += 2;
        }
        self.hour_word(hour, minute.map(|(minute, _)| minute), next)
    }

    /// What may follow an hour: am, pm, `Uhr` with or without minutes.
    fn hour_word(&mut self, hour: u32, minute: Option<u32>, next: usize) -> Step {
        let twelve = [(Word::Am, 0), (Word::Pm, 12)]
            .into_iter()
            .find(|(word, _)| self.means(next, *word));
        if let Some((_, half)) = twelve {
            if !(1..=12).contains(&hour) {
                return Err(Reason::NoSuchTime(self.shown(self.at, next + 1)));
            }
            return self.set_time(hour % 12 + half, minute.unwrap_or(0), next + 1);
        }
        if self.means(next, Word::Clock) {
            let spoken = self
                .number(next + 1)
                .filter(|(value, digits)| *digits == 2 && *value < 60);
            let spoken =
                spoken.filter(|_| minute.is_none() && !self.sign(next + 2, '.') && !self.sign(next + 2, ':'));
            let after = if spoken.is_some() { next + 2 } else { next + 1 };
            return self.set_time(
                hour,
                minute.or(spoken.map(|(value, _)| value)).unwrap_or(0),
                after,
            );
        }
        minute.map_or(Ok(false), |minute| self.set_time(hour, minute, next))
    }
}
