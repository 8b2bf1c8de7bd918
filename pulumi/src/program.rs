//! A run of a program, from the first registration to the stack's outputs.

use crate::{
    context::Context,
    log::{Log, LogWriter},
    mask::Mask,
    panic,
    problem::{Failure, Problem},
};
use std::{error::Error, fmt, sync::Arc};

pub use crate::request::RunRequest;

/// Why a program failed.
#[derive(Debug, Clone)]
pub struct RunError {
    problems: Vec<Arc<Problem>>,
    reported: bool,
}

impl RunError {
    /// What went wrong, in the order in which it happened. Nothing, if the engine ended by itself and has said why.
    pub fn problems(&self) -> impl Iterator<Item = &Problem> {
        self.problems.iter().map(AsRef::as_ref)
    }

    /// A failure that the engine's log has already.
    #[cfg(feature = "engine")]
    pub(crate) fn reported() -> Self {
        Self {
            problems: Vec::new(),
            reported: true,
        }
    }

    #[cfg(feature = "engine")]
    pub(crate) fn unreported(message: String) -> Self {
        Self {
            problems: vec![Arc::new(Problem::new(message))],
            reported: false,
        }
    }

    /// Whether the engine's log has it all, so that nobody needs to say it again.
    pub fn is_reported(&self) -> bool {
        self.reported
    }
}

impl fmt::Display for RunError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.problems.is_empty() {
            return f.write_str("the engine ended before the program did");
        }
        for (i, problem) in self.problems.iter().enumerate() {
            let separator = if i == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl Error for RunError {}

/// Runs a program against the engine that asks for it.
///
/// It returns when every resource is registered, or has failed. It must be called in a tokio runtime; the program itself may
/// block.
///
/// # Errors
///
/// All problems of the program: an error that it returns, a panic, a resource that the engine refuses, an output of a wrong
/// type. They are written to the engine's log, each on the resource it belongs to.
pub async fn run<P>(program: P, request: RunRequest) -> Result<(), RunError>
where
    P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
{
    let mask = Mask::of_configuration(&request);
    let (log, writer) = Log::connect(request.engine_address.as_deref(), mask.clone()).await;
    let failed = match Context::connect(request, log.clone()).await {
        Ok(context) => execute(program, context).await,
        Err(Failure::Problem(problem)) => Some(vec![problem]),
        Err(Failure::Ended) => Some(Vec::new()),
    };
    let failed = failed.map(|problems| {
        let masked = problems.iter().map(|problem| Problem {
            urn: problem.urn.clone(),
            message: mask.apply(&problem.message),
        });
        masked.map(Arc::new).collect()
    });
    finish(failed, log, writer).await
}

/// Says what went wrong, if anything did.
async fn execute<P>(program: P, context: Context) -> Option<Vec<Arc<Problem>>>
where
    P: FnOnce(&Context) -> anyhow::Result<()> + Send + 'static,
{
    let declaring = {
        let context = context.clone();
        tokio::task::spawn_blocking(move || panic::catch(|| program(&context)))
    };
    let declared = match declaring.await {
        Ok(Ok(Ok(()))) => Ok(()),
        Ok(Ok(Err(error))) => Err(Problem::new(format!("{error:#}"))),
        Ok(Err(panicked)) => Err(panicked),
        Err(error) => Err(Problem::new(format!("the program ended early: {error}"))),
    };
    if let Err(problem) = declared {
        context.note(problem.into());
    }
    // What is being registered goes on, or its outcome would be lost.
    context.settle().await;
    if context.failed().is_none() {
        context.register_all_outputs().await;
    }
    if context.failed().is_none() {
        context.answer_callbacks().await;
    }
    context.failed()
}

async fn finish(
    failed: Option<Vec<Arc<Problem>>>,
    log: Log,
    writer: LogWriter,
) -> Result<(), RunError> {
    for problem in failed.iter().flatten() {
        log.problem(problem);
    }
    log.end();
    let logged = writer.finish().await;
    match failed {
        None => Ok(()),
        Some(problems) => Err(RunError {
            reported: logged || problems.is_empty(),
            problems,
        }),
    }
}
