import { z } from 'zod'

const Count = z.number().int()

const Rejection = z.object({
  file: z.string().optional(), line: Count.optional().describe('From 1.'), index: Count.optional().describe('From 0.'), reason: z.string(),
})

const Difference = z.object({
  model: z.string().optional().describe('Slug of the model it is about.'),
  challenge: z.string().optional().describe('Slug of the challenge it is about.'),
  field: z.string(),
  kept: z.string().optional().describe('What is known here and stays; absent where another known fact rules the offered one out.'),
  offered: z.string().describe('What the source says.'),
})

const Report = z.object({
  file: z.string(),
  format: z.string().nullable().describe('Null where no format knows the file.'),
  read: Count.describe('Rows read: imported, duplicates and rejected together.'),
  imported: Count, duplicates: Count,
  rejected: z.array(Rejection).describe('The first thousand rejected rows.'),
  rejectedCount: Count,
  lost: z.array(z.string()).describe('Fields of the source that have no place here, and facts (`model.released`) that are known otherwise.'),
  differing: z.array(Difference).optional().describe('Those facts, the first thousand.'),
  error: z.string().optional().describe('Why the file was not read, or not to its end.'),
  auxiliary: z.literal(true).optional().describe('A helper file of its format, which holds no rows.'),
})

/** What became of one given path; for a folder or an archive with an entry per file inside. */
export const FileReportShape = Report.extend({ entries: z.array(Report).optional() })
