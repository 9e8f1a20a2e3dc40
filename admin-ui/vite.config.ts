import react from '@vitejs/plugin-react';
import type { ProxyOptions } from 'vite';
import { defineConfig } from 'vitest/config';
import { mockPlatform } from './dev/mockPlatform.ts';

// `MOCK=1` answers the API from dev/, for work on pages without a platform; otherwise EVENREACH_URL is proxied.
const platform = process.env.EVENREACH_URL ?? 'http://localhost:8080';
const mocked = process.env.MOCK === '1';
// The host stays ours: the sign-in redirects must come back here, and its page submits to its own origin only.
const proxy: Record<string, ProxyOptions> = mocked
  ? {}
  : Object.fromEntries(['/api', '/oauth2', '/login', '/signin', '/connect'].map((path) => [path, { target: platform, changeOrigin: false }]));

export default defineConfig({
  plugins: [react(), ...(mocked ? [mockPlatform()] : [])],
  build: {
    outDir: 'target/classes/static',
    emptyOutDir: true,
    chunkSizeWarningLimit: 1200,
    reportCompressedSize: false,
  },
  server: { proxy },
  preview: { proxy },
  test: {
    include: ['src/**/*.test.ts'],
    environment: 'node',
  },
});
