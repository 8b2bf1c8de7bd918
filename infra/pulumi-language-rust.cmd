@rem Started by the Pulumi CLI in the project's root: the program is its own language host.
@echo off
setlocal
set "target=%CARGO_TARGET_DIR%"
if not defined target set "target=target"
if not exist "%target%\debug\infra.exe" echo Building the Pulumi program for the first time: this takes a minute or two. 1>&2
cargo run --quiet --package infra --bin infra -- %*
