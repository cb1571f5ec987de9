import { once } from 'node:events';
import type { Readable } from 'node:stream';
import type { Browser, Engine } from './browser.ts';
import { freePort } from './free-port.ts';
import { startHelper } from './helper-process.ts';
import { startSession } from './webdriver.ts';

/** WebKitGTK's MiniBrowser, on a screen that nobody sees. Its driver has one session with one tab. */
export const webkit: Engine = { launch, stop: async () => {} };

async function launch(): Promise<Browser> {
  const screen = await startHelper(
    process.env['PASSERBY_XVFB'] ?? '/usr/bin/Xvfb',
    // Chooses a display itself and writes its number to file 3.
    ['-displayfd', '3', '-screen', '0', '1280x800x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const [display] = (await once(screen.child.stdio[3] as Readable, 'data')) as [Buffer];
  const port = await freePort();
  const driver = await startHelper(
    process.env['PASSERBY_WEBKIT_DRIVER'] ?? '/usr/bin/WebKitWebDriver',
    [`--port=${port}`],
    {
      env: {
        ...process.env,
        DISPLAY: `:${display.toString().trim()}`,
        // There is no graphics card to share buffers with, and no bus for accessibility.
        WEBKIT_DISABLE_DMABUF_RENDERER: '1',
        GTK_A11Y: 'none',
      },
      stdio: 'ignore',
    },
  );
  return startSession(`http://127.0.0.1:${port}`, {}, async () => {
    await driver.end();
    await screen.end();
  });
}
