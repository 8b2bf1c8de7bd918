//! Patterns of policies: `*` stands for any text, `?` for one character.

/// Whether a text is what a pattern describes.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    glob(pattern.as_bytes(), text.as_bytes(), |a, b| a == b)
}

/// The same for texts whose case says nothing, such as actions.
pub(crate) fn matches_in_any_case(pattern: &str, text: &str) -> bool {
    glob(pattern.as_bytes(), text.as_bytes(), |a, b| {
        a.eq_ignore_ascii_case(&b)
    })
}

/// Matches greedily, and goes back to the last `*` only: in time of at most the product of both lengths, whatever the pattern.
fn glob(pattern: &[u8], text: &[u8], same: impl Fn(u8, u8) -> bool) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star: Option<(usize, usize)> = None;
    while t < text.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, t));
                p += 1;
            }
            Some(b'?') => {
                p += 1;
                t += character(&text[t..]);
            }
            Some(&wanted) if same(wanted, text[t]) => {
                p += 1;
                t += 1;
            }
            _ => match star {
                // Let the last `*` stand for one more byte.
                Some((at, from)) => {
                    star = Some((at, from + 1));
                    p = at + 1;
                    t = from + 1;
                }
                None => return false,
            },
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

/// How many bytes the first character has.
fn character(text: &[u8]) -> usize {
    let continuing = text[1..].iter().take_while(|byte| **byte & 0xC0 == 0x80);
    1 + continuing.count()
}
