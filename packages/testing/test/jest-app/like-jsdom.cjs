const { TestEnvironment } = require('jest-environment-node');

module.exports = class LikeJsdom extends TestEnvironment {
  async setup() {
    await super.setup();
    for (const name of ['TextEncoder', 'fetch', 'Response', 'CompressionStream']) delete this.global[name];
  }
};
