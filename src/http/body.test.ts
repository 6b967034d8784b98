import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readWholeBody } from './body.ts'

const streamed = (...chunks: string[]) => new ReadableStream<Uint8Array>({
  start(controller) {
    for (const chunk of chunks) controller.enqueue(Buffer.from(chunk))
    controller.close()
  },
})
const requestWith = (body: BodyInit | null, told?: string) =>
  new Request('http://localhost/', { method: 'POST', body, duplex: 'half', headers: told === undefined ? {} : { 'content-length': told } } as RequestInit)

const taken: Array<[name: string, request: Request, text: string]> = [
  ['with its length told', requestWith('12345', '5'), '12345'],
  ['in pieces, of a length nobody told', requestWith(streamed('12', '345')), '12345'],
  ['that is empty', requestWith('', '0'), ''],
  ['that is none', requestWith(null), ''],
]
for (const [name, request, text] of taken) {
  test(`a body ${name} is read to its end`, async () => {
    assert.equal((await readWholeBody(request, 5)).toString(), text)
  })
}

const refused: Array<[name: string, request: Request]> = [
  ['is told to be too long', requestWith('1', '6')],
  ['is longer than it was told to be', requestWith('123456', '5')],
  ['turns out to be too long on its way', requestWith(streamed('123', '456'))],
]
for (const [name, request] of refused) {
  test(`a body that ${name} is refused`, async () => {
    await assert.rejects(readWholeBody(request, 5), { kind: 'too-large', message: 'The body may have at most 5 bytes.' })
  })
}

test('of a body that is too long no more is read than it takes to know', async () => {
  let given = 0
  const endless = new ReadableStream({ pull: (controller) => controller.enqueue(Buffer.alloc(++given && 4)) }, { highWaterMark: 0 })
  await assert.rejects(readWholeBody(requestWith(endless), 10), { kind: 'too-large' })
  assert.ok(given < 6, `${given} pieces`)
})
