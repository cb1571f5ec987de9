import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';

// Run in a package's folder after its build: puts `a.js.br` and `a.js.gz` beside the files that are named, or that are in
// the folders that are named, so that who serves them need not compress them for each visitor.

/** What fits into one packet is not worth a second file. */
const worthBytes = 1_200;

const isText = /\.(js|css|html|svg|json)$/;

for (const name of process.argv.slice(2)) {
  const files = statSync(name).isDirectory()
    ? readdirSync(name, { recursive: true }).map((file) => join(name, file))
    : [name];
  for (const file of files.filter((path) => isText.test(path))) {
    const content = readFileSync(file);
    if (content.length < worthBytes) continue;
    writeFileSync(`${file}.br`, brotliCompressSync(content));
    writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  }
}
