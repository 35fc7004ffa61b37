/** Workers, from modules of ours only: the page's policy lets no other address become one. */

const here = new URL("..", import.meta.url);

const trusted = globalThis.trustedTypes?.createPolicy("zveno-worker", {
  createScriptURL(name) {
    const url = new URL(name, here);
    if (!url.href.startsWith(here.href)) {
      throw new TypeError("not one of ours");
    }
    return url.href;
  },
});

/** Starts a module as a worker: startWorker("work/verify.js"). */
export function startWorker(name) {
  const address = trusted ? trusted.createScriptURL(name) : new URL(name, here);
  return new Worker(address, { type: "module" });
}
