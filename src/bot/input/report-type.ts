import { type ReportType, reportTypes } from '../../core/report.ts';
import { Mistake } from '../../render/mistake.ts';
import { inlineCode, quoteInput } from '../../render/quote.ts';
import { nearest } from './near.ts';

/** @throws {Mistake} for any other word, with the type that was probably meant. */
export function readReportType(text: string): ReportType {
  const type = reportTypes.find((name) => name === text.toLowerCase());
  if (type !== undefined) return type;
  const types = reportTypes.map(inlineCode).join(', ');
  if (text === '') throw new Mistake('near.typeMissing', { types });
  const meant = nearest(text, reportTypes, (name) => name);
  if (meant === undefined) throw new Mistake('near.typeUnknown', { text: quoteInput(text), types });
  throw new Mistake('near.typeMeant', { text: quoteInput(text), suggestion: inlineCode(meant) });
}
