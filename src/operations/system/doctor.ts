import { z } from 'zod'
import { examineStore, type Finding } from '../../store/doctor.ts'
import { defineOperation } from '../operation.ts'

const oldestNode = 24

export const doctor = defineOperation({
  name: 'doctor.run', kind: 'read', path: '/doctor', callers: ['admin'], command: 'doctor', positional: [],
  summary: 'Check the set-up, the database and the stored answers, and say what to do.',
  input: z.object({ everything: z.boolean().default(false).describe('Compare every stored answer with its hash, instead of the newest thousand.') }),
  output: z.object({
    healthy: z.boolean().describe('No check failed.'),
    checks: z.array(z.object({ check: z.string(), state: z.enum(['pass', 'fail', 'unknown']), detail: z.string(), advice: z.string().optional() })),
  }),
  limits: { perMinute: 6 },
  tell: ({ healthy, checks }) => [...checks.map(tellCheck), healthy ? 'Healthy: no check failed.' : 'Not healthy: see what failed above.'].join('\n'),
  failed: ({ healthy }) => !healthy,
  async run({ everything }, _caller, context) {
    const checks = [nodeVersion(), ...(await examineStore(context.store, { everything }))]
    return { healthy: checks.every(({ state }) => state !== 'fail'), checks }
  },
})

function nodeVersion(): Finding {
  const major = Number(process.versions.node.split('.')[0])
  const isNew = major >= oldestNode
  return { check: 'node', state: isNew ? 'pass' : 'fail', detail: `Node ${process.versions.node}`, ...(!isNew && { advice: `Start with npm start or ./bin/diptych, which bring Node ${oldestNode} or newer.` }) }
}

function tellCheck({ check, state, detail, advice }: Finding): string {
  return `${state.padEnd(7)}  ${check}: ${detail}${advice ? `\n         → ${advice}` : ''}`
}
