export interface PreviewOptions {
  /** Whether the answer's own scripts run, in their opaque origin. A first view goes without. */
  scripts: boolean
}

/**
 * With scripts: an opaque origin that may run and draw, and reach nothing. `connect-src`, `form-action` and `base-uri`
 * close the ways out; `frame-ancestors` keeps strangers from framing it. A sandboxed frame can still navigate itself:
 * the page around it must hold it by its own `frame-src`, and nothing secret is ever put into the frame.
 */
const scriptedPolicy = [
  'sandbox allow-scripts', "default-src 'none'", "script-src 'unsafe-inline' 'unsafe-eval'",
  "style-src 'unsafe-inline'", 'img-src data: blob:', 'media-src data: blob:', 'font-src data:', "connect-src 'none'",
  "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'",
].join('; ')

/** Without scripts: a still page. */
const stillPolicy = [
  'sandbox', "default-src 'none'", "style-src 'unsafe-inline'", 'img-src data: blob:', 'font-src data:',
  "form-action 'none'", "base-uri 'none'", "frame-ancestors 'self'",
].join('; ')

const svgPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox"

/** Every feature a browser lets a policy turn off. A name that a browser does not know is ignored by it. */
const permissionsPolicy = [
  'accelerometer', 'autoplay', 'browsing-topics', 'camera', 'clipboard-read',
  'clipboard-write', 'compute-pressure', 'display-capture', 'encrypted-media', 'fullscreen', 'gamepad', 'geolocation',
  'gyroscope', 'hid', 'identity-credentials-get', 'idle-detection', 'keyboard-map',
  'local-fonts', 'magnetometer', 'microphone', 'midi', 'otp-credentials', 'payment', 'picture-in-picture',
  'publickey-credentials-create', 'publickey-credentials-get', 'screen-wake-lock', 'serial',
  'speaker-selection', 'storage-access', 'sync-xhr', 'unload', 'usb', 'window-management',
  'xr-spatial-tracking',
].map((feature) => `${feature}=()`).join(', ')

/**
 * No connection to any host: closes what a content policy leaves open, above all WebRTC and the connection that
 * Chromium opens ahead of a navigation which is then refused. WICG Connection Allowlists; other browsers ignore it.
 */
const connectionAllowlist = '()'

const commonHeaders = {
  'Connection-Allowlist': connectionAllowlist,
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Permissions-Policy': permissionsPolicy,
  'X-Content-Type-Options': 'nosniff',
  'X-DNS-Prefetch-Control': 'off',
}

/** The attribute of the frame that shows a preview. Never `allow-same-origin`: the answer would become our own page. */
export function frameSandbox({ scripts }: PreviewOptions): string {
  return scripts ? 'allow-scripts' : ''
}

/** The headers of an HTML answer's preview, which is shown in a frame and nowhere else. No cookie is ever set there. */
export function previewHeaders({ scripts }: PreviewOptions): Record<string, string> {
  return {
    ...commonHeaders,
    'Content-Type': 'text/html; charset=utf-8',
    'Content-Security-Policy': scripts ? scriptedPolicy : stillPolicy,
    // The same address must not be taken from the cache as a page of its own.
    'Vary': 'Sec-Fetch-Dest',
  }
}

/** The headers of an SVG answer. In an `<img>` its scripts never run; opened by itself it may do nothing. */
export function svgHeaders(): Record<string, string> {
  return { ...commonHeaders, 'Content-Type': 'image/svg+xml; charset=utf-8', 'Content-Security-Policy': svgPolicy }
}

/** The whole response for an HTML answer in a frame: its bytes as they are, under a policy that lets nothing out. */
export function previewDocument(html: string | Uint8Array<ArrayBuffer>, options: PreviewOptions): Response {
  return new Response(html, { headers: previewHeaders(options) })
}

/**
 * Whether a request for a preview must be refused, because it would not be shown in a frame. A page of its own could
 * navigate anywhere, and would carry our address in its bar. Browsers too old to say where it goes are refused as well.
 */
export function refusesTopLevel(secFetchDest: string | null | undefined): boolean {
  return secFetchDest !== 'iframe'
}
