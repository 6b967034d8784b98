import { z } from 'zod'
import { promptTitle } from '../../core/lab/template.ts'
import { listSessions, type SessionRow } from '../../store/lab/sessions.ts'
import { defineOperation } from '../operation.ts'
import { decodeCursor, encodeCursor, pageInput, pageOutput } from '../paging.ts'
import { presentSession } from './present.ts'
import { ownerOf, requireSession } from './require.ts'
import { LabSessionShape, SessionInput } from './shapes.ts'

export const getLab = defineOperation({
  name: 'lab.get', kind: 'read', path: '/lab/{session}', personal: true,
  summary: 'Read a session of the Lab as it stands, with what has arrived of answers under way.',
  input: z.object({ session: SessionInput }),
  output: LabSessionShape,
  async run({ session: id }, caller, { db, ...services }) {
    return presentSession(db, await requireSession(db, id, caller, services), services)
  },
})

function savedAs({ saved_at: at, saved_challenge_id: challenge }: SessionRow): 'private' | 'public' | null {
  if (at === null) return null
  return challenge === null ? 'private' : 'public'
}

const titleLength = 110

export const listLab = defineOperation({
  name: 'lab.list', kind: 'read', path: '/lab', personal: true,
  summary: 'List your own sessions of the Lab, newest first.',
  input: z.object({ saved: z.boolean().default(false).describe('Only those that were saved as private or public challenges.'), ...pageInput }),
  output: z.object({
    sessions: z.array(z.object({
      session: z.string(), title: z.string().nullable(), prompt: z.string().describe('The beginning of the first prompt on one line, with its values; long ones are cut.'), rounds: z.number().int(), blind: z.boolean(),
      shared: z.boolean(), saved: z.enum(['private', 'public']).nullable().describe('As which kind of challenge it is kept.'), createdAt: z.string(),
    })),
    ...pageOutput,
  }),
  async run({ saved, limit, cursor }, caller, { db, ...services }) {
    const before = cursor ? Number(decodeCursor(cursor, 1)[0]) : undefined
    const rows = await listSessions(db, await ownerOf(caller, services), { saved, before, limit: limit + 1 })
    const page = rows.slice(0, limit)
    return {
      sessions: page.map((row) => ({
        session: row.public_id, title: row.title, prompt: promptTitle(row.template, row.variables, titleLength), rounds: row.rounds.length, blind: row.blind && row.revealed_at === null,
        shared: row.shared, saved: savedAs(row), createdAt: row.created_at,
      })),
      nextCursor: rows.length > limit ? encodeCursor([page.at(-1)!.id]) : null,
    }
  },
})
