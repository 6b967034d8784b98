/** A hostile answer too big to keep: made with about so many characters. */
export interface HostileGenerator {
  name: string
  tries: string
  make: (characters: number) => string
}

function repeated(unit: string): (characters: number) => string {
  return (characters) => unit.repeat(Math.floor(characters / unit.length))
}

function wrapped(open: string, close: string): (characters: number) => string {
  return (characters) => {
    const times = Math.floor(characters / (open.length + close.length))
    return `${open.repeat(times)}x${close.repeat(times)}`
  }
}

function ladder(line: (step: number) => string): (characters: number) => string {
  return (characters) => {
    let text = ''
    for (let step = 0; text.length < characters; step++) text += line(step)
    return text
  }
}

/** Texts that cost a careless markdown renderer more than linear time, its stack, or its output's size. */
export const generatedMarkdown: HostileGenerator[] = [
  { name: 'quotes', tries: 'quotes in quotes without end', make: repeated('>') },
  { name: 'quoted lines', tries: 'quotes in quotes, line by line', make: repeated('> > > > > > > > a\n') },
  { name: 'list ladder', tries: 'lists in lists, line by line', make: ladder((step) => `${'  '.repeat(step)}- a\n`) },
  { name: 'list in a line', tries: 'lists in lists in one line', make: repeated('- ') },
  { name: 'quotes and lists', tries: 'quotes in lists in quotes', make: repeated('> - ') },
  { name: 'brackets', tries: 'labels without end', make: repeated('[') },
  { name: 'bracket lines', tries: 'labels without end, line by line', make: repeated('[\n') },
  { name: 'bracket pairs', tries: 'labels in labels', make: wrapped('[', ']') },
  { name: 'links in links', tries: 'links in links', make: wrapped('[', '](x)') },
  { name: 'pictures in pictures', tries: 'pictures in pictures', make: wrapped('![', '](http://attacker.example)') },
  { name: 'unclosed links', tries: 'links without end', make: repeated('[a](b ') },
  { name: 'unclosed titles', tries: 'titles without end', make: repeated('[a](b "') },
  { name: 'unclosed pictures', tries: 'pictures without end', make: repeated('![') },
  { name: 'reference misses', tries: 'references to nothing', make: repeated('[x][') },
  {
    name: 'reference bomb', tries: 'one long address used many times',
    make: (characters) => `[a]: http://attacker.example/${'x'.repeat(1900)}\n\n${repeated('[a] ')(characters)}`,
  },
  {
    name: 'title bomb', tries: 'one long title used many times',
    make: (characters) => {
      const half = characters / 2
      return `[a]: http://attacker.example/ "${'x'.repeat(half)}"\n\n${repeated('[a] ')(half)}`
    },
  },
  {
    name: 'definitions', tries: 'definitions without end',
    make: ladder((step) => `[${step}]: http://attacker.example\n`),
  },
  { name: 'emphasis openings', tries: 'emphasis without end', make: repeated('*a **b _c __d ') },
  { name: 'emphasis in emphasis', tries: 'emphasis in emphasis', make: wrapped('*a **b ', ' b** a*') },
  { name: 'strikethrough', tries: 'strikethrough in strikethrough', make: wrapped('~~a ', ' a~~') },
  { name: 'asterisks', tries: 'a line of asterisks with a letter', make: (characters) => `${'*'.repeat(characters)}a` },
  { name: 'backticks', tries: 'code of every width', make: ladder((step) => `${'`'.repeat(step % 500)} `) },
  { name: 'fences', tries: 'fences in a row', make: repeated('```\n') },
  { name: 'angle brackets', tries: 'tags without end', make: repeated('<a ') },
  { name: 'comments', tries: 'comments without end', make: repeated('<!--') },
  { name: 'autolinks', tries: 'addresses without end', make: repeated('<http://') },
  { name: 'bare addresses', tries: 'bare addresses without a host', make: repeated('http://') },
  { name: 'tags in tags', tries: 'allowed tags in allowed tags', make: wrapped('<sub>', '</sub>') },
  { name: 'unclosed tags', tries: 'allowed tags without end', make: repeated('<sub>') },
  { name: 'entities', tries: 'entities without end', make: repeated('&#x') },
  { name: 'formula openings', tries: 'formulas without end', make: repeated('\\(') },
  { name: 'formula lines', tries: 'display formulas without end', make: repeated('\\[\n') },
  { name: 'dollar lines', tries: 'display formulas of nothing', make: repeated('$$\n') },
  { name: 'dollars', tries: 'dollar signs', make: repeated('$a ') },
  { name: 'formulas', tries: 'more formulas than a book', make: repeated('$\\frac{a}{b}$ ') },
  {
    name: 'fractions in fractions', tries: 'a formula too deep to lay out',
    make: (n) => `$$${wrapped('\\frac{1}{', '}')(n)}$$`,
  },
  {
    name: 'small deep formulas', tries: 'many formulas as deep as they may be',
    make: repeated(`$${'{'.repeat(50)}x${'}'.repeat(50)}$ `),
  },
  {
    name: 'macro bomb', tries: 'macros that double',
    make: repeated('$\\def\\a{x}\\def\\b{\\a\\a\\a\\a}\\def\\c{\\b\\b\\b\\b}\\c\\c\\c$ '),
  },
  {
    name: 'long macros',
    tries: 'one long macro used many times',
    make: repeated(`$\\def\\a{${'x'.repeat(1800)}}${'\\a'.repeat(190)}$ `),
  },
  {
    name: 'long formulas',
    tries: 'formulas as long as they may be',
    make: repeated(`$${'\\frac{a}{b}'.repeat(350)}$ `),
  },
  {
    name: 'matrix bomb', tries: 'a matrix of thousands of cells',
    make: (n) => `$$\\begin{matrix}${'a&'.repeat(n / 2)}\\end{matrix}$$`,
  },
  {
    name: 'wide table', tries: 'a table of thousands of columns',
    make: (n) => `|${'a|'.repeat(n / 4)}\n|${'-|'.repeat(n / 4)}\n`,
  },
  {
    name: 'completed cells', tries: 'short rows under a wide head',
    make: (n) => `|${'a|'.repeat(n / 8)}\n|${'-|'.repeat(n / 8)}\n${'|a\n'.repeat(n / 6)}`,
  },
  { name: 'underlined lines', tries: 'headings without end', make: repeated('a\n=\n') },
  { name: 'drawn rules', tries: 'drawn rules without end', make: repeated('──────\n') },
  { name: 'drawn headings', tries: 'drawn headings without end', make: repeated('────── 1. A\n──────\n    x\n') },
  { name: 'rule and spaces', tries: 'one endless drawn line', make: (n) => `─── a${' '.repeat(n)}b` },
  { name: 'combining marks', tries: 'a letter under thousands of accents', make: (n) => `a${'\u0301'.repeat(n)}` },
  { name: 'direction marks', tries: 'thousands of turns of direction', make: repeated('\u202e\u2066') },
  { name: 'one long word', tries: 'a word wider than any screen', make: repeated('a') },
  { name: 'null characters', tries: 'null characters', make: repeated('\0') },
  { name: 'carriage returns', tries: 'old line ends', make: repeated('\r') },
  { name: 'backslashes', tries: 'escapes of escapes', make: repeated('\\') },
  { name: 'tasks', tries: 'boxes without end', make: repeated('- [ ] a\n') },
  { name: 'choking code', tries: 'code that grammars choke on', make: (n) => `\`\`\`java\n${'$'.repeat(n)}\n\`\`\`\n` },
  {
    name: 'choking words', tries: 'words that grammars choke on',
    make: (n) => `\`\`\`csharp\n${'a\n'.repeat(n / 2)}\`\`\`\n`,
  },
  { name: 'code blocks', tries: 'more code blocks than a book', make: repeated('```js\nconst a = {b: [1]}\n```\n') },
]
