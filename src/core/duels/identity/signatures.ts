import { anyMask, classOfMask, modelMask } from './names.ts'

/** A place in a text that tells where the answer comes from without saying so. */
export interface Trace {
  start: number
  end: number
}

/** Addresses under which only one provider serves what its models make, and what its interface adds to links. */
const hosts = [
  String.raw`oaidalleapi\w*`, String.raw`oaiusercontent\.com`, String.raw`oaistatic\.com`, String.raw`utm_source=(?:chatgpt|openai)\b`,
  String.raw`(?:chatgpt\.com|chat\.openai\.com)\/(?:share|canvas|backend-api|c|g)\/`, String.raw`(?:cdn|mj)\.midjourney\.com`, String.raw`mj-gallery\.com`,
  String.raw`claude\.site\b`, String.raw`claudeusercontent\.com`, String.raw`claude\.ai\/(?:share|chat|artifacts|public)\/`,
  String.raw`g\.co\/(?:gemini|bard)\/share`, String.raw`(?:gemini|bard)\.google\.com\/(?:share|app)\/`, String.raw`grok\.com\/share`, String.raw`x\.com\/i\/grok\/share`,
  String.raw`(?:assets\.grok\.com|(?:imagine-public|imgen)\.x\.ai)`, String.raw`chat\.deepseek\.com\/(?:share|a)\/`, String.raw`kimi\.(?:com|moonshot\.cn)\/(?:share|chat)`,
  String.raw`chat\.qwen(?:lm)?\.ai\/(?:s|c)\/`, String.raw`perplexity\.ai\/(?:search|page)\/`, String.raw`pplx-res\.cloudinary\.com`, String.raw`copilot\.microsoft\.com\/(?:shares|images)`,
  String.raw`bing\.com\/(?:images\/create|th\/id\/OIG)`, String.raw`ideogram\.ai\/(?:assets|api)\/`, String.raw`cdn\.leonardo\.ai`, String.raw`image\.lexica\.art`,
]

/** Marks that one maker's models or interfaces put into answers. */
const marks = [
  String.raw`contentReference\[oaicite`, String.raw`oai_citation`, String.raw`\bturn\d{1,2}(?:search|view|image|news|file)\d{1,3}\b`, String.raw`【\d{1,3}(?::\d{1,3})?†[^】\n]{1,80}】`,
  String.raw`sandbox:\/mnt\/data\/`, String.raw`<antArtifact\b`, String.raw`<antThinking\b`, String.raw`<\/?antml:`, String.raw`<grok:render\b`, String.raw`\[cite_start\]`,
  String.raw`<start_of_turn>`, String.raw`<\|eot_id\|>`, String.raw`<\|start_header_id\|>`, String.raw`<\|START_OF_TURN_TOKEN\|>`,
]

/** What programs that make pictures write beside the pixels. */
const pictureMarks = [
  String.raw`oaidalleapi`, String.raw`OpenAI[ -](?:API|Media|DALL)`, String.raw`DALL[·-]?E`, String.raw`Midjourney`, String.raw`Stable Diffusion`, String.raw`Adobe[_ ]Firefly`, String.raw`Ideogram AI`,
  String.raw`Google AI|Made with Google`, String.raw`ChatGPT`, String.raw`gpt-4o`, String.raw`GPT-4o`, String.raw`Recraft`, String.raw`Black Forest Labs`, String.raw`NovelAI`,
]

const hostPattern = new RegExp(hosts.join('|'), 'giu')
const markPattern = new RegExp(marks.join('|'), 'gu')
const picturePattern = new RegExp(pictureMarks.join('|'), 'gu')

