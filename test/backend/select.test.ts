import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createBackend, describeBackends, describeBf16 } from '../../src/backend/select.ts';

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

describe('products in bf16', () => {
  it('are refused by backends that have none, with what to do', async () => {
    for (const backend of ['wasm', 'js'] as const) {
      await expect(createBackend({ backend, precision: 'bf16' })).rejects.toMatchObject({
        code: 'backend',
        message: expect.stringMatching(
          new RegExp(`${backend} backend has no products in bf16.*native.*AVX512_BF16.*f32`),
        ),
      });
    }
  });

  it('are never replaced by another backend: they start, or the reason is said', async () => {
    vi.stubEnv('UNROLL_BACKEND', undefined);
    vi.stubEnv('UNROLL_VECTOR', undefined);
    const { available, detail } = await describeBf16();
    if (available) {
      const backend = await createBackend({ precision: 'bf16' });
      expect(backend.description).toMatch(/^AVX-512 with bf16 products, /);
      backend.close();
    } else {
      await expect(createBackend({ precision: 'bf16' })).rejects.toMatchObject({
        code: 'backend',
        message: expect.stringContaining(detail.replace(/^no native backend: /, '')),
      });
    }
    vi.stubEnv('UNROLL_BACKEND', 'wasm');
    await expect(createBackend({ precision: 'bf16' })).rejects.toMatchObject({ code: 'backend' });
  });

  it.each([
    [0, /this CPU has no AVX512_BF16; or train with precision f32/],
    [-1, process.arch === 'x64' ? /GCC does from 10 on.*npm rebuild/ : /have none/],
  ])('say why they are not there where the addon answers %i', async (state, message) => {
    const folder = mkdtempSync(join(tmpdir(), 'unroll-bf16-'));
    const addon = join(folder, 'addon.cjs');
    writeFileSync(addon, `module.exports = { supports: () => 1, bf16: () => ${state} };`);
    const opened = createBackend({ backend: 'native', precision: 'bf16', addon });
    await expect(opened).rejects.toMatchObject({
      code: 'backend',
      message: expect.stringMatching(message),
    });
    vi.stubEnv('UNROLL_ADDON', addon);
    expect((await describeBf16()).available).toBe(false);
    rmSync(folder, { recursive: true });
  });

  it('exclude another width of vectors', async () => {
    if (!(await describeBf16()).available) return;
    const opened = createBackend({ backend: 'native', precision: 'bf16', vector: 'AVX2' });
    await expect(opened).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('not of AVX2'),
    });
  });

  it('are the only other precision', async () => {
    const precision = 'f16' as 'bf16';
    await expect(createBackend({ precision })).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('f32 or bf16'),
    });
  });
});
