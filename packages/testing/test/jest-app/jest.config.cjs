/** As its users have it; the environment hides what jsdom's hides. */
module.exports = {
  transform: {},
  testMatch: ['**/*.test.cjs', '**/*.test.mjs'],
  testEnvironment: './like-jsdom.cjs',
  setupFilesAfterEnv: ['@passerby/testing/jest'],
};
