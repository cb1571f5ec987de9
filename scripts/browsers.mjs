import { existsSync, readFileSync } from 'node:fs';
import { run } from './run.mjs';

const chromium = {
  name: 'Chromium',
  variable: 'PASSERBY_CHROMIUM',
  paths: [
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  ],
  packages: ['chromium', 'fonts-dejavu-core'],
};

/**
 * What the suites drive: where it is looked for after the variable that may name it, and the Debian packages that
 * bring it. Those with an engine can be left out on purpose: PASSERBY_SKIP_ENGINES=firefox,webkit,prerender.
 */
const programs = [
  chromium,
  {
    name: 'chromedriver',
    engine: 'prerender',
    variable: 'PASSERBY_CHROMEDRIVER',
    paths: ['/usr/bin/chromedriver'],
    packages: ['chromium-driver'],
  },
  {
    name: 'Firefox',
    engine: 'firefox',
    variable: 'PASSERBY_FIREFOX',
    paths: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/Applications/Firefox.app/Contents/MacOS/firefox'],
    packages: ['firefox-esr'],
  },
  {
    name: 'WebKitWebDriver of WebKitGTK',
    engine: 'webkit',
    variable: 'PASSERBY_WEBKIT_DRIVER',
    paths: ['/usr/bin/WebKitWebDriver'],
    packages: ['webkit2gtk-driver'],
  },
  {
    name: 'Xvfb',
    engine: 'webkit',
    variable: 'PASSERBY_XVFB',
    paths: ['/usr/bin/Xvfb'],
    packages: ['xvfb'],
  },
];

/** The engines that PASSERBY_SKIP_ENGINES leaves out. Throws for a name that is none. */
export function leftOutEngines() {
  const names = process.env.PASSERBY_SKIP_ENGINES?.split(',') ?? [];
  const known = new Set(programs.flatMap(({ engine }) => engine ?? []));
  const unknown = names.find((name) => !known.has(name));
  if (unknown !== undefined) {
    throw new Error(`PASSERBY_SKIP_ENGINES takes ${[...known].join(', ')}, not "${unknown}"`);
  }
  return names;
}

/**
 * Answers the paths of the browsers and their drivers by the variables that name them: those that are there,
 * and those that can be installed. Rejects with what to do when one cannot be had.
 */
export async function findOrInstallBrowsers(variables = programs.map(({ variable }) => variable)) {
  const leftOut = leftOutEngines();
  const playwright = await import('@playwright/test');
  chromium.paths.push(playwright.chromium.executablePath());
  const wanted = programs.filter(
    ({ engine, variable }) => variables.includes(variable) && !leftOut.includes(engine),
  );
  const missing = () => wanted.filter((program) => !find(program));
  for (const install of [installByDebian, installByPlaywright]) {
    if (missing().length === 0) break;
    // oxlint-disable-next-line no-await-in-loop -- the second is for what the first could not install
    await install(missing()).catch((error) => console.log(`${error.message}.`));
  }
  if (missing().length > 0) throw new Error(whatToDo(missing()));
  return Object.fromEntries(wanted.map((program) => [program.variable, find(program)]));
}

/** Rather Debian's packages, where they can be had: all in one go, and the driver fits its Chromium. */
async function installByDebian(missing) {
  if (process.getuid?.() !== 0 || !isDebian()) throw new Error("Debian's packages need Debian and root");
  console.log('Installing', namesOf(missing));
  const packages = missing.flatMap((program) => program.packages);
  await run('apt-get', ['update', '-qq']);
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env: { DEBIAN_FRONTEND: 'noninteractive' },
  });
}

async function installByPlaywright([first]) {
  if (first !== chromium) return;
  console.log('Installing Chromium by Playwright');
  await run('npx', ['playwright', 'install', '--with-deps', 'chromium']);
}

function whatToDo(missing) {
  const engines = [...new Set(missing.map(({ engine }) => engine))];
  const lines = [
    `cannot install ${namesOf(missing)} here. Install by hand, as by`,
    `  apt-get install ${missing.flatMap(({ packages }) => packages).join(' ')}`,
    `or name what is installed elsewhere in ${missing.map(({ variable }) => variable).join(', ')}`,
  ];
  if (engines.every(Boolean)) lines.push(`or leave it out with PASSERBY_SKIP_ENGINES=${engines.join(',')}`);
  return lines.join('\n');
}

const namesOf = (some) => some.map(({ name }) => name).join(', ');

const find = ({ variable, paths }) =>
  [process.env[variable] ?? paths].flat().find((path) => existsSync(path));

const isDebian = () =>
  existsSync('/etc/os-release') && /^ID=debian$/m.test(readFileSync('/etc/os-release', 'utf8'));
