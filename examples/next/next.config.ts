import type { NextConfig } from 'next';

const config: NextConfig = {
  distDir: 'dist',
  transpilePackages: ['@passerby/example-shop'],
  // `npm run check` checks them, with all others.
  typescript: { ignoreBuildErrors: true },
  redirects: async () => [{ source: '/offer', destination: '/product/2', permanent: false }],
};

export default config;
