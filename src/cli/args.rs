//! The command line as a whole: what clap reads, one line a verb.

use super::cmd::{
    activity, case, company, config, contact, demo, dev, dnc, doctor, erase, examples, export, field, import,
    journal, keys,
};
use super::cmd::{
    backup, bulk, log, note, queue, restore_file, search, serve, task, timeline, twins, user, vacuum, verify,
    view, workflow,
};
use super::globals::Globals;
use clap::{Parser, Subcommand};

/// The CRM that inside-sales reps work in all day, in a terminal.
///
/// Without a verb the screens open. Every verb answers as JSON with --json,
/// with ids only with -q, and says what it would do with --dry-run.
///
/// Exit status: 0 done · 1 file or system failed · 2 cannot be read · 3 not found,
/// nothing to do · 4 refused · 65 file of a newer version.
#[derive(Parser, Debug)]
#[command(name = "callsheet", version, max_term_width = 100, after_help = examples!("", "--plain",
    "next --queue INSIDE_SALES", "company add \"Müller GmbH\" --phone \"+49 711 123456\" --json"))]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) verb: Option<Verb>,
}

/// What can be asked of the program.
#[derive(Subcommand, Debug)]
pub(crate) enum Verb {
    /// Claim the next task of the queue, and its company
    Next(queue::NextArgs),
    /// List the queue, each row with its reason
    Tasks(queue::TasksArgs),
    /// List open cases
    #[command(after_help = examples!("cases --mine", "cases --json"))]
    Cases(case::ListArgs),
    /// Log what happened, on a task or with a company
    Log(Box<log::LogArgs>),
    /// Companies: enter, list, show, change, move, delete
    #[command(subcommand)]
    Company(company::CompanyVerb),
    /// Contacts: the people at companies
    #[command(subcommand)]
    Contact(contact::ContactVerb),
    /// Cases: units of work on a company, and their handover
    #[command(subcommand)]
    Case(case::CaseVerb),
    /// Tasks: make, claim, put off, pass on, end
    #[command(subcommand)]
    Task(task::TaskVerb),
    /// Activities: what was logged, looked at and put right
    #[command(subcommand)]
    Activity(activity::ActivityVerb),
    /// Fields of your own on companies and contacts
    #[command(subcommand)]
    Field(field::FieldVerb),
    /// Remarks on a company or case
    #[command(subcommand)]
    Note(note::NoteVerb),
    /// Everything that happened with a company, newest first
    Timeline(timeline::TimelineArgs),
    /// Find companies and contacts by name or number, notes by words
    Search(search::SearchArgs),
    /// Take back your newest act, or the one you name
    Undo(journal::UndoArgs),
    /// Take back the newest undo
    #[command(after_help = examples!("redo"))]
    Redo,
    /// What was done, newest first
    #[command(after_help = examples!("history", "history --limit 10 --json"))]
    History(journal::LimitArgs),
    /// What was deleted and can be restored
    #[command(after_help = examples!("trash", "trash --json"))]
    Trash(journal::LimitArgs),
    /// What was typed and not saved
    #[command(after_help = examples!("drafts"))]
    Drafts {
        #[command(subcommand)]
        verb: Option<journal::DraftVerb>,
    },
    /// Companies or contacts that look alike, with points and reasons
    Duplicates(twins::DuplicatesArgs),
    /// Companies and contacts from the file of another system
    Import(Box<import::ImportArgs>),
    /// Lists as CSV or JSON, or everything as lines of JSON
    Export(export::ExportArgs),
    /// The do-not-contact list: numbers, addresses, domains
    #[command(subcommand)]
    Dnc(dnc::DncVerb),
    /// Take a person out of the file for good
    #[command(subcommand)]
    Erase(erase::EraseVerb),
    /// Saved views: a filter with a name; view fields tells what filters know
    #[command(subcommand)]
    View(view::ViewVerb),
    /// One deed on many companies: owner, tags, stage, tasks
    #[command(subcommand)]
    Bulk(bulk::BulkVerb),
    /// Workflows: templates, their files, starting one
    #[command(subcommand)]
    Workflow(workflow::WorkflowVerb),
    /// Settings: where they are, what they say, changing one
    #[command(subcommand)]
    Config(config::ConfigVerb),
    /// Which key does what, and checks of the keys of your own
    Keys(keys::KeysArgs),
    /// Who may do what
    #[command(after_help = examples!("permissions", "permissions --json"))]
    Permissions,
    /// A checked copy of the data file, also while others work
    Backup(backup::BackupArgs),
    /// Check everything in the data file against a recount, and mend what is derived
    Verify(verify::VerifyArgs),
    /// Put a backup in the place of the data file, which is kept
    Restore(restore_file::RestoreArgs),
    /// Write the data file anew, without its gaps
    Vacuum(vacuum::VacuumArgs),
    /// Look at terminal, configuration, data file and clock, and say what to mend
    Doctor(doctor::DoctorArgs),
    /// What a shell needs to complete the words of callsheet
    #[command(after_help = examples!("completions bash", "completions zsh"))]
    Completions {
        /// Which shell
        shell: clap_complete::Shell,
    },
    /// The manual page, of the program or of one verb
    #[command(after_help = examples!("man", "man company add"))]
    Man {
        /// The verb
        verb: Vec<String>,
    },
    /// Run the team server, or set it up
    Serve(serve::ServeArgs),
    /// Try the program on a file of its own
    Demo(demo::DemoArgs),
    /// Users of this file
    #[command(subcommand)]
    User(user::UserVerb),
    /// For tests and the curious
    #[command(subcommand)]
    Dev(dev::DevVerb),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::split::words;
    use clap::CommandFactory;

    fn leaves(command: &clap::Command, path: &str, found: &mut Vec<(String, String)>) {
        let path = format!("{path} {}", command.get_name()).trim().to_owned();
        let help = command
            .get_after_help()
            .map(ToString::to_string)
            .unwrap_or_default();
        if !command.has_subcommands() || !help.is_empty() {
            found.push((path.clone(), help));
        }
        for sub in command.get_subcommands() {
            leaves(sub, &path, found);
        }
    }

    #[test]
    fn every_verb_has_examples_and_each_of_them_is_read() {
        let mut found = Vec::new();
        leaves(&Args::command(), "", &mut found);
        assert!(found.len() > 60, "{}", found.len());
        for (path, help) in found {
            let examples: Vec<_> = help
                .lines()
                .filter(|line| line.starts_with("  callsheet"))
                .collect();
            assert!(!examples.is_empty(), "{path} has no example");
            for example in examples {
                assert!(example.trim().starts_with(&path), "{path}: {example}");
                if let Err(error) = Args::try_parse_from(words(example)) {
                    panic!("{example}\n{error}");
                }
            }
        }
    }

    #[test]
    fn the_command_line_is_sound() {
        Args::command().debug_assert();
    }
}
