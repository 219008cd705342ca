/* Words of two bf16 for products in half the bytes and at twice the speed (-DUNROLL_BF16): the values at 2w and
   2w + 1 of the sum are word w, the even one in its low half; past an odd end stands 0. Numbers are rounded to
   the nearest bf16, ties to even; sums stay f32. Without AVX512_BF16 (`npm run emulate`) the same words are
   multiplied in f32. */

#define WORDS(K) (((K) + 1) / 2)
/* Words from a row of A to the next, once converted: whole vectors. */
#define ROW_WORDS(K) ((WORDS(K) + VL - 1) / VL * VL)

#ifdef __AVX512BF16__
INLINE vf add_products(vf sum, vf a, vf b) { return _mm512_dpbf16_ps(sum, (__m512bh)a, (__m512bh)b); }
/* Word i of the result is (even[i], odd[i]). */
INLINE vf interleave(vf even, vf odd) {
  __m512i low = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(even));
  __m512i high = _mm512_cvtepu16_epi32((__m256i)_mm512_cvtneps_pbh(odd));
  return (vf)_mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}
/* VL words of 2 VL numbers in a row. */
INLINE vf join(vf first, vf second) { return (vf)_mm512_cvtne2ps_pbh(second, first); }
#else
INLINE vf add_products(vf sum, vf a, vf b) {
  sum += (vf)((vu)a & 0xffff0000u) * (vf)((vu)b & 0xffff0000u);
  return sum + (vf)((vu)a << 16) * (vf)((vu)b << 16);
}
/* In the high halves; NaN stays NaN. */
INLINE vu nearest(vf x) {
  vu bits = (vu)x, rounded = bits + 0x7fff + (bits >> 16 & 1), nan = (vu)(x != x);
  return (((bits | 0x400000u) & nan) | (rounded & ~nan)) & 0xffff0000u;
}
INLINE vf interleave(vf even, vf odd) { return (vf)(nearest(even) >> 16 | nearest(odd)); }
INLINE vf join(vf first, vf second) {
  float all[2 * VL], even[VL], odd[VL];
  store(all, first);
  store(all + VL, second);
  for (int i = 0; i < VL; i++) {
    even[i] = all[2 * i];
    odd[i] = all[2 * i + 1];
  }
  return interleave(load(even), load(odd));
}
#endif
/* A word in all lanes. */
INLINE vf spread(const float *word) {
  uint32_t bits;
  memcpy(&bits, word, 4);
  return (vf)(bits - (vu){0});
}

/* n numbers in a row as words, in whole vectors. */
INLINE void convert_row(ptrdiff_t n, const float *from, float *to) {
  for (ptrdiff_t k = 0; k < n; k += 2 * VL)
    store(to + k / 2, join(load_part(from + k, n - k), load_part(from + k + VL, n - k - VL)));
}

/* As pack_panels in product.h; a panel has WORDS(K) rows of words. */
static void pack_panels(ptrdiff_t K, ptrdiff_t N, const float *source, ptrdiff_t ld, int transposed, float *into,
                        ptrdiff_t from, ptrdiff_t to) {
  enum { RUN = 64 }; /* words */
  const ptrdiff_t words = WORDS(K);
  float run[NR * RUN];
  for (ptrdiff_t w0 = 0; w0 < words; w0 += RUN) {
    ptrdiff_t k0 = 2 * w0, wn = words - w0 < RUN ? words - w0 : RUN, kn = K - k0 < 2 * RUN ? K - k0 : 2 * RUN;
    for (ptrdiff_t j = from; j < to; j += NR) {
      ptrdiff_t width = panel_width(N, j), real = N - j < width ? N - j : width;
      float *panel = into + j * words + w0 * width;
      if (transposed) {
        for (ptrdiff_t n = 0; n < real; n++) convert_row(kn, source + (j + n) * ld + k0, run + n * RUN);
        transpose(real, wn, run, RUN, panel, width);
        for (ptrdiff_t w = 0; real < width && w < wn; w++)
          memset(panel + w * width + real, 0, (size_t)(width - real) * 4);
        continue;
      }
      for (ptrdiff_t w = 0; w < wn; w++)
        for (ptrdiff_t c = 0; c < width; c += VL) {
          const float *even = source + (k0 + 2 * w) * ld + j + c;
          vf odd = 2 * w + 1 < kn ? load_part(even + ld, real - c) : (vf){0};
          store(panel + w * width + c, interleave(load_part(even, real - c), odd));
        }
    }
  }
}
