//! What is read: anything may come.

use proptest::prelude::{ProptestConfig, prop_assert_eq, proptest};

use super::*;

fn summary(text: &str) -> Result<Mailbox, Refusal> {
    Mailbox::read(&Body::new(MESSAGE_SUMMARY, text.to_owned()))
}

#[test]
fn counts_of_messages_are_read() {
    let mailbox = |new, old, new_urgent, old_urgent| {
        Ok(Mailbox {
            new,
            old,
            new_urgent,
            old_urgent,
        })
    };
    let table = [
        (
            "Messages-Waiting: yes\r\nVoice-Message: 2/8 (0/2)\r\n",
            mailbox(2, 8, 0, 2),
        ),
        (
            "messages-waiting: no\r\nvoice-message: 0/3\r\n",
            mailbox(0, 3, 0, 0),
        ),
        ("Messages-Waiting: yes\r\n", mailbox(1, 0, 0, 0)),
        (
            "Messages-Waiting: no\r\nFax-Message: 1/1\r\n",
            mailbox(0, 0, 0, 0),
        ),
        ("Voice-Message: 1/1\r\n", Err(Refusal::Malformed)),
        (
            "Messages-Waiting: yes\r\nVoice-Message: many\r\n",
            Err(Refusal::Malformed),
        ),
        (
            "Messages-Waiting: yes\r\nVoice-Message: 1/2 (3/\r\n",
            Err(Refusal::Malformed),
        ),
        ("", Err(Refusal::Malformed)),
    ];
    for (text, expected) in table {
        assert_eq!(summary(text), expected, "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_upsets_the_reader(text in ".{0,200}") {
        let _ = summary(&text);
        let _ = summary(&format!("Messages-Waiting: yes\r\nVoice-Message: {text}"));
    }

    #[test]
    fn counts_are_read_back(new in 0_u32..9_999, old in 0_u32..9_999) {
        let mailbox = Mailbox { new, old, new_urgent: 0, old_urgent: 1 };
        let body = Body::new(MESSAGE_SUMMARY, mailbox.write("sip:102@office.example"));
        prop_assert_eq!(Mailbox::read(&body), Ok(mailbox));
    }
}
