/**
 * What a provider asks us to wait, in milliseconds: `retry-after-ms`, `retry-after` in seconds or as a date (RFC 9110
 * §10.2.3), or Google's RetryInfo in the body (`"retryDelay": "34s"`).
 */
export function retryAfterMs(headers: Record<string, string>, body: string, now: number): number | undefined {
  const milliseconds = number(headers['retry-after-ms'])
  if (milliseconds !== undefined) return milliseconds
  const text = headers['retry-after']?.trim()
  const seconds = number(text)
  if (seconds !== undefined) return seconds * 1_000
  // Without a month's name it is no date of HTTP, whatever Date.parse would make of it.
  const date = text && /[a-z]{3}/i.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(date)) return Math.max(0, date - now)
  const delay = number(/"retryDelay"\s*:\s*"(\d+(?:\.\d+)?)s"/.exec(body)?.[1])
  return delay === undefined ? undefined : delay * 1_000
}

function number(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text.trim()) ? Number(text) : undefined
}
