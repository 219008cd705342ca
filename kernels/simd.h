/* Vectors of VL floats over GCC/Clang vector extensions, and exp, sigmoid, tanh and log on them (at most
   2.5 ulp; NaN stays NaN). A remainder shorter than VL goes through the same vector code with
   zeros in the unused lanes, so an element's bits never depend on where it stands. */
#ifndef UNROLL_SIMD_H
#define UNROLL_SIMD_H

#include <stddef.h>
#include <stdint.h>
#ifdef __wasm__ /* no C library; these become memory.copy and memory.fill */
#include <wasm_simd128.h>
#define memcpy __builtin_memcpy
#define memmove __builtin_memmove
#define memset __builtin_memset
#else
#include <string.h>
#endif
#if defined(__SSE2__)
#include <immintrin.h>
#endif

#ifndef VL
#define VL 4
#endif

typedef float vf __attribute__((vector_size(VL * 4)));
typedef int32_t vi __attribute__((vector_size(VL * 4)));
typedef uint32_t vu __attribute__((vector_size(VL * 4)));

#define INLINE static inline __attribute__((always_inline))

INLINE vf load(const float *p) {
  vf v;
  memcpy(&v, p, sizeof v);
  return v;
}
INLINE void store(float *p, vf v) { memcpy(p, &v, sizeof v); }
/* The first n < VL elements; out of line, to keep the code around it small. */
static __attribute__((noinline)) vf load_few(const float *p, ptrdiff_t n) {
  float t[VL] = {0};
  for (ptrdiff_t i = 0; i < n; i++) t[i] = p[i];
  return load(t);
}
static __attribute__((noinline)) void store_few(float *p, vf v, ptrdiff_t n) {
  float t[VL];
  store(t, v);
  for (ptrdiff_t i = 0; i < n; i++) p[i] = t[i];
}
/* A whole vector if n >= VL, else the first n elements and zeros; nothing if n <= 0. */
INLINE vf load_part(const float *p, ptrdiff_t n) { return __builtin_expect(n >= VL, 1) ? load(p) : load_few(p, n); }
INLINE void store_part(float *p, vf v, ptrdiff_t n) {
  if (__builtin_expect(n >= VL, 1))
    store(p, v);
  else
    store_few(p, v, n);
}
INLINE vf splat(float x) { return x - (vf){0}; }
/* `at_most` and `at_least` return x where it is NaN. */
#if VL == 8 && defined(__AVX2__)
INLINE vf pick(vi mask, vf yes, vf no) { return _mm256_blendv_ps(no, yes, (vf)mask); }
INLINE vf at_most(vf x, float limit) { return _mm256_min_ps(splat(limit), x); }
INLINE vf at_least(vf x, float limit) { return _mm256_max_ps(splat(limit), x); }
INLINE vf vsqrt(vf x) { return _mm256_sqrt_ps(x); }
#elif VL == 16 && defined(__AVX512F__)
INLINE vf pick(vi mask, vf yes, vf no) { return _mm512_mask_blend_ps(_mm512_movepi32_mask((__m512i)mask), no, yes); }
INLINE vf at_most(vf x, float limit) { return _mm512_min_ps(splat(limit), x); }
INLINE vf at_least(vf x, float limit) { return _mm512_max_ps(splat(limit), x); }
INLINE vf vsqrt(vf x) { return _mm512_sqrt_ps(x); }
#else
INLINE vf pick(vi mask, vf yes, vf no) { return (vf)(((vi)yes & mask) | ((vi)no & ~mask)); }
#if VL == 4 && defined(__SSE2__)
INLINE vf at_most(vf x, float limit) { return _mm_min_ps(splat(limit), x); }
INLINE vf at_least(vf x, float limit) { return _mm_max_ps(splat(limit), x); }
INLINE vf vsqrt(vf x) { return _mm_sqrt_ps(x); }
#elif VL == 4 && defined(__wasm_simd128__)
INLINE vf at_most(vf x, float limit) { return (vf)wasm_f32x4_pmin((v128_t)x, (v128_t)splat(limit)); }
INLINE vf at_least(vf x, float limit) { return (vf)wasm_f32x4_pmax((v128_t)x, (v128_t)splat(limit)); }
INLINE vf vsqrt(vf x) { return (vf)wasm_f32x4_sqrt((v128_t)x); }
#else
INLINE vf at_most(vf x, float limit) { return pick(x > limit, splat(limit), x); }
INLINE vf at_least(vf x, float limit) { return pick(x < limit, splat(limit), x); }
INLINE vf vsqrt(vf x) {
  vf y;
  for (int i = 0; i < VL; i++) y[i] = __builtin_sqrtf(x[i]);
  return y;
}
#endif
#endif
INLINE vf vabs(vf x) { return (vf)((vi)x & 0x7fffffff); }
INLINE vf vmax(vf a, vf b) { return pick(a > b, a, b); }
INLINE float lane_sum(vf v) {
  float s = 0;
  for (int i = 0; i < VL; i++) s += v[i];
  return s;
}
INLINE float lane_max(vf v) {
  float m = v[0];
  for (int i = 1; i < VL; i++) m = v[i] > m ? v[i] : m;
  return m;
}

