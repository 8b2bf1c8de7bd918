//! Texts that show nothing.

/// Whether a text has nothing that can be seen: white space, joiners, marks of direction and controls are all there is.
pub(crate) fn is_blank(text: &str) -> bool {
    text.chars().all(is_invisible)
}

/// Characters of `White_Space`, `Default_Ignorable_Code_Point`, `Cc` and `Cf`, by Unicode 17
/// (<https://www.unicode.org/Public/17.0.0/ucd/>). As a table, they cost the function nothing; a test derives them anew.
fn is_invisible(c: char) -> bool {
    matches!(
        u32::from(c),
        0..=0x20
            | 0x7f..=0xa0
            | 0xad
            | 0x34f
            | 0x600..=0x605
            | 0x61c
            | 0x6dd
            | 0x70f
            | 0x890..=0x891
            | 0x8e2
            | 0x115f..=0x1160
            | 0x1680
            | 0x17b4..=0x17b5
            | 0x180b..=0x180f
            | 0x2000..=0x200f
            | 0x2028..=0x202f
            | 0x205f..=0x206f
            | 0x3000
            | 0x3164
            | 0xfe00..=0xfe0f
            | 0xfeff
            | 0xffa0
            | 0xfff0..=0xfffb
            | 0x110bd
            | 0x110cd
            | 0x13430..=0x1343f
            | 0x1bca0..=0x1bca3
            | 0x1d173..=0x1d17a
            | 0xe0000..=0xe0fff
    )
}
