/** What a test sends as to be counted as a person; `node`, as fetch calls itself, and `HeadlessChrome` are bots. */
export const browserUserAgent: string =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
