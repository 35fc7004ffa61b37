/** Lists that this browser keeps. */

/**
 * A list kept under this name; where the browser's storage is full or forbidden, it lasts as long as the page.
 *
 * @param {string} name
 * @param {(one: *) => boolean} isRight what else may be stored there is left out
 */
export function keptList(name, isRight) {
  /** The list, if the browser would not keep its last change. */
  let memory = null;
  return {
    /** Whether the browser keeps it. */
    isKept() {
      if (memory !== null) {
        return false;
      }
      try {
        localStorage.setItem(name + ".try", "1");
        localStorage.removeItem(name + ".try");
        return true;
      } catch {
        return false;
      }
    },
    read() {
      if (memory !== null) {
        return memory;
      }
      try {
        const kept = JSON.parse(localStorage.getItem(name) ?? "[]");
        return Array.isArray(kept) ? kept.filter(isRight) : [];
      } catch {
        return [];
      }
    },
    write(list) {
      try {
        localStorage.setItem(name, JSON.stringify(list));
        memory = null;
      } catch {
        memory = list;
      }
    },
  };
}
