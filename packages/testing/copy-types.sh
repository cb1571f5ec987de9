#!/bin/sh -e
# Types that are no bundle of their own: those of runners, which add to the runner's, and those of who requires.
cd dist
for runner in vitest jest; do sed 's#\./index\.ts#./index.js#' tsc/$runner.d.ts >$runner.d.ts; done
sed 's#\./index\.ts#./index.cjs#' tsc/jest.d.ts >jest.d.cts
cp index.d.ts index.d.cts
