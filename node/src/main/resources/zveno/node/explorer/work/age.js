/**
 * Encrypts and decrypts files beside the page: a passphrase's key takes a second or several.
 *
 * Asked { kind: "encrypt", bytes, passphrase } or { kind: "decrypt", file, passphrase }, it tells { progress } now and then,
 * from 0 to 1, and at last { done }, a text or bytes, or { error }, a code of strict/age.js or a message.
 */
import { AgeError, decrypt, encrypt } from "../strict/age.js";

self.onmessage = async ({ data }) => {
  const options = { onProgress: (progress) => self.postMessage({ progress }) };
  try {
    const done = data.kind === "encrypt" ? await encrypt(data.bytes, data.passphrase, options) : await decrypt(data.file, data.passphrase, options);
    self.postMessage({ done });
  } catch (error) {
    self.postMessage({ error: error instanceof AgeError ? error.code : String(error.message ?? error) });
  }
};
