import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describeFormats } from '../src/formats/describe.ts'
import { formats } from '../src/formats/registry.ts'

writeFileSync(join(import.meta.dirname, '../docs/formats.md'), describeFormats(formats))
