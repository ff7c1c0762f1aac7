//! Stories of the rules of a file: what comes into force, what goes out of it, and the tenant's zone.

use super::*;

impl World {
    fn load_rules(&mut self, rules: &Rules) -> Done {
        let done = self.run(AdminCommand::Rules(LoadRules {
            rules: rules.to_new(),
            whole: true,
        }));
        self.rules = Arc::new(self.in_force());
        done
    }
    pub(super) fn in_force(&mut self) -> Rules {
        Rules::from_rows(self.conn.read(|tx| tx.rule_rows()).expect("rules"))
    }
}

#[test]
fn a_rule_that_is_no_longer_named_goes_out_of_force_and_comes_back() {
    let mut w = World::new();
    let shipped = (*w.rules).clone();
    let mut more = shipped.clone();
    let mut own = shipped.templates[0].clone();
    "own".clone_into(&mut own.key);
    more.templates.push(own);
    more.scripts.insert("extra".to_owned(), "Say hello".to_owned());
    more.sort();
    w.load_rules(&more);
    assert_eq!(*w.rules, more);
    w.load_rules(&shipped);
    assert_eq!(*w.rules, shipped, "neither the template nor the script is left");
    let again = w.load_rules(&shipped);
    assert!(again.effects.is_empty(), "nothing to do");
    w.load_rules(&more);
    assert_eq!(*w.rules, more);
    // Changed while it was away: the next version, not an old one in force.
    w.load_rules(&shipped);
    more.scripts.insert("extra".to_owned(), "Say good-bye".to_owned());
    w.load_rules(&more);
    assert_eq!(*w.rules, more);
}

#[test]
fn rules_that_are_not_the_whole_leave_the_others_in_force() {
    let mut w = World::new();
    let shipped = (*w.rules).clone();
    w.load_rules(&shipped);
    let one = shipped.to_new().remove(3);
    w.run(AdminCommand::Rules(LoadRules {
        rules: vec![one],
        whole: false,
    }));
    assert_eq!(w.in_force(), shipped);
}

#[test]
fn settings_that_name_no_zone_keep_that_of_the_file() {
    let mut w = World::new();
    let shipped = (*w.rules).clone();
    w.load_rules(&shipped);
    let mut open = shipped.to_new();
    Rules::leave_open(&mut open, true, true);
    let rows = w.conn.read(|tx| tx.rule_rows()).expect("rules");
    assert!(Rules::are_loaded(&rows, &open));
    w.run(AdminCommand::Rules(LoadRules {
        rules: open,
        whole: true,
    }));
    assert_eq!(w.in_force().settings.zone, "Europe/Berlin");
}

#[test]
fn what_is_to_be_done_moves_along_when_the_tenant_moves_to_another_zone() {
    let mut w = World::new();
    let mut rules = (*w.rules).clone();
    w.load_rules(&rules);
    let id = w.company("Acme");
    let first = w.task(id, TaskType::FirstOutreach);
    let mut args = w.log(first.id, "REACHED_DECISION_MAKER");
    args.follow_up = Some(FollowUpArgs {
        due: Due::On("2026-11-27".parse().expect("date")),
        ..FollowUpArgs::at(w.at("2026-11-27T09:00:00Z"))
    });
    w.run(log(args));
    "America/New_York".clone_into(&mut rules.settings.zone);
    w.load_rules(&rules);
    let back = w.task(id, TaskType::CallBack);
    assert_eq!(
        back.available_at,
        Some("2026-11-27T05:00:00Z".parse().expect("instant")),
        "the day opens in New York"
    );
    // The queue is what fresh writes would make of it, whatever the hour says of the day in either zone.
    for now in [
        "2026-11-25T02:00:00Z",
        "2026-11-25T23:30:00Z",
        "2026-11-28T03:00:00Z",
    ] {
        w.now = now.parse().expect("instant");
        let moved = w.queue();
        assert!(!moved.is_empty());
        let env = crate::store::Derive {
            zone: rules.settings.time_zone(),
        };
        for task in w.tasks(id) {
            w.conn.write(|tx| tx.put(&task, 1, &env)).expect("written");
        }
        w.rules_reach(id);
        assert_eq!(moved, w.queue(), "at {now}");
    }
}

impl World {
    /// Writing rows past the rules loses what hides tasks without a number; a harmless edit brings it back.
    fn rules_reach(&mut self, id: CompanyId) {
        for note in ["one", "two"] {
            let task = self.task(id, TaskType::CallBack).id;
            let fields = json!({ "note": note }).as_object().cloned().expect("object");
            self.run(TaskCommand::Edit(EditTask {
                task_id: task,
                fields,
            }));
        }
    }
    fn queue(&mut self) -> Vec<(TaskId, u8)> {
        let (rules, zone) = (self.rules.clone(), self.rules.settings.time_zone());
        let scope = crate::store::queue::QueueScope {
            user: self.actor.id,
            device: DeviceId(Uuid::from_u128(2)),
            queues: &["INSIDE_SALES".to_owned(), "SALES_OPS".to_owned()],
            now: self.now,
            zone: &zone,
            rules: &rules,
        };
        let page = self
            .conn
            .read(|tx| crate::store::queue::page(tx, &scope, &crate::view::QueueAsk::default()))
            .expect("a page");
        page.rows.iter().map(|row| (row.id, row.band)).collect()
    }
}
