import type { ImportedRow } from '../../core/imports/records.ts'
import type { Format, SourceFile } from '../format.ts'
import { readBytes } from '../reading/text.ts'
import { keyOf, pictureTypeOf, rivalCollection } from './records.ts'

const picturePath = /(?:^|\/)challenge-responses\/([^/]+)\/([^/]+)\.(?:png|jpe?g|webp|gif)$/i
const largestPictureBytes = 64 * 1024 * 1024

/** The pictures that RIVAL's answers name by path, one file each. */
export const rivalImages: Format = {
  name: 'rival-images',
  title: 'RIVAL (pictures)',
  summary: 'Pictures of rival.tips as files `challenge-responses/<model>/<challenge>.png`. They fill the answers ' +
    'that `rival` or `rival-typescript` name by path, imported before or together. Nothing is lost.',
  detect: ({ path }) => (picturePath.test(path) ? 'rows' : 'no'),
  order: () => 2,
  collection: () => rivalCollection,
  async* read(file) {
    yield readPicture(file)
  },
}

async function readPicture(file: SourceFile): Promise<ImportedRow> {
  const at = { index: 0 }
  const [, model, challenge] = picturePath.exec(file.path) ?? []
  if (model === undefined) return { at, rejected: 'its path is not challenge-responses/<model>/<challenge>.png' }
  const body = await readBytes(file, largestPictureBytes)
  if (body.length === 0) return { at, rejected: 'an empty file' }
  return {
    at,
    records: [{
      kind: 'response', model, challenge: { key: keyOf(challenge!) }, body, outputType: 'image',
      mediaType: pictureTypeOf(file.path), sourceId: `${model}-${challenge}`,
    }],
  }
}