/** Told at a glance, and true of every text that holds any of the above. */
const mayHoldHosts = /:\/\/|\.com|utm_source|oaidalle|claude\.|\.ai\/|g\.co\//
const mayHoldMarks = /oai|turn\d|【|sandbox:|<ant|antml:|<grok|\[cite_|<start_of|<\|/

export function findHosts(text: string, most: number): Trace[] {
  return mayHoldHosts.test(text) ? tracesOf(text, hostPattern, most) : []
}

export function findMarks(text: string, most: number): Trace[] {
  return mayHoldMarks.test(text) ? tracesOf(text, markPattern, most) : []
}

/** In the bytes of a picture, each as a character. */
export function findPictureMarks(latin1: string, most: number): Trace[] {
  return tracesOf(latin1, picturePattern, most)
}

function tracesOf(text: string, pattern: RegExp, most: number): Trace[] {
  return text.matchAll(pattern).take(most).map((match) => ({ start: match.index, end: match.index + match[0].length })).toArray()
}

const made = 'generated|created|made|written|designed|built|drawn|coded|crafted|authored|composed|produced|illustrated|programmed|developed|powered'
const withCare = String.raw`(?:\s+(?:entirely|fully|completely|automatically|lovingly|proudly|solely)|\s+with\s+\S{1,12}){0,2}`
const by = String.raw`\s+(?:by|with|using|via)\s+(?:(?:the|an?|ai|your|assistant|model|llm|language)\s+){0,4}`
const thing = String.raw`(?:(?:this|the)\s+)?(?:page|image|picture|svg|artwork|art|code|design|website|site|web ?app|app|content|response|answer|reply|text|game|illustration|drawing|story|poem|essay|article|document|file|script|demo|logo)`
const credit = String.raw`(?:${thing}\s+)?(?:(?:was|is|has been)\s+)?(?:${made})${withCare}${by}`

/** Where a credit may begin and end: at the edge of a line, a tag, a comment or a bracket. */
const opens = String.raw`(?:^|\n|[>(•|©—–]|<!--|\/\*|\/\/|#|;|--|\*|[.]\s|content=["'])[\s_"'“•✨🤖❤️©—–:*/-]{0,16}`
const closes = String.raw`(?=\s*(?:\([^)\n]{0,40}\))?\s*(?:$|[\n<"'.,;!)|*•©—–]|-->|\*\/|ai\b|for\b|on \d|in \d|at \d|\(\d))`

const creditPattern = new RegExp(`${opens}${credit}([${anyMask}])${closes}`, 'giu')

/** "By Claude" alone where something may begin: a title, a line of text in a drawing. */
const bylinePattern = new RegExp(`${opens}by\\s+([${modelMask}])${closes}`, 'giu')

/** "This answer was written by GPT-4", wherever it stands. */
const selfCreditPattern = new RegExp(`(?<![\\p{L}])this\\s+${thing.replace('(?:(?:this|the)\\s+)?', '')}\\s+(?:was|is|has been)\\s+(?:${made})${withCare}${by}([${modelMask}])`, 'giu')

/** `author: Claude`, `<meta name="generator" content="GPT-4">`, `@author Gemini`. */
const fieldPattern = new RegExp(String.raw`(?:@author|\bauthor|\bgenerator|\bcreator|\bartist)\s*["']?\s*(?:[:=]|\bcontent=)\s*["']?\s*([${modelMask}])\s*(?=$|[\n"'<,;)*]|-->)`, 'giu')
const metaPattern = new RegExp(String.raw`<meta\s[^>]{0,80}name\s*=\s*["']?(?:author|generator|creator)["']?[^>]{0,80}content\s*=\s*["']\s*([${anyMask}])`, 'giu')

/** Closings of a letter, and what leads to a name below a text. */
const signOff = new RegExp(String.raw`(?:^|\n)[ \t_>]*(?:(?:[—–~-]|--)\s*|(?:(?:best|kind|warm|warmest|with|yours|sincerely|regards|cheers|love|respectfully|faithfully|truly|your)[ \t]*[a-z]{0,12}[ \t]*[a-z]{0,12}[ \t]*,?[ \t]*\n\s*_*))([${modelMask}])(?:[ ,(]{1,3}(?:your |an? )?(?:ai|virtual|language)[^\n]{0,40})?[_.!)\s]*$`, 'iu')

const anyName = new RegExp(`[${anyMask}]`)

/** Where comments, code and markup stand, a credit may be anywhere; below prose only at its edge. */
export function findSignatures(masked: string, { isMarkup, most }: { isMarkup: boolean; most: number }): Trace[] {
  if (!anyName.test(masked)) return []
  const found: Trace[] = []
  const add = (matches: Iterable<RegExpExecArray>) => {
    for (const match of matches) {
      if (found.length >= most) return
      if (classOfMask(match[1]!) !== 'doubtful') found.push({ start: match.index + /^[\s\n]*/.exec(match[0])![0].length, end: match.index + match[0].length })
    }
  }
  add(masked.matchAll(selfCreditPattern))
  if (isMarkup) {
    add(masked.matchAll(creditPattern))
    add(masked.matchAll(bylinePattern))
    add(masked.matchAll(fieldPattern))
    add(masked.matchAll(metaPattern))
    return found
  }
  for (const { start, text } of edgesOf(masked)) add(text.matchAll(lineCredit).map((match) => Object.assign(match, { index: match.index + start })))
  const tailStart = Math.max(0, masked.trimEnd().length - 200)
  const match = signOff.exec(masked.slice(tailStart))
  if (match) add([Object.assign(match, { index: match.index + tailStart })])
  return found
}

const lineCredit = new RegExp(`^[\\s_"'“(•✨🤖❤️—–:>#-]{0,16}${credit}([${modelMask}])\\s*(?:\\([^)\\n]{0,40}\\))?[\\s_"'”).!]*$`, 'giu')

/** The first and the last line that hold anything. */
function edgesOf(text: string): Array<{ start: number; text: string }> {
  const end = text.trimEnd().length
  const start = text.length - text.trimStart().length
  const firstEnd = text.indexOf('\n', start)
  const lastStart = text.lastIndexOf('\n', end - 1) + 1
  const edges = [{ start, text: text.slice(start, Math.min(firstEnd < 0 ? end : firstEnd, start + 300)) }]
  if (lastStart > start) edges.push({ start: lastStart, text: text.slice(lastStart, Math.min(end, lastStart + 300)) })
  return edges
}
