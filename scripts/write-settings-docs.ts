import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { settingsDocument } from '../src/config/document.ts'

writeFileSync(join(import.meta.dirname, '..', 'docs', 'settings.md'), settingsDocument())
