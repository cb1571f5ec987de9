const storageKey = 'passerby-token';

let token: string | null = read();

function read(): string | null {
  try {
    return sessionStorage.getItem(storageKey);
  } catch {
    // Storage is refused: the token lives in memory, until the page is loaded again.
    return null;
  }
}

/** The operator's token of this tab; null where none was given. */
export function currentToken(): string | null {
  return token;
}

/** Keeps the token for this tab only; null forgets it. */
export function keepToken(next: string | null): void {
  token = next;
  try {
    if (next === null) sessionStorage.removeItem(storageKey);
    else sessionStorage.setItem(storageKey, next);
  } catch {
    // As above.
  }
}

/** Whether it can stand in a header at all (RFC 9110: visible ASCII); anything else is certainly wrong. */
export function isPlausibleToken(text: string): boolean {
  return /^[\x21-\x7e]+$/.test(text);
}
