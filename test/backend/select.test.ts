import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBackend, describeBackends } from '../../src/backend/select.ts';

afterEach(() => vi.unstubAllEnvs());

describe('choosing a backend', () => {
  it('gives the one that is asked for', async () => {
    const backend = await createBackend({ backend: 'js' });
    expect(backend.name).toBe('js');
    expect(backend.precision).toBe('single');
  });

  it('takes the first of native, wasm and js that is available', async () => {
    vi.stubEnv('UNROLL_BACKEND', undefined);
    const backend = await createBackend();
    const first = (await describeBackends()).find(({ available }) => available);
    expect(backend.name).toBe(first?.name);
    backend.close();
  });

  it('lets UNROLL_BACKEND replace auto, but not what the call names', async () => {
    vi.stubEnv('UNROLL_BACKEND', 'js');
    expect((await createBackend()).name).toBe('js');
    expect((await createBackend({ backend: 'auto' })).name).toBe('js');
    vi.stubEnv('UNROLL_BACKEND', 'nonsense');
    expect((await createBackend({ backend: 'js' })).name).toBe('js');
  });

  it('refuses an unknown name with the list of names', async () => {
    vi.stubEnv('UNROLL_BACKEND', 'cuda');
    await expect(createBackend()).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/native, wasm or js.*"cuda"/),
    });
  });

  it('refuses impossible numbers of threads', async () => {
    for (const threads of [0, -1, 1.5, Number.NaN]) {
      await expect(createBackend({ threads })).rejects.toMatchObject({ code: 'usage' });
    }
  });

  it('says which vector units there are when one is missing', async () => {
    await expect(createBackend({ backend: 'native', vector: 'AVX-9000' })).rejects.toMatchObject({
      code: 'backend',
    });
  });

  it('takes no other build of the addon than the one that is named', async () => {
    const absent = { code: 'backend', message: expect.stringContaining('/nowhere/unroll.node') };
    const options = { backend: 'native', addon: '/nowhere/unroll.node' } as const;
    await expect(createBackend(options)).rejects.toMatchObject(absent);
    vi.stubEnv('UNROLL_ADDON', '/nowhere/unroll.node');
    await expect(createBackend({ backend: 'native' })).rejects.toMatchObject(absent);
    expect((await createBackend({ backend: 'auto' })).name).not.toBe('native');
    const [native] = await describeBackends();
    expect(native).toMatchObject({ available: false, detail: absent.message });
  });

  it('describes all backends, the reference always available', async () => {
    const list = await describeBackends();
    expect(list.map(({ name }) => name)).toEqual(['native', 'wasm', 'js']);
    expect(list.at(-1)?.available).toBe(true);
    for (const { detail } of list) expect(detail.length).toBeGreaterThan(5);
  });
});
