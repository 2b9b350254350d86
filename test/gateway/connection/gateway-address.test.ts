import { describe, expect, it } from 'vitest';
import { isBesideGateway, isGatewayOfApi } from '../../../src/gateway/connection/gateway-address.ts';

const general = 'wss://gateway.discord.gg';

describe('the token', () => {
  it.each([
    'wss://gateway.discord.gg',
    'wss://gateway.discord.gg/',
    'wss://gateway-us-east1-b.discord.gg',
    'wss://gateway-us-east1-b.discord.gg:443/?v=10',
    'wss://GATEWAY-US-EAST1-B.DISCORD.GG',
  ])('goes to %s', (address) => {
    expect(isBesideGateway(address, general)).toBe(true);
  });

  it.each([
    '',
    'gateway.discord.gg',
    'ws://gateway.discord.gg',
    'https://gateway.discord.gg',
    'http://gateway.discord.gg',
    'wss://discord.gg',
    'wss://evil.example',
    'wss://gateway.discord.gg.evil.example',
    'wss://evildiscord.gg',
    'wss://gateway.discord.gg:8443',
    'wss://gateway.discord.gg@evil.example',
    'wss://user:pass@gateway.discord.gg',
    'wss://evil.example/gateway.discord.gg',
    'wss://evil.example?gateway.discord.gg',
    'wss://evil.example#.discord.gg',
    'wss://evil.example\\.discord.gg',
    'ws://127.0.0.1:4000',
    'wss://127.0.0.1:4000',
    'javascript:alert(1)',
    'wss://',
  ])('does not go to %j', (address) => {
    expect(isBesideGateway(address, general)).toBe(false);
  });

  it.each([
    ['wss://discord.gg', 'wss://evil.gg'],
    ['wss://10.0.0.1', 'wss://9.0.0.1'],
    ['wss://localhost.example', 'wss://evil.example'],
  ])('of a gateway at %s does not go to a host such as %s', (known, address) => {
    expect(isBesideGateway(known, known)).toBe(true);
    expect(isBesideGateway(address, known)).toBe(false);
  });

  it('of a gateway on this machine stays on it', () => {
    expect(isBesideGateway('ws://127.0.0.1:4001/', 'ws://127.0.0.1:4000/')).toBe(true);
    expect(isBesideGateway('ws://localhost:4001/', 'ws://127.0.0.1:4000/')).toBe(true);
    expect(isBesideGateway('ws://evil.example', 'ws://127.0.0.1:4000/')).toBe(false);
    expect(isBesideGateway('wss://evil.example', 'ws://127.0.0.1:4000/')).toBe(false);
  });
});

describe('the address that the API names', () => {
  it.each([
    ['wss://gateway.discord.gg', 'https://discord.com/api', true],
    ['ws://gateway.discord.gg', 'https://discord.com/api', false],
    ['ws://127.0.0.1:4000', 'https://discord.com/api', false],
    ['ws://127.0.0.1:4000', 'http://127.0.0.1:4000/api', true],
    ['ws://evil.example', 'http://127.0.0.1:4000/api', false],
    ['https://gateway.discord.gg', 'https://discord.com/api', false],
    ['nowhere', 'https://discord.com/api', false],
  ])('%s of %s is accepted: %j', (address, apiUrl, isTaken) => {
    expect(isGatewayOfApi(address, apiUrl)).toBe(isTaken);
  });
});
