/// <reference types="astro/client" />

declare namespace App {
  interface Locals extends Pick<import('./locals.ts').Locals, 'data' | 'theme' | 'url' | 'error'> {}
}
