import { type Hour, hourMs, hourOf } from '../../core/time.ts';

/** Milliseconds of a voice session that lie in one hour. */
export interface VoiceSpan {
  readonly hour: Hour;
  readonly milliseconds: number;
}

/**
 * Splits the time from one instant to another, in milliseconds since the Unix epoch, at the hours. Nothing when the
 * end is not after the start: a clock that was set back takes no time away.
 */
export function* voiceSpans(fromMs: number, toMs: number): Iterable<VoiceSpan> {
  for (let startMs = fromMs; startMs < toMs; ) {
    const hour = hourOf(startMs);
    const endMs = Math.min((hour + 1) * hourMs, toMs);
    yield { hour, milliseconds: endMs - startMs };
    startMs = endMs;
  }
}
