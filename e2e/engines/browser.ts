/** Starts browsers whose pages share nothing with each other, as long as they visit different sites. */
export interface Engine {
  launch(): Promise<Browser>;
  /** After the last browser has quit. */
  stop(): Promise<void>;
}

/** A browser with one tab, whatever drives it: what the scenarios need of an engine. */
export interface Browser {
  /** Loads a page; resolves when it has loaded. */
  open(url: string): Promise<void>;
  /** Answers what the expression is worth in the page, promises awaited. */
  evaluate<Value>(expression: string): Promise<Value>;
  click(selector: string): Promise<void>;
  /** As a visitor does it: the page has its pagehide. */
  closeTab(): Promise<void>;
  /** Also after the tab is closed. */
  quit(): Promise<void>;
}

/** The page may go to the back/forward cache and back meanwhile; drivers that wait for a load would wait for ever. */
export async function goBack(browser: Browser): Promise<void> {
  await browser.evaluate('void setTimeout(() => history.back())');
}
