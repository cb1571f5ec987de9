import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from './browser.ts';

const readyWithinMs = 20_000;

/**
 * Starts a browser by a WebDriver server (https://www.w3.org/TR/webdriver2/), which may still be starting itself.
 * `endDriver` is called when the browser has quit or could not start.
 */
export async function startSession(
  driverUrl: string,
  capabilities: Record<string, unknown>,
  endDriver: () => Promise<void>,
): Promise<Browser> {
  try {
    await whenReady(driverUrl);
    const { sessionId } = await call<{ sessionId: string }>('POST', `${driverUrl}/session`, {
      capabilities: { alwaysMatch: capabilities },
    });
    return createBrowser(`${driverUrl}/session/${sessionId}`, endDriver);
  } catch (error) {
    await endDriver();
    throw error;
  }
}

function createBrowser(session: string, endDriver: () => Promise<void>): Browser {
  return {
    open: (url) => call('POST', `${session}/url`, { url }),
    evaluate: (expression) =>
      call('POST', `${session}/execute/sync`, { script: `return (${expression})`, args: [] }),
    async click(selector) {
      const element = await call<Record<string, string>>('POST', `${session}/element`, {
        using: 'css selector',
        value: selector,
      });
      await call('POST', `${session}/element/${Object.values(element)[0]}/click`, {});
    },
    closeTab: () => call('DELETE', `${session}/window`),
    async quit() {
      await call('DELETE', session).catch(() => {}); // It may have ended with its last tab.
      await endDriver();
    },
  };
}

async function call<Value>(method: string, url: string, body?: unknown): Promise<Value> {
  const response = await fetch(url, { method, ...(body !== undefined && { body: JSON.stringify(body) }) });
  const { value } = (await response.json()) as { value: Value };
  if (!response.ok) throw new Error(`${method} ${url}: ${JSON.stringify(value)}`);
  return value;
}

async function whenReady(driverUrl: string): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  for (;;) {
    try {
      return void (await call('GET', `${driverUrl}/status`));
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(50);
    }
  }
}
