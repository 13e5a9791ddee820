//! What must never get into a letter, whatever a mail, a form or a catalogue says.

use mail_parser::MessageParser;
use pretty_assertions::assert_eq;

use super::cases::links;
use super::*;
use crate::desk::letter::{CaseSummary, FormFault, FormFaultKind, HistoryLine, NextStep, OtherForm};

/// What a hostile mail can put into every value that a letter bears.
const HOSTILE: &str = "x\r\nBcc: v@evil.test\r\n\r\n<script>alert(\"1\")</script> {{ desk.name }} {% raw %} 'q' & =?utf-8?q?a?= \u{202e}\u{0}";

#[test]
fn what_a_hostile_mail_says_stays_words() {
    let letters = letters();
    for sample in all() {
        let name = sample.name;
        let mut sample = sample;
        sample.envelope.to.name = Some(format!("Ana, {HOSTILE}"));
        match &mut sample.content {
            Content::Acknowledgement(content) => content.title = Some(HOSTILE.to_owned()),
            Content::MissingInformation(content) | Content::Reminder(content) => {
                content.title = Some(HOSTILE.to_owned())
            }
            Content::RequestExpired(content) => content.title = Some(HOSTILE.to_owned()),
            Content::AskNumber(content) => {
                content.cases.iter_mut().for_each(|case| case.title = HOSTILE.to_owned());
            }
            Content::Assignment(content) => {
                content.title = HOSTILE.to_owned();
                content.text = HOSTILE.to_owned();
                content.site = Some(HOSTILE.to_owned());
                content.requester.name = Some(HOSTILE.to_owned());
                content.remarks = vec![HOSTILE.to_owned()];
                content.because = vec![HOSTILE.to_owned(); 100];
                content.details = vec![(HOSTILE.to_owned(), HOSTILE.to_owned()); 100];
                content.because_of = Some(HOSTILE.to_owned());
                content.next = vec![hostile_step(); 100];
                content.similar.iter_mut().for_each(|case| {
                    case.title = HOSTILE.to_owned();
                    case.solution = HOSTILE.to_owned();
                });
            }
            Content::FollowUpNotice(content) => {
                content.text = HOSTILE.to_owned();
                content.from.department = Some(HOSTILE.to_owned());
            }
            Content::DeliveryFailure(content) => {
                content.subject = HOSTILE.to_owned();
                content.diagnostic = HOSTILE.to_owned();
            }
            Content::CommandError(content) => {
                content.faults.iter_mut().for_each(|fault| {
                    fault.written = HOSTILE.to_owned();
                    fault.what = HOSTILE.to_owned();
                    fault.right = Some(HOSTILE.to_owned());
                });
            }
            Content::AgentReply(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.text = HOSTILE.to_owned();
            }
            Content::Escalation(content) => {
                hostile_case(&mut content.case);
                content.by = HOSTILE.to_owned();
                content.documentation = HOSTILE.to_owned();
                content.text = HOSTILE.to_owned();
                content.details = vec![(HOSTILE.to_owned(), HOSTILE.to_owned()); 100];
                content.history = vec![hostile_line(sample.envelope.at); 1_000];
                content.next = vec![hostile_step(); 100];
            }
            Content::TakenNotice(content) => {
                content.title = HOSTILE.to_owned();
                content.by = HOSTILE.to_owned();
                content.what = Some(HOSTILE.to_owned());
                content.text = HOSTILE.to_owned();
            }
            Content::DelayedFiles(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.attachments.iter_mut().for_each(|file| file.name = HOSTILE.to_owned());
            }
            Content::CommandResult(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.done = vec![(HOSTILE.to_owned(), HOSTILE.to_owned()); 100];
                content.notes = vec![HOSTILE.to_owned(); 100];
                content.case.iter_mut().chain(content.queue.iter_mut().flatten()).for_each(hostile_case);
                content.history = vec![hostile_line(sample.envelope.at); 1_000];
                content.next = vec![hostile_step(); 100];
            }
            Content::NotApplicable(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.reason = HOSTILE.to_owned();
            }
            Content::MergedNote(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.into = Some(HOSTILE.to_owned());
            }
            Content::SlaWarning(content) | Content::SlaBreach(content) => {
                hostile_case(&mut content.case);
                content.next = vec![hostile_step(); 100];
            }
            Content::Problem(content) => {
                content.title = HOSTILE.to_owned();
                content.category = HOSTILE.to_owned();
                content.cases.iter_mut().for_each(hostile_case);
            }
            Content::HolderReminder(content) => hostile_case(&mut content.case),
            Content::Digest(content) => {
                for cases in
                    [&mut content.overdue, &mut content.due_today, &mut content.others, &mut content.unheld]
                {
                    cases.iter_mut().for_each(hostile_case);
                }
                content.groups.iter_mut().for_each(|load| {
                    load.group = HOSTILE.to_owned();
                    load.open = usize::MAX;
                });
            }
            Content::SurveyUnclear(content) => content.title = Some(HOSTILE.to_owned()),
            Content::SurveyThanks(content) => content.title = Some(HOSTILE.to_owned()),
            Content::UnsatisfactoryReview(content) => {
                hostile_case(&mut content.case);
                content.answer.comment = Some(HOSTILE.to_owned());
                content.completed_by = Some(HOSTILE.to_owned());
                content.times = vec![(HOSTILE.to_owned(), HOSTILE.to_owned()); 100];
                content.text = HOSTILE.to_owned();
                content.history = vec![hostile_line(sample.envelope.at); 1_000];
            }
            Content::ReviewReminder(content) => {
                hostile_case(&mut content.case);
                content.answer.comment = Some(HOSTILE.to_owned());
            }
            Content::Reopened(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.attended_by = HOSTILE.to_owned();
            }
            Content::Feedback(content) => {
                hostile_case(&mut content.case);
                content.by = HOSTILE.to_owned();
                content.text = HOSTILE.to_owned();
                content.answer.comment = Some(HOSTILE.to_owned());
                content.history = vec![hostile_line(sample.envelope.at); 1_000];
            }
            Content::CompletedAgain(content) => {
                hostile_case(&mut content.case);
                content.by = Some(HOSTILE.to_owned());
                content.solution = HOSTILE.to_owned();
            }
            Content::CoordinatorAnswer(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.text = HOSTILE.to_owned();
            }
            Content::MonthlyReport(content) => {
                if let Some(made) = &mut content.made {
                    let of = &mut made.statistics;
                    for rows in [&mut of.kinds, &mut of.categories, &mut of.agents, &mut of.departments] {
                        rows.iter_mut().for_each(|row| {
                            row.name = HOSTILE.to_owned();
                            row.created = u64::MAX;
                        });
                    }
                    of.problems.iter_mut().for_each(|problem| problem.category = HOSTILE.to_owned());
                    made.charts.iter_mut().for_each(|chart| {
                        chart.alt = HOSTILE.to_owned();
                        chart.file.name = HOSTILE.to_owned();
                    });
                    made.attachments.iter_mut().for_each(|file| file.name = HOSTILE.to_owned());
                }
            }
            Content::OperatorAlert(content) => content.what = HOSTILE.to_owned(),
            Content::Status(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.attended_by = HOSTILE.to_owned();
                content.status = HOSTILE.to_owned();
                content.last_word = Some((HOSTILE.to_owned(), sample.envelope.at));
            }
            Content::OutOfScope(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.reason = HOSTILE.to_owned();
            }
            Content::FormNeeded(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.form = HOSTILE.to_owned();
                content.name = HOSTILE.to_owned();
                content.fields = vec![HOSTILE.to_owned(); 100];
                content.blank.name = HOSTILE.to_owned();
            }
            Content::FormIncomplete(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.name = HOSTILE.to_owned();
                let fault = FormFault { label: HOSTILE.to_owned(), fault: FormFaultKind::Empty };
                content.faults = vec![fault.clone(); 100];
                content.file = HOSTILE.to_owned();
                let other = OtherForm {
                    form: HOSTILE.to_owned(),
                    file: HOSTILE.to_owned(),
                    faults: vec![fault; 100],
                };
                content.others = vec![other; 3];
                content.complete = vec![(HOSTILE.to_owned(), HOSTILE.to_owned()); 3];
                content.blank.name = HOSTILE.to_owned();
            }
            Content::CaseClosedNote(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.status = HOSTILE.to_owned();
            }
            Content::AreaRequest(content) => {
                content.title = HOSTILE.to_owned();
                content.text = HOSTILE.to_owned();
                content.site = Some(HOSTILE.to_owned());
                content.requester.name = Some(HOSTILE.to_owned());
                content.requester.department = Some(HOSTILE.to_owned());
            }
            Content::Survey(content) => {
                content.title = Some(HOSTILE.to_owned());
                content.solution = HOSTILE.to_owned();
            }
        }
        let worded = letters.word(&sample.envelope, &sample.content).unwrap();
        assert!(!worded.html.contains("<script"), "{name}");
        assert!(worded.html.len() < 110_000, "{name}: {} bytes", worded.html.len());
        assert!(!worded.html.contains("alert(\"1\")"), "{name}: quotes are escaped too");
        for link in links(&worded.html) {
            let good = link.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~%:@?=&".contains(&b));
            assert!(good && link.starts_with("mailto:soporte.tecnico@scj.gov.co"), "{name}: {link}");
            assert!(link.len() < 2_000, "{name}: {} bytes", link.len());
        }
        let text = worded.text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(
            seen(&worded.html).contains("{{ desk.name }}"),
            text.contains("{{ desk.name }}"),
            "{name}"
        );
        assert!(!worded.subject.contains(['\r', '\n', '\0', '\u{202e}']), "{name}");
        assert!(!worded.text.contains(['\0', '\r', '\u{202e}']), "{name}");
        let bytes = letters.mime(&sample.envelope, &sample.content, &worded, &contents(&sample)).unwrap();
        let (head, _) = std::str::from_utf8(&bytes).unwrap().split_once("\r\n\r\n").unwrap();
        assert!(head.split("\r\n").all(|line| !line.to_lowercase().starts_with("bcc")), "{name}: {head}");
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(mail.subject(), Some(worded.subject.as_str()), "{name}");
        assert_eq!(mail.to().unwrap().as_list().unwrap().len(), 1, "{name}");
        assert_eq!(mail.to().unwrap().first().unwrap().address(), Some(sample.envelope.to.address.as_str()));
    }
}

fn hostile_case(case: &mut CaseSummary) {
    case.number = HOSTILE.to_owned();
    case.title = HOSTILE.to_owned();
    case.status = HOSTILE.to_owned();
    case.priority = HOSTILE.to_owned();
    case.category = Some(HOSTILE.to_owned());
    case.group = HOSTILE.to_owned();
    case.holder = Some(HOSTILE.to_owned());
    case.site = Some(HOSTILE.to_owned());
    case.requester.name = Some(HOSTILE.to_owned());
    case.requester.department = Some(HOSTILE.to_owned());
}

fn hostile_line(at: jiff::Timestamp) -> HistoryLine {
    HistoryLine { at, who: HOSTILE.to_owned(), what: HOSTILE.to_owned(), text: HOSTILE.repeat(50) }
}

fn hostile_step() -> NextStep {
    NextStep { label: HOSTILE.to_owned(), command: format!("#nota {HOSTILE}\n") }
}
