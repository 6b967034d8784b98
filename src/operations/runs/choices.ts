import { z } from 'zod'
import { providerKinds } from '../../core/providers/provider.ts'
import { providerOf } from '../../providers/all.ts'
import { offeredBefore } from '../../store/providers.ts'
import { modelsAskedBefore } from '../../store/runs/read.ts'
import { defineOperation } from '../operation.ts'
import { configuredProviders } from '../providers/configured.ts'

const mostNames = 200

export const runChoices = defineOperation({
  name: 'runs.choices', kind: 'read', path: '/runs/choices', callers: ['admin'],
  summary: 'List whom a run can ask: the providers of this installation, and models of theirs that are known here.',
  input: z.object({}),
  output: z.object({
    providers: z.array(z.object({ slug: z.string(), kind: z.enum(providerKinds), name: z.string().describe('What the service is called.') })),
    models: z.array(z.string()).describe('As a run names them, provider/model: those that runs have asked before, writers of the house, and what providers offered when they were last tried.'),
  }),
  async run(_input, _caller, { db, ...services }) {
    const providers = await configuredProviders(services, db)
    const house = providers.find(({ kind }) => kind === 'house')
    const writers = house ? await providerOf('house').listModels({ provider: house.slug, kind: 'house' }, AbortSignal.timeout(1_000)) : []
    const before = (await modelsAskedBefore(db, mostNames)).filter(({ provider }) => providers.some(({ slug }) => slug === provider))
    const offered = await offeredBefore(db, providers.map(({ slug }) => slug))
    const spelled = (names: Array<{ provider: string; name: string }>) => names.map(({ provider, name }) => `${provider}/${name}`)
    return {
      providers: providers.map(({ slug, kind }) => ({ slug, kind, name: providerOf(kind).name })),
      models: [...new Set([...spelled(before), ...writers.map(({ id }) => `${house!.slug}/${id}`), ...spelled(offered)])],
    }
  },
})
