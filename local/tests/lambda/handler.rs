//! The function's side: what the test's executable does as a sandbox. Each event says what to do.

use crate::authorizers;
use lambda_runtime::{Error, LambdaEvent, service_fn};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{
    collections::BTreeMap,
    env,
    io::{Read, Write},
    net::TcpStream,
    process::{self, Command, ExitCode, Stdio},
    sync::Mutex,
    thread,
};

#[derive(Serialize, Deserialize)]
pub enum Act {
    Echo(Value),
    Pid,
    Environment,
    Context,
    /// Answers as many bytes.
    Answer(usize),
    Fail(String),
    Panic(String),
    Exit(i32),
    Write {
        stdout: String,
        stderr: String,
    },
    /// Goes to a gate and waits there.
    Wait(String),
    /// Leaves a connection at a gate, which ends with the process.
    Leave(String),
    /// Starts another process, which goes to a gate and stays there.
    Start(String),
}

/// Other ways to be a sandbox than `lambda_runtime`'s, chosen by the declared variable `MANNER`.
pub fn sandbox() -> ExitCode {
    eprintln!("starting");
    match env::var("MANNER").as_deref() {
        Err(_) => {}
        Ok("authorizes") => return serve(lambda_runtime::run(service_fn(authorizers::authorize))),
        Ok("tells") => return serve(lambda_runtime::run(service_fn(authorizers::tell))),
        Ok("ends with the laptop") => local::lambda::end_with_the_laptop(),
        Ok("ends at once") => {
            (1..=25).for_each(|n| eprintln!("line {n}"));
            process::exit(3);
        }
        Ok("never asks") => stay(),
        Ok("reports") => report(),
        Ok("hangs up and ends") => hang_up_and_end(),
        Ok("answers, hangs up and ends") => {
            let _gate = answer_once();
            hang_up_and_end();
        }
        Ok("answers and ends") => drop(answer_once()),
        Ok("answers and stays") => {
            let _gate = answer_once();
            stay();
        }
        Ok("errs") => err(),
        Ok("hangs up") => hang_up(),
        Ok(other) => panic!("no such manner: {other}"),
    }
    if env::var("MANNER").is_ok_and(|manner| manner.starts_with("answers")) {
        return ExitCode::SUCCESS;
    }
    serve(lambda_runtime::run(service_fn(act)))
}

fn serve(running: impl Future<Output = Result<(), Error>>) -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    match runtime.block_on(running) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// A process that a sandbox started.
pub fn descendant(gate: &str) -> ! {
    let _gate = go_to(gate);
    stay()
}

async fn act(event: LambdaEvent<Act>) -> Result<Value, Error> {
    let context = event.context;
    Ok(match event.payload {
        Act::Echo(value) => value,
        Act::Pid => process::id().into(),
        Act::Environment => {
            let variables: BTreeMap<String, String> = env::vars().collect();
            json!({ "variables": variables, "folder": env::current_dir()? })
        }
        Act::Context => json!({
            "requestId": context.request_id,
            "deadline": context.deadline,
            "arn": context.invoked_function_arn,
            "trace": context.xray_trace_id,
        }),
        // With the quotes around it.
        Act::Answer(size) => "x".repeat(size - 2).into(),
        Act::Fail(message) => return Err(message.into()),
        Act::Panic(message) => panic!("{message}"),
        Act::Exit(status) => {
            eprintln!("ending with {status}");
            process::exit(status)
        }
        Act::Write { stdout, stderr } => {
            print!("{stdout}");
            eprint!("{stderr}");
            std::io::stdout().flush()?;
            Value::Null
        }
        Act::Wait(gate) => {
            wait_at(&gate);
            process::id().into()
        }
        Act::Leave(gate) => {
            static LEFT: Mutex<Vec<TcpStream>> = Mutex::new(Vec::new());
            LEFT.lock().unwrap().push(go_to(&gate));
            Value::Null
        }
        Act::Start(gate) => {
            Command::new(env::current_exe()?)
                .args(["descendant", &gate])
                .stdin(Stdio::null())
                .spawn()?;
            Value::Null
        }
    })
}

fn go_to(gate: &str) -> TcpStream {
    let mut socket = TcpStream::connect(gate).unwrap();
    writeln!(socket, "{}", process::id()).unwrap();
    socket
}

/// Blocks the thread, as a handler that is stuck does.
fn wait_at(gate: &str) {
    let _ = go_to(gate).read_to_end(&mut Vec::new());
}

fn stay() -> ! {
    loop {
        thread::park();
    }
}

fn report() -> ! {
    eprintln!("no table");
    let error = json!({ "errorType": "Config", "errorMessage": "ITEMS_TABLE is not set" });
    assert_eq!(call("POST", "init/error", &error.to_string()).status, 202);
    stay()
}

/// Takes one event, `Act::Leave`, and answers it.
fn answer_once() -> TcpStream {
    let event = call("GET", "invocation/next", "");
    let Act::Leave(gate) = serde_json::from_str(&event.body).unwrap() else {
        panic!("{}", event.body)
    };
    let gate = go_to(&gate);
    let id = &event.headers["lambda-runtime-aws-request-id"];
    assert_eq!(
        call("POST", &format!("invocation/{id}/response"), "\"answered\"").status,
        202
    );
    gate
}

/// Says and asks what it should not, and answers what became of that.
fn err() {
    let early = call("POST", "invocation/0/response", "").status;
    let event = call("GET", "invocation/next", "");
    let id = &event.headers["lambda-runtime-aws-request-id"];
    let body = json!({
        "response before the first event": early,
        "next before the answer": call("GET", "invocation/next", "").status,
        "init error after init": call("POST", "init/error", "").status,
        "response to another event": call("POST", "invocation/0/response", "").status,
        "error of another event": call("POST", "invocation/0/error", "").status,
        "unknown path": call("GET", "invocation/previous", "").status,
        "wrong method": call("GET", &format!("invocation/{id}/response"), "").status,
    });
    let response = format!("invocation/{id}/response");
    assert_eq!(call("POST", &response, &body.to_string()).status, 202);
    assert_eq!(call("POST", &response, "again").status, 403);
}

/// Asks for an event and closes the connection.
fn hang_up() {
    // Whoever answers these has read what came before.
    let in_between = || (0..3).for_each(|_| assert_eq!(call("GET", "nothing", "").status, 404));
    let asked = send("GET", "invocation/next", "");
    in_between();
    drop(asked);
    in_between();
    println!("hung up");
}

fn hang_up_and_end() -> ! {
    hang_up();
    wait_at(&env::var("GATE").unwrap());
    process::exit(5)
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: String,
}

fn call(method: &str, path: &str, body: &str) -> Answer {
    let mut answer = String::new();
    send(method, path, body)
        .read_to_string(&mut answer)
        .unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let mut lines = head.lines();
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers = lines.map(|line| line.split_once(": ").unwrap());
    let headers = headers
        .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
        .collect();
    Answer {
        status,
        headers,
        body: body.to_owned(),
    }
}

fn send(method: &str, path: &str, body: &str) -> TcpStream {
    let host = env::var("AWS_LAMBDA_RUNTIME_API").unwrap();
    let mut socket = TcpStream::connect(&host).unwrap();
    write!(
        socket,
        "{method} /2018-06-01/runtime/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    socket
}
