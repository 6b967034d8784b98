import { z } from 'zod'
import { DomainError } from '../../core/errors.ts'
import type { ImportedRow } from '../../core/imports/records.ts'
import { slugify } from '../../core/text/slug.ts'
import { firstJsonFields } from '../first-row.ts'
import type { Format, SourceFile } from '../format.ts'
import { importRow } from '../import-row.ts'
import { readJson } from '../reading/json.ts'
import { Answered, readAnswered } from './responses.ts'

const longestFileBytes = 256 * 1024 * 1024

/** ChainForge's flows with their cached answers, old and new. */
export const chainforge: Format = {
  name: 'chainforge',
  title: 'ChainForge flow',
  summary: 'The answers that prompt and chat nodes hold in a flow’s cache, with variables and settings. The flow itself, ' +
    'evaluators (never run) and their results, raw replies and pictures are lost.',
  detect: ({ path, head }) => {
    const fields = firstJsonFields(head)
    const isFlow = (fields.has('flow') || fields.has('cache')) && (path.endsWith('.cforge') || head.includes('"nodes"'))
    return isFlow ? 'rows' : 'no'
  },
  collection: ({ path }) => {
    const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.(cforge|json)$/, '')
    return { slug: `chainforge-${slugify(name) || 'flow'}`, name: `ChainForge: ${name}` }
  },
  read: readFlow,
}

const Flow = z.object({
  flow: z.object({ nodes: z.array(z.looseObject({ id: z.string(), type: z.string().nullish() })) }),
  cache: z.record(z.string(), z.unknown()).default({}),
})
type Flow = z.output<typeof Flow>

async function* readFlow(file: SourceFile): AsyncGenerator<ImportedRow> {
  const flow = Flow.safeParse(await readJson(file, longestFileBytes))
  if (!flow.success) throw new DomainError('invalid', 'This flow has no nodes, or a cache of another form.')
  const texts = z.array(z.string()).catch([]).parse(flow.data.cache['__s'])
  const seen = new Set<string>()
  let index = 0
  for (const value of answersIn(flow.data)) {
    const identity = identityOf(value)
    if (seen.has(identity)) continue
    seen.add(identity)
    yield importRow({ index: index++, value }, Answered, (answered) => readAnswered(answered, texts))
  }
}

/** Nodes that ask models on the person's behalf; a scorer's answers are judgments of answers. */
const askingNodes = new Set(['prompt', 'chat'])

/**
 * The cached answers of asking nodes. `<node>_<n>.json` has them by prompt, one or several to each; `<node>.json` is a
 * list, or has the last run's as `responses_last_run`.
 */
function* answersIn({ flow, cache }: Flow): Generator<unknown> {
  const asking = flow.nodes.filter(({ type }) => askingNodes.has(type ?? '')).map(({ id }) => id)
  for (const [name, cached] of Object.entries(cache)) {
    const node = name.replace(/(_\d+)?\.json$/, '')
    if (!asking.includes(node)) continue
    yield* isRecord(cached) && Array.isArray(cached['responses_last_run']) ? cached['responses_last_run'] : listed(cached)
  }
}

function* listed(cached: unknown): Generator<unknown> {
  if (!Array.isArray(cached) && !isRecord(cached)) return
  for (const value of Object.values(cached).flat()) {
    if (isRecord(value) && 'responses' in value) yield value
  }
}

/** A run's answers lie in two places of the cache: newer ones have an id, older ones are the same if they look it. */
function identityOf(value: unknown): string {
  if (!isRecord(value)) return JSON.stringify(value)
  if (typeof value['uid'] === 'string') return value['uid']
  const { prompt, llm, responses } = value
  return JSON.stringify([prompt, isRecord(llm) ? llm['model'] : llm, responses])
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
