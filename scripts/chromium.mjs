import { existsSync } from 'node:fs';
import { run } from './run.mjs';

const systemChromiums = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * Answers the path of a Chromium for the tests: the one named by PASSERBY_CHROMIUM, the system's, Playwright's own; else
 * installs one. Rejects with what to do when nothing works.
 */
export async function findOrInstallChromium() {
  const found = await findChromium();
  if (found) return found;
  console.log('Installing Chromium for the browser tests.');
  for (const install of [installByPlaywright, installByDebian]) {
    try {
      await install();
    } catch (error) {
      console.log(`${error.message}; trying the next way.`);
    }
    const installed = await findChromium();
    if (installed) return installed;
  }
  throw new Error('no Chromium can be installed here; install one by hand and name it in PASSERBY_CHROMIUM');
}

async function findChromium() {
  const { chromium } = await import('@playwright/test');
  return [process.env.PASSERBY_CHROMIUM, ...systemChromiums, chromium.executablePath()].find(
    (path) => path && existsSync(path),
  );
}

const installByPlaywright = () => run('npx', ['playwright', 'install', '--with-deps', 'chromium']);

async function installByDebian() {
  const asRoot = process.getuid?.() === 0;
  if (!asRoot || !existsSync('/usr/bin/apt-get')) throw new Error("Debian's package needs root and apt-get");
  await run('apt-get', ['update', '-qq']);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}
