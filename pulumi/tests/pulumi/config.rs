use pulumi::{
    Context, Output,
    config::ConfigError,
    engine::Severity,
    testing::{Declared, Mocks},
};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value as Json, json};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Settings {
    stage: String,
    memory: u16,
    rate: f64,
    protection: bool,
    statuses: Vec<String>,
    architecture: Architecture,
    artifact: Option<String>,
    tags: std::collections::BTreeMap<String, String>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Architecture {
    X86,
    Arm,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            stage: "production".into(),
            memory: 256,
            rate: 1.0,
            protection: true,
            statuses: vec!["todo".into()],
            architecture: Architecture::X86,
            artifact: None,
            tags: [].into(),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Required {
    needed: i64,
}

fn read<T>(mocks: Mocks) -> Result<Json, ConfigError>
where
    T: DeserializeOwned + Serialize + Send + 'static,
{
    let (sender, receiver) = std::sync::mpsc::channel();
    mocks.declare(move |ctx| {
        let read = ctx.config().read::<T>();
        sender
            .send(read.map(|read| serde_json::to_value(read).unwrap()))
            .unwrap();
        Ok(())
    });
    receiver.recv().unwrap()
}

fn problems<T>(mocks: Mocks) -> Vec<String>
where
    T: DeserializeOwned + Serialize + Send + 'static,
{
    read::<T>(mocks).unwrap_err().problems().to_vec()
}

/// `config set --path 'statuses[0]' 012` writes a text, `12` a number.
#[test]
fn numbers_and_booleans_in_a_list_or_an_object_are_text_where_text_is_wanted() {
    let mocks = Mocks::new()
        .config("statuses", r#"[123456789012,"012",true]"#)
        .config("tags", r#"{"team":7,"on":false}"#);
    let read = read::<Settings>(mocks).unwrap();
    assert_eq!(read["statuses"], json!(["123456789012", "012", "true"]));
    assert_eq!(read["tags"], json!({"team": "7", "on": "false"}));
}

#[test]
fn a_struct_is_read_from_text_by_the_types_of_its_fields() {
    let mocks = Mocks::new()
        .config("stage", "123")
        .config("memory", "512")
        .config("rate", "2.5")
        .config("protection", "false")
        .config("statuses", r#"["todo","done"]"#)
        .config("architecture", "arm")
        .config("artifact", "handler.zip")
        .config("tags", r#"{"team":"board"}"#);
    assert_eq!(
        read::<Settings>(mocks).unwrap(),
        json!({
            "stage": "123",
            "memory": 512,
            "rate": 2.5,
            "protection": false,
            "statuses": ["todo", "done"],
            "architecture": "arm",
            "artifact": "handler.zip",
            "tags": {"team": "board"},
        })
    );
}

#[test]
fn a_key_that_is_not_there_has_its_default() {
    let defaults = serde_json::to_value(Settings::default()).unwrap();
    assert_eq!(read::<Settings>(Mocks::new()).unwrap(), defaults);
}

#[test]
fn all_problems_are_told_together_each_with_its_key() {
    let mocks = Mocks::new()
        .config("memory", "lots")
        .config("protection", "perhaps")
        .config("statuses", "todo")
        .config("architecture", "riscv")
        .config("colour", "red");
    assert_eq!(
        problems::<Settings>(mocks),
        [
            "`project:colour` is not a setting; there are stage, memory, rate, protection, statuses, architecture, artifact, tags",
            "`project:architecture` is `riscv`: it must be one of x86, arm",
            "`project:memory` is `lots`: it must be a whole number from 0 to 65535",
            "`project:protection` is `perhaps`: it must be true or false",
            "`project:statuses` is `todo`: it must be a list, as JSON: expected ident at line 1 column 2",
        ]
    );
}

#[test]
fn a_list_with_an_item_of_another_type_is_a_problem_of_its_key() {
    assert_eq!(
        problems::<Settings>(Mocks::new().config("statuses", "[{}]")),
        ["`project:statuses` is `[{}]`: it must be a list: invalid type: map, expected a string"]
    );
}

#[test]
fn a_missing_key_is_told_by_name_but_not_beside_its_own_bad_value() {
    assert_eq!(
        problems::<Required>(Mocks::new()),
        ["`project:needed` is missing"]
    );
    assert_eq!(
        problems::<Required>(Mocks::new().config("needed", "x")),
        ["`project:needed` is `x`: it must be a whole number"]
    );
}

#[test]
fn the_error_names_the_file_of_the_stack() {
    let error = read::<Settings>(Mocks::new().config("memory", "lots")).unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with(
            "the configuration of the stack `stack` (Pulumi.stack.yaml) cannot be used:\n  - "
        ),
        "{text}"
    );
}

#[test]
fn a_secret_value_is_not_shown_in_an_error() {
    let problems = problems::<Settings>(Mocks::new().secret("memory", "hunter2"));
    assert_eq!(
        problems,
        ["`project:memory`, which is secret, has a value that it cannot have"]
    );
}

#[test]
fn other_namespaces_are_left_to_their_owners() {
    let config = [("aws:region".to_owned(), "eu-north-1".to_owned())].into();
    let engine = pulumi::engine::Engine::new("project", "stack").config(config);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let outcome = runtime.block_on(engine.run(|ctx| {
        ctx.config().read::<Settings>()?;
        ctx.export("region", ctx.config().values()["aws:region"].as_str());
        Ok(())
    }));
    assert_eq!(
        outcome.unwrap().exports["region"].as_str(),
        Some("eu-north-1")
    );
}

#[test]
fn an_unknown_key_is_told_with_the_one_that_it_looks_like() {
    let problems = problems::<Settings>(Mocks::new().config("memroy", "1").config("Stage", "x"));
    assert!(
        problems[0].starts_with("`project:Stage` is not a setting (do you mean `project:stage`?); there are stage, memory"),
        "{problems:?}"
    );
    assert!(
        problems[1].contains("(do you mean `project:memory`?)"),
        "{problems:?}"
    );
}

#[test]
fn another_namespace_is_read_by_itself_and_its_problems_join_the_others() {
    let mocks = Mocks::new()
        .config("test:needed", "3")
        .config("other:neded", "3")
        .config("memory", "lots");
    mocks.declare(|ctx| {
        let config = ctx.config();
        assert_eq!(config.read_namespace::<Required>("test").unwrap().needed, 3);
        let other = config.read_namespace::<Required>("other").unwrap_err();
        let own = config.read::<Settings>().unwrap_err();
        let error = config.error([own.problems(), other.problems()].concat());
        assert_eq!(
            error.problems(),
            [
                "`project:memory` is `lots`: it must be a whole number from 0 to 65535",
                "`other:neded` is not a setting (do you mean `other:needed`?); there are needed",
                "`other:needed` is missing",
            ]
        );
        Ok(())
    });
}

#[test]
fn a_secret_key_gives_a_secret_output() {
    let declared = Mocks::new()
        .secret("token", "hunter2")
        .config("name", "x")
        .declare(|ctx| {
            assert!(ctx.config().is_secret("token"));
            assert!(!ctx.config().is_secret("name"));
            assert_eq!(ctx.config().get("name"), Some("x"));
            assert!(ctx.config().secret("nothing").is_none());
            ctx.export("token", ctx.config().secret("token").unwrap());
            Ok(())
        });
    assert_eq!(declared.0.exports["token"].display(), "[secret]");
}

#[derive(Deserialize)]
struct Secrets {
    token: Output<String>,
    ports: Option<Output<Vec<u16>>>,
    none: Option<Output<String>>,
}

fn warnings(declared: &Declared) -> Vec<&str> {
    let said = declared.diagnostics().iter();
    said.filter(|said| said.severity == Severity::Warning)
        .map(|said| said.message.as_str())
        .collect()
}

#[test]
fn a_field_that_is_an_output_is_a_secret() {
    let mocks = Mocks::new()
        .secret("token", "hunter2")
        .config("ports", "[80,443]");
    let declared = mocks.declare(|ctx| {
        let settings: Secrets = ctx.config().read()?;
        assert!(settings.none.is_none());
        ctx.export("token", settings.token.map(|token| token.to_uppercase()));
        ctx.export("ports", settings.ports.unwrap());
        Ok(())
    });
    let exports = &declared.0.exports;
    assert_eq!(exports["token"].as_str(), Some("HUNTER2"));
    assert_eq!(exports["token"].display(), "[secret]");
    assert_eq!(exports["ports"].display(), "[secret]");
    assert_eq!(exports["ports"].reveal(), Some(json!([80, 443])));
    assert_eq!(warnings(&declared), [""; 0]);
}

#[test]
fn a_secret_that_an_output_cannot_be_made_of_is_not_shown_in_an_error() {
    let mocks = Mocks::new()
        .secret("token", "x")
        .secret("ports", "[hunter2]");
    let failed = mocks.try_declare(|ctx| {
        ctx.config().read::<Secrets>()?;
        Ok(())
    });
    let text = failed.unwrap_err().to_string();
    assert!(
        text.ends_with("`project:ports`, which is secret, has a value that it cannot have"),
        "{text}"
    );
}

#[test]
fn a_secret_that_is_read_as_plain_text_is_a_warning() {
    #[derive(Deserialize)]
    struct Plain {
        token: String,
        title: String,
    }
    let mocks = || {
        Mocks::new()
            .secret("token", "hunter2")
            .config("title", "plain")
            .secret("aws:token", "hunter3")
    };
    let read = |ctx: &Context| {
        let Plain { token, title } = ctx.config().read().unwrap();
        ctx.export("both", token + &title);
        Ok(())
    };
    let warning = |key| {
        format!(
            "`{key}` is secret, and the program reads it as plain text: a field of the type `Output<…>`, or `secret` in place of \
             `get`, keeps it secret"
        )
    };
    assert_eq!(warnings(&mocks().declare(read)), [warning("project:token")]);
    let get = |ctx: &Context| {
        let config = ctx.config();
        assert_eq!(config.get("title"), Some("plain"));
        assert_eq!(config.get("aws:token"), Some("hunter3"));
        Ok(())
    };
    assert_eq!(warnings(&mocks().declare(get)), [warning("aws:token")]);
}

#[test]
fn a_program_that_exposes_secrets_is_not_warned() {
    let mocks = Mocks::new().secret("needed", "3");
    let declared = mocks.declare(|ctx| {
        let config = ctx.config().expose_secrets();
        assert!(config.is_secret("needed"));
        assert_eq!(config.get("needed"), Some("3"));
        assert_eq!(config.read::<Required>().unwrap().needed, 3);
        Ok(())
    });
    assert_eq!(declared.diagnostics(), []);
}
