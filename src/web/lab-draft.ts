import { fewestColumns, mostColumns } from '../core/lab/session.ts'
import { variablesOf } from '../core/lab/template.ts'
import type { ModelSettings } from '../core/providers/provider.ts'

/** The settings a column offers, as fields of a form. */
export const labSettings = [
  { name: 'temperature', title: 'Temperature', step: 'any', min: 0, max: 5 },
  { name: 'topP', title: 'Top-p', step: 'any', min: 0, max: 1 },
  { name: 'maxOutputTokens', title: 'Most tokens', step: '1', min: 1, max: 10_000_000 },
  { name: 'seed', title: 'Seed', step: '1', min: 0, max: 2_147_483_647 },
] as const

/** A file that came with a form which was not taken: the form takes it along, since browsers empty the fields of files. */
export interface SentFile {
  name: string
  base64: string
}

/** A file that went with the prompt that is used again: `from` is its place in that session, `SESSION/ROUND/PLACE`. */
export interface EarlierFile {
  name: string
  from: string
}

/** A file that a form takes along. */
export type KeptFile = SentFile | EarlierFile

/** A kept file as a field of the form: its name, a line break, and its bytes or its place. */
export function keptField(file: KeptFile): string {
  return `${file.name.replaceAll(/[\r\n]+/g, ' ')}\n${'from' in file ? `${earlier}${file.from}` : file.base64}`
}

/** Stands before a place; Base 64 has no colon. */
const earlier = 'lab:'

/** What is written in the composer, sent or not. */
export interface Draft {
  prompt: string
  system: string
  values: Record<string, string>
  rows: Array<{ model: string; settings: Record<string, string> }>
  blind: boolean
  files: KeptFile[]
}

/** As many rows as there can be columns; what has not been filled in is empty. */
export function rowsOf(filled: Draft['rows']): Draft['rows'] {
  return Array.from({ length: mostColumns }, (_, index) => filled[index] ?? { model: '', settings: {} })
}

/** Settings as fields show them. */
export function settingTexts(settings: ModelSettings | null): Record<string, string> {
  const { stop: _stop, ...simple } = settings ?? {}
  return Object.fromEntries(Object.entries(simple).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
}

/** A draft out of an address: `/lab?prompt=…&system=…&model=a&model=b`. */
export function draftOfQuery(query: URLSearchParams, usual: string[]): Draft {
  const named = query.getAll('model').filter(Boolean).slice(0, mostColumns)
  const models = [...named, ...usual.filter((model) => !named.includes(model))].slice(0, Math.max(fewestColumns, named.length))
  return {
    prompt: query.get('prompt') ?? '', system: query.get('system') ?? '', values: {}, blind: query.get('blind') === 'yes', files: [],
    rows: rowsOf(models.map((model) => ({ model, settings: {} }))),
  }
}

/** Variables of the prompts that still have no value. */
export function missingIn({ prompt, system, values }: Pick<Draft, 'prompt' | 'system' | 'values'>): string[] {
  return variablesOf(prompt, system).filter((name) => !Object.hasOwn(values, name) || values[name] === '')
}

/** What a form of the composer holds. */
export async function draftOfForm(form: FormData): Promise<Draft> {
  const text = (name: string) => textOf(form.get(name))
  const rows = Array.from({ length: mostColumns }, (_, index) => ({
    model: text(`model.${index}`).trim(),
    settings: Object.fromEntries([...labSettings.map(({ name }) => name), 'reasoning'].flatMap((name) => {
      const value = text(`${name}.${index}`).trim()
      return value ? [[name, value]] : []
    })),
  }))
  const values = Object.fromEntries([...form.keys()].flatMap((name) => (name.startsWith(valueField('')) ? [[name.slice(valueField('').length), text(name)]] : [])))
  return { prompt: text('prompt'), system: text('system'), values, rows, blind: form.get('blind') === 'yes', files: await filesOf(form) }
}

/** The field that takes a variable's value. */
export function valueField(variable: string): string {
  return `value.${variable}`
}

/** A form sends line breaks as CR LF; what was written has LF. */
function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value.replaceAll('\r\n', '\n') : ''
}

/** Files that were chosen now, and those that came with the form before. */
export async function filesOf(form: FormData): Promise<KeptFile[]> {
  const kept = form.getAll('kept').flatMap((value): KeptFile[] => {
    // A form sends line breaks as CR LF.
    const [name, held] = typeof value === 'string' ? value.split(/\r?\n/, 2) : []
    if (!name || !held) return []
    return [held.startsWith(earlier) ? { name, from: held.slice(earlier.length) } : { name, base64: held }]
  })
  const chosen = form.getAll('files').filter((value): value is File => typeof value !== 'string' && value.size > 0)
  return [...kept, ...await Promise.all(chosen.map(async (file) => ({ name: nameOf(file), base64: Buffer.from(await file.arrayBuffer()).toString('base64') })))]
}

function nameOf({ name }: File): string {
  return name.replaceAll(/[\p{Cc}\n]/gu, ' ').slice(-200) || 'file'
}

/** What the operation takes. A number that is none is refused there, with its reason. */
export function inputOf({ prompt, system, values, rows, blind }: Draft, attachments: SentFile[]): Record<string, unknown> {
  return {
    prompt, ...(system && { system }), blind, attachments,
    variables: Object.fromEntries(variablesOf(prompt, system).map((name) => [name, values[name] ?? ''])),
    models: rows.filter(({ model }) => model).map(({ model, settings: { reasoning, ...numbers } }) => ({
      model,
      settings: { ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value)])), ...(reasoning && { reasoning }) },
    })),
  }
}
