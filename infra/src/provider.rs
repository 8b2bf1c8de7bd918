//! The provider of AWS that everything is created with: that of the stack's file, which also tags whatever can be tagged.

use crate::settings::Settings;
use pulumi::{Context, Input, ResourceOptions};
use pulumi_aws::{Provider, ProviderArgs, ProviderAssumeRole, ProviderDefaultTags};

/// Declares the provider. Its tags name the project and the stack, and are what the stack's file adds to that.
pub fn provider(ctx: &Context, name: &str, settings: &Settings) -> Provider {
    let given = &settings.provider;
    let mut args =
        ProviderArgs::new().default_tags(ProviderDefaultTags::new().tags(tags(ctx, settings)));
    if let Some(region) = &*given.region {
        args = args.region(given.region.output(|_| region.as_str().to_owned()));
    }
    if let Some(profile) = &*given.profile {
        args = args.profile(given.profile.output(|_| profile.clone()));
    }
    // An empty list says as little as none.
    if let Some(ids) = given
        .allowed_account_ids
        .as_ref()
        .filter(|ids| !ids.is_empty())
    {
        args = args.allowed_account_ids(given.allowed_account_ids.output(|_| ids.clone()));
    }
    if let Some(roles) = given
        .assume_roles
        .as_ref()
        .filter(|roles| !roles.is_empty())
    {
        let roles = roles.iter().map(|role| {
            let text = |text: &String| given.assume_roles.output(|_| text.clone());
            let mut assumed = ProviderAssumeRole::new().role_arn(text(&role.role_arn));
            if let Some(id) = &role.external_id {
                assumed = assumed.external_id(text(id));
            }
            if let Some(name) = &role.session_name {
                assumed = assumed.session_name(text(name));
            }
            assumed
        });
        args = args.assume_roles(roles.collect::<Vec<_>>());
    }
    if let Some(skip) = *given.skip_credentials_validation {
        args = args.skip_credentials_validation(skip);
    }
    if let Some(skip) = *given.skip_metadata_api_check {
        args = args.skip_metadata_api_check(skip);
    }
    if let Some(skip) = *given.skip_requesting_account_id {
        args = args.skip_requesting_account_id(skip);
    }
    Provider::new(ctx, name, args, ResourceOptions::new())
}

fn tags<'a>(ctx: &'a Context, settings: &'a Settings) -> Vec<(&'a str, Input<String>)> {
    let tags = &settings.tags;
    let own = [("project", ctx.project()), ("stack", ctx.stack())]
        .into_iter()
        .filter(|(key, _)| tags.iter().all(|(other, _)| other != *key))
        .map(|(key, value)| (key, Input::from(value)));
    let of_file = tags
        .iter()
        .map(|(key, value)| (key, tags.output(|_| value.to_owned()).into()));
    own.chain(of_file).collect()
}
