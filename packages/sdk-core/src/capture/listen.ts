/**
 * Listens before the page's own listeners do, so that none of them can hide an event by `stopPropagation`. There
 * is no target on servers and in workers, and then nothing to hear. Returns the undo.
 */
export function listen(
  target: EventTarget | undefined,
  types: string[],
  run: (event: never) => void,
): () => void {
  const guarded = (event: Event): void => {
    try {
      run(event as never);
    } catch {
      // A link without a valid address, an object of the page that throws when read: nothing to count, and the
      // page must not notice.
    }
  };
  for (const type of types) target?.addEventListener(type, guarded, true);
  return () => {
    for (const type of types) target?.removeEventListener(type, guarded, true);
  };
}
