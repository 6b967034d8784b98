import type { z } from 'zod'
import { getLab } from '../operations/lab/read.ts'
import { admin, type TestApp } from './app.ts'

/** A session as it stands once all of its answers have ended. */
export async function untilDone(app: TestApp, session: string): Promise<z.output<typeof getLab.output>> {
  for (;;) {
    const found = await app.ask(getLab, { session }, admin)
    if (found.state === 'done') return found
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
}
