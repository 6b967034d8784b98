import type { ModelSettings } from '../providers/provider.ts'

/** One more sample of an endpoint that was named for one run alone. */
export interface Asked {
  challenge: string
  model: string
  baseUrl: string
  allowPrivate: boolean
  settings: ModelSettings
}

/** The options of `diptych run` by setting. */
const options: Partial<Record<keyof ModelSettings, string>> = {
  temperature: 'temperature', topP: 'top-p', maxOutputTokens: 'max-output-tokens', seed: 'seed', reasoning: 'reasoning',
}

/** The command that asks for it, for a POSIX shell; undefined where a setting has no option. */
export function runCommandFor({ challenge, model, baseUrl, allowPrivate, settings }: Asked): string | undefined {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined) as Array<[keyof ModelSettings, unknown]>
  if (given.some(([name]) => options[name] === undefined)) return undefined
  return [
    'diptych run', quoted(challenge), '--base-url', quoted(baseUrl), ...(allowPrivate ? ['--allow-private'] : []), '--models', quoted(model), '--again',
    ...given.map(([name, value]) => `--${options[name]} ${quoted(String(value))}`),
  ].join(' ')
}

/** As it is where a shell takes it so; else in single quotes, in which it changes nothing. */
function quoted(text: string): string {
  return /^[\w.:/@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`
}