/* e^x = 2^n e^r with |r| <= ln2/2. Adding ROUND rounds to an integer and leaves it in the low bits; a whole number
   added as well makes them the exponent's bits of a power of two. */
#define ROUND 12582912.0f /* 1.5 * 2^23 */
INLINE vf exp_rest(vf x, vf n) { return (x - n * 0.693359375f) + n * 2.12194440055e-4f; }
/* e^r - 1: r + r^2 times a Chebyshev fit of (e^r - 1 - r)/r^2. */
INLINE vf exp_minus_one(vf r) {
  vf p = r * 0.00139262508315f + 0.00836323288368f;
  p = p * r + 0.041666554213f;
  p = p * r + 0.166665766661f;
  p = p * r + 0.5f;
  return p * (r * r) + r;
}

/* 2^n is applied in two factors so that results down to the smallest denormal are right. */
INLINE vf vexp(vf x) {
  const float shift = ROUND + 254.0f;
  vf c = at_least(at_most(x, 90.0f), -110.0f);
  vf t = c * 1.44269504089f + shift;
  vf e = exp_minus_one(exp_rest(c, t - shift)) + 1.0f; /* NaN where x is */
  vi half = (vi)t >> 1;
  return e * (vf)(half << 23) * (vf)(((vi)t - half) << 23);
}

/* 1/(1 + e^-x), numerator and denominator times 2^-32: e^-x cannot overflow, and small results keep their digits. */
INLINE vf vsigmoid(vf x) {
  const float shift = ROUND + 95.0f, one = 2.3283064365386963e-10f;
  vf c = at_most(at_least(-x, -60.0f), 105.0f);
  vf t = c * 1.44269504089f + shift;
  vf scale = (vf)((vi)t << 23); /* 2^(n - 32) */
  return one / (scale * exp_minus_one(exp_rest(c, t - shift)) + (scale + one));
}

/* (E - 1)/(E + 1) with E = e^(-2|x|) = 2^n + 2^n (e^r - 1). */
INLINE vf vtanh(vf x) {
  const int32_t sign = (int32_t)0x80000000;
  const float shift = ROUND + 127.0f;
  vf c = at_least((vf)((vi)(x + x) | sign), -20.0f);
  vf t = c * 1.44269504089f + shift;
  vf scale = (vf)((vi)t << 23);
  vf m = exp_minus_one(exp_rest(c, t - shift));
  vf y = (scale * m + (scale - 1.0f)) / (scale * m + (scale + 1.0f));
  return (vf)(((vi)y & ~sign) | ((vi)x & sign));
}

/* log x = n ln2 + log(1 + f), sqrt(1/2) <= 1 + f < sqrt 2. */
INLINE vf vlog(vf x) {
  vi tiny = x < 1.17549435e-38f;
  vf xs = pick(tiny, x * 8388608.0f, x);
  vi bits = (vi)xs;
  vi n = (bits >> 23) - 127;
  vf m = (vf)((bits & 0x7fffff) | 0x3f800000);
  vi high = m > 1.41421356f;
  m = pick(high, m * 0.5f, m);
  n = n - high; /* true is -1 */
  n = n - (tiny & 23);
  vf f = m - 1.0f;
  vf p = f * -0.0620150011902f + 0.105308647389f;
  p = p * f + -0.106461916382f;
  p = p * f + 0.110377833591f;
  p = p * f + -0.124507433209f;
  p = p * f + 0.142865245478f;
  p = p * f + -0.166680015231f;
  p = p * f + 0.200000100397f;
  p = p * f + -0.24999990275f;
  p = p * f + 0.333333332812f;
  vf nf = __builtin_convertvector(n, vf);
  vf z = f * f;
  vf y = p * f * z + nf * -2.12194440055e-4f;
  y = y - z * 0.5f;
  y = f + y;
  y = y + nf * 0.693359375f;
  const float inf = __builtin_inff();
  y = pick(x == inf, x, y);
  y = pick(x == 0.0f, splat(-inf), y);
  y = pick(x < 0.0f, splat(__builtin_nanf("")), y);
  return pick(x != x, x, y);
}

/* The half-open part of n elements that is this thread's, in whole multiples of `unit`. */
INLINE void share(ptrdiff_t n, ptrdiff_t unit, int thread, int threads, ptrdiff_t *from, ptrdiff_t *to) {
  ptrdiff_t units = (n + unit - 1) / unit;
  ptrdiff_t a = units * thread / threads * unit, b = units * (thread + 1) / threads * unit;
  *from = a < n ? a : n;
  *to = b < n ? b : n;
}

/* Arguments of an operation by position. */
#define FLOATS(i) ((float *)(uintptr_t)args[i])
#define INTS(i) ((int32_t *)(uintptr_t)args[i])
#define SIZE(i) ((ptrdiff_t)args[i])
#define FLAG(i) ((int)args[i])
#define REAL(i) ((float)args[i])

#endif
