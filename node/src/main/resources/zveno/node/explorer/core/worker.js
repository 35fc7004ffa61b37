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

const address = (name) => (trusted ? trusted.createScriptURL(name) : new URL(name, here));

/** Starts a module as a worker: startWorker("work/verify.js"). */
export function startWorker(name) {
  return new Worker(address(name), { type: "module" });
}

/** The same for a worker that all tabs share: the one that is there, or a new one. Not every browser has them. */
export function shareWorker(name) {
  return new SharedWorker(address(name), { type: "module" });
}
