import type { Plugin } from 'vite';

export function mockPlatform(): Plugin {
  return { name: 'evenreach-mock-platform' };
}
