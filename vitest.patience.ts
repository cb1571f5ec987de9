/** How long a test may take and wait, in ms: for the slowest machine, as none of them asserts how fast something is. */
export const patience = {
  testTimeout: 60_000,
  // A hook starts chDB: half a second on an idle machine, several on a busy one.
  hookTimeout: 60_000,
  expect: { poll: { timeout: 20_000 } },
};
