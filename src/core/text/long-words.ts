/** Words of scripts that are written without spaces are broken anywhere as it is. */
const joined = String.raw`\s<&\p{Ideographic}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}`
const letter = `(?:[^${joined}]|&[^;<\\s]{1,32};)`
/** A formula has elements of its own, and HTML has no place in it. */
const markOrWord = new RegExp(`<math[ >].*?</math>|<[^>]*>|${letter}+`, 'gsu')
const part = new RegExp(`${letter}{250}`, 'gu')
const longWord = 2_000

/**
 * HTML whose words of 2,000 letters and more may be broken at every 250th: browsers shape what is left of a word anew for
 * each line of it, half a minute for 100,000 letters. Nothing is added that would be copied. `>` must be escaped in attributes.
 */
export function breakLongWords(html: string): string {
  return html.replace(markOrWord, (found) => (found.length < longWord || found.startsWith('<') ? found : found.replace(part, '$&<wbr>')))
}

/** Whether so many letters stand in a text without a space of ASCII that browsers may need long for them. */
export function hasLongWord(text: string): boolean {
  let length = 0
  for (let index = 0; index < text.length; index++) {
    length = text.charCodeAt(index) > 32 ? length + 1 : 0
    if (length === longWord) return true
  }
  return false
}
