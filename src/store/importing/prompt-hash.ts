import { hash } from 'node:crypto'

/** SHA-256 (hex) of a system prompt and turns: equal exactly where they are equal. No system prompt is an empty one. */
export function promptHash(system: string | undefined, turns: string[]): string {
  return hash('sha256', JSON.stringify([system ?? '', turns]))
}
