/**
 * A name for an address: lower-case letters and digits of ASCII with single `-` and inner `.` between them, cut at a
 * word's end, and never with the ending by which a page's twin is asked for. Accents are taken off; other scripts leave
 * nothing, so the answer may be empty.
 */
export function slugify(text: string, maxLength = 80): string {
  return cutSlug(text, maxLength).replace(/\.json$/, '-json')
}

function cutSlug(text: string, maxLength: number): string {
  const slug = text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^a-z0-9.]+/g, '-')
    .replace(/\.(?![a-z0-9])|(?<![a-z0-9])\./g, '')
    .replace(/^-+|-+$/g, '')
  if (slug.length <= maxLength) return slug
  const cut = slug.lastIndexOf('-', maxLength)
  return slug.slice(0, cut > maxLength / 2 ? cut : maxLength).replace(/[-.]+$/, '')
}
