/** Hooks that pages share. */
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import { live, state } from "../core/live.js";

/** What is known of the node; draws anew when it changes. */
export function useLive() {
  const [, again] = useReducer((n) => n + 1, 0);
  useEffect(() => live.listen(again), []);
  return state;
}

/**
 * Fetches when the dependencies change, and forgets answers that come too late.
 *
 * Returns { value, error, loading, again }; the old value stays until there is a new one.
 */
export function useFetch(fetch, dependencies) {
  const [got, set] = useState({ value: undefined, error: null, loading: true });
  const [times, again] = useReducer((n) => n + 1, 0);
  const turn = useRef(0);
  useEffect(() => {
    const mine = ++turn.current;
    set((before) => ({ ...before, loading: true }));
    fetch().then(
      (value) => mine === turn.current && set({ value, error: null, loading: false }),
      (error) => mine === turn.current && set((before) => ({ ...before, error, loading: false })),
    );
    return () => {
      turn.current++;
    };
  }, [...dependencies, times]);
  return { ...got, again };
}

/**
 * A list that is fetched page by page: fetch(cursor) => { items, next }.
 *
 * Returns { items, next, error, loading, more }.
 */
export function usePages(fetch, dependencies) {
  const [got, set] = useState({ items: [], next: null, error: null, loading: true, pages: 0 });
  const turn = useRef(0);
  const load = (cursor, before) => {
    const mine = ++turn.current;
    set({ ...before, loading: true, error: null });
    fetch(cursor).then(
      (page) =>
        mine === turn.current &&
        set({ items: [...before.items, ...page.items], next: page.next, error: null, loading: false, pages: before.pages + 1 }),
      (error) => mine === turn.current && set({ ...before, error, loading: false }),
    );
  };
  useEffect(() => {
    load(undefined, { items: [], next: null, pages: 0 });
    return () => {
      turn.current++;
    };
  }, dependencies);
  return { ...got, more: () => load(got.next, got) };
}
