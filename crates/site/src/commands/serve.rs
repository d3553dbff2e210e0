//! `site serve`

use anyhow::Context;
use site::server::sign_ups::{self, SignUpStore, TrustedProxies};
use site::server::{is_inside, serve};

use crate::cli::ServeArgs;

pub fn run(args: &ServeArgs) -> anyhow::Result<()> {
    let ServeArgs { dir, port, host, base, sign_ups, attempts_per_minute, trusted_proxy, proxy_header } =
        args;
    let is_public = is_inside(sign_ups, dir)
        .with_context(|| format!("cannot store sign-ups in {}", sign_ups.display()))?;
    anyhow::ensure!(!is_public, "{} is inside the served folder: anyone could read it", sign_ups.display());
    let store = SignUpStore::open(sign_ups)?;
    let proxies = TrustedProxies::new(trusted_proxy, *proxy_header);
    let service = sign_ups::router(store, dir, base, *attempts_per_minute, proxies);
    let runtime = tokio::runtime::Runtime::new().context("cannot start the server")?;
    runtime.block_on(serve(dir, host, *port, base, service))?;
    Ok(())
}
