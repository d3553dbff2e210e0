// The built site served by `site serve`, and a proxy in front of it that delays the Wasm.
import { spawn } from "node:child_process";
import { createServer, request } from "node:http";
import { createInterface } from "node:readline";

/** Starts `site serve` on a free port. Returns its origin and a function that stops it. */
export const startServer = async (root) => {
  const options = { cwd: root, stdio: ["ignore", "pipe", "inherit"] };
  const site = spawn("target/release/site", ["serve", "--port", "0", "--sign-ups", "target/audit/sign-ups.sqlite"], options);
  for await (const line of createInterface({ input: site.stdout })) {
    const origin = /http:\/\/[\d.:]+/.exec(line)?.[0];
    if (origin) return { origin, stop: () => site.kill("SIGINT") };
  }
  throw new Error("`site serve` ended before it printed its address");
};

/** Starts a proxy of the site that delays every request for Wasm by a number of milliseconds. */
export const startDelayingProxy = async (origin, delay) => {
  const server = createServer((incoming, outgoing) => {
    const { method, url, headers } = incoming;
    const forward = () => {
      // The browser has left the page, or the proxy is stopped.
      if (outgoing.destroyed) return;
      const forwarded = request(new URL(url, origin), { method, headers }, (response) => {
        outgoing.writeHead(response.statusCode, response.headers);
        response.pipe(outgoing);
      });
      // The browser sees a failure of the site as one of the network.
      forwarded.on("error", () => outgoing.destroy());
      incoming.pipe(forwarded);
    };
    setTimeout(forward, url.endsWith(".wasm") ? delay : 0);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
};
