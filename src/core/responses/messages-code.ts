import { filesOf, type AttachedFile, type CardMessage } from './card.ts'

/** The messages of a question in a program. All but `lines` is empty where no files went beside them. */
export interface MessagesCode {
  /** A comment that says which files have to be there. */
  needed: string[]
  imports: string[]
  /** The function that reads them. */
  reading: string[]
  /** The messages themselves, as items of a list. */
  lines: string[]
}

type NamedFile = AttachedFile & { readAs: string }

/** Messages as the AI SDK takes them. Files are read by their names, and only if they are those that were sent. */
export function messagesCode(messages: CardMessage[]): MessagesCode {
  const files = filesBeside(messages)
  const lines = messages.flatMap((message) => messageLines(message, files))
  return files.size === 0 ? { needed: [], imports: [], reading: [], lines } : {
    needed: [
      '// What went with the question has to lie in the folder that this is started in:',
      ...Array.from(files.values(), ({ readAs, mediaType, size, sha256 }) => `// ${literal(readAs)}: ${literal(mediaType)}${size === null ? '' : `, ${size} bytes`}, SHA-256 ${sha256}`),
      '',
    ],
    imports: [`import { hash } from ${literal('node:crypto')}`, `import { readFile } from ${literal('node:fs/promises')}`],
    reading: readingFiles, lines,
  }
}

/** The files that went beside the messages, by their hash. Each is read by a name of its own, which leads into no other folder. */
function filesBeside(messages: CardMessage[]): Map<string, NamedFile> {
  const files = new Map<string, NamedFile>()
  for (const { inText, ...file } of messages.flatMap(filesOf)) {
    if (inText || files.has(file.sha256)) continue
    const name = file.name?.split(/[\\/]/).at(-1) ?? ''
    const isTaken = ['', '.', '..', ...Array.from(files.values(), ({ readAs }) => readAs)].includes(name)
    files.set(file.sha256, { ...file, readAs: isTaken ? `${file.sha256.slice(0, 12)}.${file.mediaType.split('/')[1]}` : name })
  }
  return files
}

const readingFiles = [
  '',
  '/** A file that was sent, and no other of its name. */',
  'async function fileSent(name, sha256) {',
  '  const bytes = await readFile(name)',
  "  if (hash('sha256', bytes) !== sha256) throw new Error(`${name} is not the file that was sent.`)",
  '  return bytes',
  '}',
  '',
]

function messageLines({ role, text, attached }: CardMessage, files: Map<string, NamedFile>): string[] {
  if (!attached) return [`    { role: ${literal(role)}, content: ${literal(text)} },`]
  return [
    `    { role: ${literal(role)}, content: [`,
    `      { type: 'text', text: ${literal(text)} },`,
    ...attached.map((part) => (part.type === 'text' ? `      { type: 'text', text: ${literal(part.text)} },` : fileLine(files.get(part.file.sha256)!))),
    '    ] },',
  ]
}

function fileLine({ mediaType, readAs, sha256 }: NamedFile): string {
  return `      { type: 'file', mediaType: ${literal(mediaType)}, data: await fileSent(${literal(readAs)}, ${literal(sha256)}) },`
}

/** A value as JavaScript writes it. JSON is JavaScript but for two line separators, which old readers take for line ends. */
export function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll('\u2028', String.raw`\u2028`).replaceAll('\u2029', String.raw`\u2029`)
}
