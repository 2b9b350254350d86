import { once } from 'node:events';
import { request } from 'node:http';
import { describe, expect, it } from 'vitest';
import { isAllowedHost } from '../../src/web/web-app.ts';
import { someMetrics } from './metrics/some-metrics.ts';

const names = ['census', 'census.lan'];

describe('the Host header of a request', () => {
  it.each([
    undefined,
    '127.0.0.1',
    '127.0.0.1:9464',
    '192.168.1.2:9464',
    '[::1]:9464',
    '[2001:db8::1]',
    'localhost',
    'LocalHost:9464',
    'census:9464',
    'Census.LAN',
  ])('may be %s', (header) => {
    expect(isAllowedHost(header, names)).toBe(true);
  });

  it.each([
    '',
    ':9464',
    'evil.example',
    'evil.example:9464',
    'localhost.evil.example',
    'census.evil.example',
    'evil-census',
    '127.0.0.1.evil.example',
    '127.0.0.256',
    '[evil.example]',
    '[::1].evil.example',
    'user@127.0.0.1',
    '127.0.0.1:9464:9464',
    '::1',
    '127.0.0.1 ',
    'constructor',
  ])('may not be "%s"', (header) => {
    expect(isAllowedHost(header, names)).toBe(false);
  });

  it.each(['/metrics', '/healthz', '/readyz', '/none'])('is checked before %s is answered', async (path) => {
    const { address } = await someMetrics({ hosts: names });
    const asked = async (host: string) => {
      const sent = request({ host: address.host, port: address.port, path, headers: { host } }).end();
      const [answer] = await once(sent, 'response');
      let text = '';
      for await (const chunk of answer) text += String(chunk);
      return { status: answer.statusCode, text };
    };
    expect(await asked('evil.example')).toEqual({
      status: 421,
      text: 'Expected an IP address, localhost or a name from METRICS_HOSTS as the host.\n',
    });
    expect((await asked('census:9464')).status).toBe(path === '/none' ? 404 : 200);
  });
});
