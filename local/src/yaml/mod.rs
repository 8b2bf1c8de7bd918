//! YAML as the Pulumi CLI reads it, whose library is Go's `yaml.v3`: the first document of a text, as JSON.

mod scalar;

use granit_parser::{Event, Parser, ScalarStyle, Span, StrInput, Tag, options};
use serde_json::{Map, Value};
use std::collections::HashMap;

/// What YAML's own tags begin with: `!!int` is short for `tag:yaml.org,2002:int`.
const CORE: &str = "tag:yaml.org,2002:";

/// Reads a text. An empty one is null.
///
/// # Errors
/// What is wrong, and where.
pub fn parse(text: &str) -> Result<Value, String> {
    let options = options! { block_scalar_eof_without_line_feed: true };
    let mut reader = Reader {
        events: Parser::new_from_str_with_options(text, options),
        anchors: HashMap::new(),
    };
    loop {
        match reader.next()? {
            (Event::StreamStart | Event::DocumentStart(..), _) => {}
            (Event::StreamEnd, _) => return Ok(Value::Null),
            (event, span) => return reader.node(event, span),
        }
    }
}

struct Reader<'a> {
    events: Parser<'a, StrInput<'a>>,
    anchors: HashMap<usize, Value>,
}

impl<'a> Reader<'a> {
    /// The next event, without comments.
    fn next(&mut self) -> Result<(Event<'a>, Span), String> {
        loop {
            match self.events.next() {
                Some(Ok((event, _))) if !is_content(&event) => {}
                Some(Ok(event)) => return Ok(event),
                Some(Err(error)) => return Err(error.to_string()),
                None => return Ok((Event::StreamEnd, Span::default())),
            }
        }
    }

    /// The node that begins with an event.
    fn node(&mut self, event: Event<'a>, span: Span) -> Result<Value, String> {
        let at = |problem: String| format!("{problem} at line {}", span.start.line());
        let anchor = event.anchor_id();
        let node = match event {
            Event::Scalar(text, style, _, tag) => {
                scalar::read(&text, style == ScalarStyle::Plain, short(tag.as_deref()))
                    .map_err(at)?
            }
            Event::SequenceStart(..) => self.sequence()?,
            Event::MappingStart(..) => self.mapping()?,
            Event::Alias(id) => {
                let anchored = self.anchors.get(&id).cloned();
                anchored.ok_or_else(|| at("a value contains itself".to_owned()))?
            }
            _ => return Err(at("a value is missing".to_owned())),
        };
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn sequence(&mut self) -> Result<Value, String> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::Array(items)),
                (event, span) => items.push(self.node(event, span)?),
            }
        }
    }

    fn mapping(&mut self) -> Result<Value, String> {
        let (mut fields, mut merged) = (Map::new(), Vec::new());
        loop {
            let (event, span) = match self.next()? {
                (Event::MappingEnd, _) => break,
                key => key,
            };
            let merges =
                matches!(&event, Event::Scalar(key, ScalarStyle::Plain, _, None) if key == "<<");
            let key = scalar::text(&self.node(event, span)?);
            let (event, value_span) = self.next()?;
            let value = self.node(event, value_span)?;
            if merges {
                merged.push(value);
            } else if fields.insert(key.clone(), value).is_some() {
                let line = span.start.line();
                return Err(format!("`{key}` is there a second time at line {line}"));
            }
        }
        // The mapping's own fields go before merged ones, and of these the earlier.
        for value in merged {
            let mappings = match value {
                Value::Array(mappings) => mappings,
                mapping => vec![mapping],
            };
            for mapping in mappings {
                let Value::Object(others) = mapping else {
                    return Err("`<<` merges mappings only".to_owned());
                };
                for (key, value) in others {
                    fields.entry(key).or_insert(value);
                }
            }
        }
        Ok(Value::Object(fields))
    }
}

/// Whether an event is a part of the data. Comments are none, where the parser tells them at all.
fn is_content(event: &Event<'_>) -> bool {
    event.is_node()
        || matches!(
            event,
            Event::StreamStart
                | Event::StreamEnd
                | Event::DocumentStart(..)
                | Event::DocumentEnd
                | Event::SequenceEnd
                | Event::MappingEnd
        )
}

/// A tag as people write it: `int` of `!!int`. Another one than YAML's own says nothing of the type, and keeps its `!`.
fn short(tag: Option<&Tag>) -> Option<String> {
    let tag = tag?;
    let whole = format!("{}{}", tag.handle(), tag.suffix());
    match whole.strip_prefix(CORE) {
        Some(short) => Some(short.to_owned()),
        // `!` alone is as good as no tag.
        None => Some(whole).filter(|tag| tag != "!"),
    }
}

pub use scalar::text;
