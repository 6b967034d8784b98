import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createConfig, lintDocument, makeDocumentFromString, BaseResolver } from '@redocly/openapi-core'
import { operations } from '../operations/all.ts'
import type { Operation } from '../operations/operation.ts'
import { openApiDocument } from './openapi.ts'

async function lint(document: unknown) {
  const config = await createConfig({ extends: ['recommended'] })
  return lintDocument({ document: makeDocumentFromString(JSON.stringify(document), 'openapi.json'), externalRefResolver: new BaseResolver(), config })
}

test('an independent linter finds nothing in the OpenAPI document', async () => {
  const problems = await lint(openApiDocument(operations as readonly Operation[]))
  assert.deepEqual(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`), [])
})

test('the linter does find a broken document', async () => {
  const broken = openApiDocument(operations as readonly Operation[]) as { paths: Record<string, { get: { parameters: unknown[] } }> }
  broken.paths['/models']!.get.parameters.push({ in: 'query' })
  assert.notEqual((await lint(broken)).length, 0)
})

test('every operation stands in the document under its own name', () => {
  const { paths } = openApiDocument(operations as readonly Operation[]) as { paths: Record<string, Record<string, { operationId: string }>> }
  const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId))
  assert.deepEqual(ids.sort(), operations.map(({ name }) => name).sort())
})
