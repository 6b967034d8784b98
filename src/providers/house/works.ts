import type { Asked } from './asked.ts'
import { encodePng } from './png.ts'
import { encodeWav } from './wav.ts'
import type { Writer } from './writers.ts'

const side = 256
const paper = [246, 243, 236] as const

/** A picture of discs in the writer's colour, drawn from the prompt. */
export function paint({ colour }: Writer, { pick }: Asked): Uint8Array {
  const sizes = [18, 30, 44, 60]
  const discs = Array.from({ length: 6 }, () => ({ x: pick(places), y: pick(places), size: pick(sizes), weight: pick([0.3, 0.5, 0.8]) }))
  return encodePng(side, side, (x, y) => {
    const covering = discs.filter((disc) => Math.hypot(x - disc.x, y - disc.y) <= disc.size)
    const weight = Math.min(1, covering.reduce((sum, disc) => sum + disc.weight, 0))
    return [mix(0), mix(1), mix(2)]

    function mix(channel: 0 | 1 | 2): number {
      return Math.round(paper[channel] * (1 - weight) + colour[channel] * weight)
    }
  })
}

const places = [40, 72, 104, 128, 152, 184, 216]
const samplesPerSecond = 8_000
const noteSeconds = 0.25

/** Steps of a pentatonic scale in semitones above A3: whatever is drawn from it sounds well. */
const scale = [0, 3, 5, 7, 10, 12, 15]

/** A melody of six notes, drawn from the prompt: two seconds with its end. */
export function play({ pick }: Asked): Uint8Array {
  const notes = Array.from({ length: 6 }, () => 220 * 2 ** (pick(scale) / 12))
  const noteLength = samplesPerSecond * noteSeconds
  const samples = new Float32Array(noteLength * (notes.length + 2))
  for (const [index, frequency] of notes.entries()) {
    for (let at = index * noteLength; at < samples.length; at++) {
      const seconds = (at - index * noteLength) / samplesPerSecond
      // A plucked string: a short rise against clicks, then a fall.
      samples[at]! += 0.25 * Math.min(1, seconds * 200) * Math.exp(-5 * seconds) * Math.sin(2 * Math.PI * frequency * seconds)
    }
  }
  return encodeWav(samples, samplesPerSecond)
}
