/** What a page finds in `Astro.locals`. */
export interface Locals {
  /** What the page's `load` answered. */
  data: unknown
  theme: string
  /** The address as the visitor sees it. */
  url: URL
  /** For the error page. */
  error: { kind: string; message: string; requestId: string; status: number } | null
}
