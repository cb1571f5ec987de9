import { readFileSync } from 'node:fs';

// Preloaded into a collector under test (`node --import`): its clock is off by the number in the file, in ms, from the
// moment at which that changes.

const file = process.env.PASSERBY_TEST_CLOCK_FILE;
const RealDate = Date;
let shiftMs = 0;

setInterval(() => {
  shiftMs = Number(readFileSync(file, 'utf8'));
}, 20).unref();

globalThis.Date = class extends RealDate {
  constructor(...given) {
    if (given.length === 0) super(RealDate.now() + shiftMs);
    else super(...given);
  }

  static now() {
    return RealDate.now() + shiftMs;
  }
};
