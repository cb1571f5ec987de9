let say: ((...words: unknown[]) => void) | undefined;

/** From now on explains to this console; the last tracker that was started with `debug: true` decides. */
export function explainTo(console: Pick<Console, 'debug'> | undefined): void {
  if (DEVELOPMENT) say = console && ((...words) => console.debug('passerby:', ...words));
}

/** Says why the tracker does what it does. Calls belong behind `DEVELOPMENT`, so that no other build has the words. */
export function explain(...words: unknown[]): void {
  if (DEVELOPMENT) say?.(...words);
}
