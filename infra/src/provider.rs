//! The provider of AWS that everything is created with: that of the stack's file, which also tags whatever can be tagged.

use crate::settings::{Given, ProviderSettings, Tags};
use pulumi::{Context, Input, ResourceOptions};
use pulumi_aws::{Provider, ProviderArgs, ProviderAssumeRole, ProviderDefaultTags};

/// Declares the provider. Its tags name the project and the stack, and are what the stack's file adds to that.
pub fn provider(ctx: &Context, name: &str, settings: &ProviderSettings, tags: &Tags) -> Provider {
    let given = Given(ctx.config());
    let of_file = tags.iter();
    let of_file = of_file.map(|(key, value)| (key, given.secret_if("tags", value.to_owned())));
    let own = [("project", ctx.project()), ("stack", ctx.stack())];
    let own = own
        .into_iter()
        .filter(|(key, _)| tags.iter().all(|(other, _)| other != *key))
        .map(|(key, value)| (key, Input::from(value)));
    let tags: Vec<_> = own
        .chain(of_file.map(|(key, value)| (key, value.into())))
        .collect();
    let text = |key, text: &str| given.secret_if(key, text.to_owned());

    let mut args = ProviderArgs::new().default_tags(ProviderDefaultTags::new().tags(tags));
    if let Some(region) = &settings.region {
        args = args.region(text("aws:region", region.as_str()));
    }
    if let Some(profile) = &settings.profile {
        args = args.profile(text("aws:profile", profile));
    }
    if !settings.allowed_account_ids.is_empty() {
        let ids = settings.allowed_account_ids.iter();
        let ids: Vec<_> = ids.map(|id| text("aws:allowedAccountIds", id)).collect();
        args = args.allowed_account_ids(ids);
    }
    if !settings.assume_roles.is_empty() {
        let roles = settings.assume_roles.iter().map(|role| {
            let text = |value: &str| text("aws:assumeRoles", value);
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
    Provider::new(ctx, name, args, ResourceOptions::new())
}
