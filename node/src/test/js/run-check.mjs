/** Runs client-check.js in Node.js: run-check.mjs CLIENT VECTORS ANSWERS. Prints what is wrong. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const [client, vectors, answers] = process.argv.slice(2);
const json = (name) => JSON.parse(readFileSync(`${vectors}/${name}.json`, "utf8"));
const check = new Function(readFileSync(new URL("client-check.js", import.meta.url), "utf8") + "return check;")();
const wrong = await check(await import(pathToFileURL(client)), {
  pieces: json("strict/pieces"),
  chain: json("strict/chain"),
  receipts: json("strict/receipts"),
  blocks: json("blocks"),
  answers: readFileSync(answers, "utf8"),
});
console.log(wrong.length === 0 ? "all as it should be" : wrong.join("\n"));
