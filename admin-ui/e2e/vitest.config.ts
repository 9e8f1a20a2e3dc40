import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/**/*.e2e.ts'],
    testTimeout: 420_000,
    hookTimeout: 60_000,
    maxWorkers: 2,
    bail: 0,
    expect: { poll: { timeout: 45_000, interval: 250 } },
  },
});
