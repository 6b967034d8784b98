import { defineConfig } from 'astro/config'

/**
 * Diptych's own adapter: the build's server entry is `src/web/adapter/server.ts`, which takes a web-standard Request
 * and answers a Response, so that rendered pages can be cached and tested without a port (docs/decisions/002).
 */
const renderOnly = {
  name: 'diptych-render',
  hooks: {
    'astro:config:done': ({ setAdapter }) => {
      setAdapter({
        name: 'diptych-render',
        entrypointResolution: 'auto',
        serverEntrypoint: new URL('./src/web/adapter/server.ts', import.meta.url),
        supportedAstroFeatures: { serverOutput: 'stable', staticOutput: 'unsupported', hybridOutput: 'unsupported', sharpImageService: 'unsupported' },
      })
    },
  },
}

export default defineConfig({
  output: 'server',
  adapter: renderOnly,
  srcDir: './src/web',
  publicDir: './src/web/public',
  outDir: './build/web',
  cacheDir: './build/cache',
  // Scripts and styles are files of their own, so that the content security policy needs no exception for inline ones.
  build: { inlineStylesheets: 'never', assets: 'assets' },
  vite: { build: { assetsInlineLimit: 0 } },
  security: { checkOrigin: false },
  devToolbar: { enabled: false },
  compressHTML: true,
  trailingSlash: 'ignore',
  image: { service: { entrypoint: 'astro/assets/services/noop' } },
})
