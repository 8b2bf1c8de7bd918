//! The function's executable, under the name that Lambda's custom runtimes start.

fn main() -> std::process::ExitCode {
    handler::run()
}
