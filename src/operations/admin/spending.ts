import { z } from 'zod'
import { defineOperation } from '../operation.ts'

export const whoMaySpend = defineOperation({
  name: 'admin.spending', kind: 'read', path: '/admin/spending', callers: ['admin'],
  summary: 'Say who may put questions to models here, on the account of whoever runs this installation.',
  input: z.object({}),
  output: z.object({
    visitorsMayAsk: z.boolean().describe('Visitors may ask in the Lab (DIPTYCH_VISITORS_MAY_ASK); otherwise everything takes the admin’s token.'),
    visitorAsksPerDay: z.number().int().nullable().describe('How many questions a voter, and an address, may ask a day where visitors may (DIPTYCH_VISITOR_ASKS_PER_DAY); null is no limit.'),
  }),
  async run(_input, _caller, { settings }) {
    return { visitorsMayAsk: settings.visitorsMayAsk, visitorAsksPerDay: settings.visitorAsksPerDay || null }
  },
})
