export default defineNuxtConfig({
  compatibilityDate: '2026-11-01',
  telemetry: false,
  devtools: { enabled: false },
  modules: ['@passerby/sdk-vue/nuxt'],
  // NUXT_PUBLIC_PASSERBY_SITE and NUXT_PUBLIC_PASSERBY_ENDPOINT are read when the server starts.
  passerby: { site: 'demo.localhost', endpoint: 'http://localhost:8420' },
  css: ['@passerby/example-shop/shop.css'],
  dir: { public: '../shop/public' },
  app: { head: { htmlAttrs: { lang: 'en' }, link: [{ rel: 'icon', href: 'data:,' }] } },
  nitro: { output: { dir: 'dist' } },
});
