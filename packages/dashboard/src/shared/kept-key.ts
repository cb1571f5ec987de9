const nameOf = (secret: string): string => `passerby-link ${secret}`;

/** The key that the tab has for a shared link with a password; undefined: none. */
export function readKey(secret: string): string | undefined {
  try {
    return sessionStorage.getItem(nameOf(secret)) ?? undefined;
  } catch {
    return undefined; // storage is refused, as in frames of some browsers: the password is asked for at each load
  }
}

export function keepKey(secret: string, key: string): void {
  try {
    sessionStorage.setItem(nameOf(secret), key);
  } catch {
    // As above.
  }
}
