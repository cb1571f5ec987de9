import { readFileSync, writeFileSync } from 'node:fs';

// Run in a package's folder after `tsc`: its built `sdk-name.js` gets the version of its package.json.
const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
const file = 'dist/sdk-name.js';
const code = readFileSync(file, 'utf8');
if (!code.includes('SDK_VERSION')) throw new Error(`${file} has no SDK_VERSION to replace`);
writeFileSync(file, code.replace('SDK_VERSION', version));
