import { DomainError } from '../core/errors.ts'
import { readWholeBody } from '../http/body.ts'
import { spendCall } from '../http/limits.ts'
import { giveVoter } from '../http/voter.ts'
import type { App, HttpServices } from '../http/context.ts'
import { failureOf } from '../http/failure.ts'
import { operations, type Ask } from '../operations/all.ts'
import { readAttachment } from '../operations/lab/attachments.ts'
import { mayAsk } from '../operations/lab/may-ask.ts'
import { labBodyBytes } from '../operations/lab/start.ts'
import type { Operation } from '../operations/operation.ts'
import { perform } from '../operations/perform.ts'
import { readForm, type C, type Replies } from './forms.ts'
import { draftOfForm, filesOf, inputOf, missingIn, type Draft, type KeptFile, type SentFile } from './lab-draft.ts'
import { mountLabFiles } from './lab-files.ts'
import { composerOf } from './lab-pages.ts'

/** What may be sent by those who may not ask: their prompt comes back to them, with the way to sign in. */
const strangersBodyBytes = 1_048_576

/** The forms of the Lab. Each leads on to a page of its own (303), so that nothing here needs a script. */
export function mountLab(app: App, services: HttpServices, { refuse, show }: Replies): void {
  mountLabFiles(app, services)
  app.post('/lab', (c) => start(c, services, show).catch((error: unknown) => refuse(c, error)))
  app.post('/lab/:session/rounds', (c) => goOn(c, services).catch((error: unknown) => refuse(c, error)))
  for (const [step, { operation, read, anchor }] of Object.entries(steps)) {
    app.post(`/lab/:session/${step}`, async (c) => {
      try {
        const form = await readForm(c)
        await asker(c, services)(operation, { session: c.req.param('session'), ...read(form) } as never)
        return c.redirect(`/lab/${c.req.param('session')}${anchor?.(form) ?? ''}`, 303)
      } catch (error) {
        return refuse(c, error)
      }
    })
  }
}

interface Step {
  operation: 'lab.stop' | 'lab.retry' | 'lab.choose' | 'lab.reveal' | 'lab.share' | 'lab.save' | 'lab.add'
  /** The form as the operation takes it. */
  read(form: URLSearchParams): Record<string, unknown>
  /** Where on the page it leads. */
  anchor?(form: URLSearchParams): string
}

const columnOf = (form: URLSearchParams) => (form.get('column') ? { column: Number(form.get('column')) } : {})
const toColumn = (form: URLSearchParams) => (form.get('column') ? `#column-${Number(form.get('column'))}` : '')

/** Of what is public already, an empty field takes the category away. */
function categoryOf(form: URLSearchParams): { category?: string | null } {
  const category = form.get('category')?.trim()
  if (category) return { category }
  return category === '' && form.get('published') === 'yes' ? { category: null } : {}
}

const steps: Record<string, Step> = {
  stop: { operation: 'lab.stop', read: columnOf, anchor: toColumn },
  retry: { operation: 'lab.retry', read: columnOf, anchor: toColumn },
  choice: { operation: 'lab.choose', read: columnOf, anchor: toColumn },
  columns: { operation: 'lab.add', read: (form) => ({ models: form.getAll('model').filter(Boolean).map((model) => ({ model })) }), anchor: () => '#answers' },
  reveal: { operation: 'lab.reveal', read: () => ({}) },
  share: { operation: 'lab.share', read: (form) => ({ shared: form.get('shared') === 'yes' }), anchor: () => '#share' },
  save: {
    operation: 'lab.save', anchor: () => '#save',
    read: (form) => ({
      title: form.get('title') ?? '', listed: form.get('listed') === 'yes', ...categoryOf(form), ...(form.get('outputType') && { outputType: form.get('outputType')! }),
    }),
  },
}

/** Asks as this caller; who has no voter's cookie gets one with the reply. */
function asker(c: C, services: HttpServices): Ask {
  return async (name, input) => {
    const operation = byName.get(name)!
    spendCall(operation, c.get('caller'), services)
    if (operation.givesVoter) c.set('caller', await giveVoter(c as unknown as Parameters<typeof giveVoter>[0], services))
    return perform(operation, input, c.get('caller'), services) as never
  }
}

const byName = new Map((operations as readonly Operation[]).map((operation) => [operation.name, operation]))

/** Begins a session, or shows the form again: for values that are missing, or with the reason why it was not taken. */
async function start(c: C, services: HttpServices, show: Replies['show']): Promise<Response> {
  const ask = asker(c, services)
  const draft = await draftOfForm(await readFiles(c, services))
  const again = async (status: number, problem?: string) => show(c, await composerOf(ask, { draft, choices: await ask('lab.choices', {}), ...(problem && { problem }) }), status)
  const missing = missingIn(draft)
  if (missing.length > 0) return again(422, `${missing.length === 1 ? 'One value is' : `${missing.length} values are`} still missing: ${missing.join(', ')}.`)
  try {
    const { session } = await ask('lab.start', inputOf(draft, await withBytes(draft.files, c, services)) as never)
    return c.redirect(`/lab/${session}`, 303)
  } catch (error) {
    const { kind, message, status } = failureOf(error)
    if (kind === 'internal') throw error
    return again(status, plainly(message, draft))
  }
}

/** Files of an earlier session come from there, if this caller may see it. @throws DomainError `not-found`. */
function withBytes(files: KeptFile[], c: C, services: HttpServices): Promise<SentFile[]> {
  return Promise.all(files.map(async (file) => {
    if (!('from' in file)) return file
    const [session = '', round, place] = file.from.split('/')
    const { bytes } = await readAttachment({ session, round: Number(round), place: Number(place) }, c.get('caller'), services)
    return { name: file.name, base64: Buffer.from(bytes).toString('base64') }
  }))
}

/** What the operation calls its inputs, as the form calls them. */
function plainly(message: string, { rows, prompt }: Draft): string {
  if (prompt.trim() === '') return 'Write a prompt first.'
  if (rows.filter(({ model }) => model).length < 2) return 'Choose two models or more.'
  return message
}

async function goOn(c: C, services: HttpServices): Promise<Response> {
  const form = await readFiles(c, services)
  const prompt = form.get('prompt')
  const shared = form.get('shared')
  await asker(c, services)('lab.continue', {
    session: c.req.param('session')!, prompt: typeof prompt === 'string' ? prompt.replaceAll('\r\n', '\n') : '', attachments: await withBytes(await filesOf(form), c, services),
    ...(typeof shared === 'string' && shared !== '' && { shared: Number(shared) }),
  })
  return c.redirect(`/lab/${c.req.param('session')}#answers`, 303)
}

/** The fields of a form with files. @throws DomainError `too-large`. */
async function readFiles(c: C, { settings }: HttpServices): Promise<FormData> {
  const mostBytes = mayAsk(c.get('caller'), settings) ? labBodyBytes : strangersBodyBytes
  const bytes = await readWholeBody(c.req.raw, mostBytes)
  return new Response(bytes, { headers: { 'Content-Type': c.req.header('content-type') ?? '' } }).formData().catch((cause: unknown) => {
    throw new DomainError('invalid', 'This is no form that could be read. Send it from the page of the Lab.', { cause })
  })
}
