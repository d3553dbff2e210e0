// The built site as `site serve` serves it, and the same with a Wasm that comes late.
import { spawn } from "node:child_process";
import { createServer, request } from "node:http";
import { createInterface } from "node:readline";

/** Starts `site serve` on a free port: where it is, and what stops it. */
export const serve = async (root) => {
  const options = { cwd: root, stdio: ["ignore", "pipe", "inherit"] };
  const site = spawn("target/release/site", ["serve", "--port", "0", "--sign-ups", "target/audit/sign-ups.sqlite"], options);
  for await (const line of createInterface({ input: site.stdout })) {
    const origin = /http:\/\/[\d.:]+/.exec(line)?.[0];
    if (origin) return { origin, stop: () => site.kill("SIGINT") };
  }
  throw new Error("`site serve` ended before it said where it is");
};

/** The same site on another port, where each answer with Wasm waits so many milliseconds. */
export const late = async (origin, delay) => {
  const server = createServer((asked, answer) => {
    const { method, url, headers } = asked;
    const pass = () => asked.pipe(request(new URL(url, origin), { method, headers }, (given) => {
      answer.writeHead(given.statusCode, given.headers);
      given.pipe(answer);
    }));
    setTimeout(pass, url.endsWith(".wasm") ? delay : 0);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, stop };
};
