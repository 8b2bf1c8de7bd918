/// A text made of outputs, as [`std::format!`] makes one of values.
///
/// ```
/// # use pulumi::Output;
/// let (host, port) = (Output::known("example.com".to_owned()), Output::known(443_u16));
/// let address: Output<String> = pulumi::format!("https://{}:{}", &host, &port);
/// ```
#[doc(alias("interpolate", "concat", "sprintf"))]
#[macro_export]
macro_rules! format {
    ($format:literal, $($output:expr),+ $(,)?) => {
        $crate::Output::join(::std::vec![$($crate::output::IntoText::into_text($output)),+]).map(|texts| {
            let mut texts = texts.into_iter();
            // As many texts as outputs.
            ::std::format!($format, $({ let _ = stringify!($output); texts.next().unwrap_or_default() }),+)
        })
    };
}
