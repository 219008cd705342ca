/* Products C = A·B with B packed into panels of NR columns, each stored k after k, so that one register
   tile of MR rows reads it as one stream. The last panel is only as wide as its columns need, in
   vectors. Every element of C sums in ascending k in one accumulator. */

/* Tiles of MR rows and NV vectors; KC of a panel stay in the first cache, a block of MC rows and KB columns of A in
   the second. In WebAssembly rows of A are packed, because addresses are dear, stacks are small, and a loop unrolled
   here costs V8 more registers than it has. */
#if VL == 16
#define MR 6
#define NV 4
#define KC 512
#elif VL == 8
#define MR 6
#define NV 2
#define KC 256
#else
#define MR 4
#define NV 2
#define KC 256
#endif
#ifdef __wasm__
#define PACK_A 1
#define KB 512
#define UNROLL 1
#else
#define PACK_A 0
#define KB 704
#define UNROLL 2
#endif
#define NR (NV * VL)
#define MC 72 /* a multiple of MR */

INLINE ptrdiff_t panel_width(ptrdiff_t N, ptrdiff_t column) {
  ptrdiff_t left = N - column;
  return left >= NR ? NR : (left + VL - 1) / VL * VL;
}

typedef float v4 __attribute__((vector_size(16)));
#ifdef __clang__
#define SHUFFLE(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)
#else
#define SHUFFLE(a, b, ...) __builtin_shuffle(a, b, (int32_t __attribute__((vector_size(16)))){__VA_ARGS__})
#endif

/* to[j * step + i] = from[i * ld + j] for i and j below 4. */
INLINE void transpose_4(const float *from, ptrdiff_t ld, float *to, ptrdiff_t step) {
  v4 r[4], u[4];
  for (int i = 0; i < 4; i++) memcpy(&r[i], from + i * ld, 16);
  for (int i = 0; i < 2; i++) {
    u[i] = SHUFFLE(r[2 * i], r[2 * i + 1], 0, 4, 1, 5);
    u[2 + i] = SHUFFLE(r[2 * i], r[2 * i + 1], 2, 6, 3, 7);
  }
  for (int i = 0; i < 2; i++) {
    r[2 * i] = SHUFFLE(u[2 * i], u[2 * i + 1], 0, 1, 4, 5);
    r[2 * i + 1] = SHUFFLE(u[2 * i], u[2 * i + 1], 2, 3, 6, 7);
  }
  for (int j = 0; j < 4; j++) memcpy(to + j * step, &r[j], 16);
}

/* to[k * step + i] = from[i * ld + k] for i below `rows` and k below K. */
INLINE void transpose(ptrdiff_t rows, ptrdiff_t K, const float *from, ptrdiff_t ld, float *to, ptrdiff_t step) {
  ptrdiff_t k = 0, i;
  for (; k + 4 <= K; k += 4) {
    for (i = 0; i + 4 <= rows; i += 4) transpose_4(from + i * ld + k, ld, to + k * step + i, step);
    for (; i < rows; i++)
      for (int j = 0; j < 4; j++) to[(k + j) * step + i] = from[i * ld + k + j];
  }
  for (; k < K; k++)
    for (i = 0; i < rows; i++) to[k * step + i] = from[i * ld + k];
}

#ifdef UNROLL_BF16
#include "bf16.h"
#else
/* Packed matrices and converted rows consist of words that the tiles multiply: here one number each. */
#define WORDS(K) (K)
#define ROW_WORDS(K) (K)
INLINE vf add_products(vf sum, vf a, vf b) { return sum + a * b; }
INLINE vf spread(const float *word) { return splat(*word); }

/* Columns [from, to) (from a multiple of NR) of a matrix (K, N), stored as (N, K) if `transposed`, as panels: a run
   of k after another, so that whole rows of the source are read. */
static void pack_panels(ptrdiff_t K, ptrdiff_t N, const float *source, ptrdiff_t ld, int transposed, float *into,
                        ptrdiff_t from, ptrdiff_t to) {
  const ptrdiff_t run = transposed ? K : 64;
  for (ptrdiff_t k0 = 0; k0 < K; k0 += run) {
    ptrdiff_t kn = K - k0 < run ? K - k0 : run;
    for (ptrdiff_t j = from; j < to; j += NR) {
      ptrdiff_t width = panel_width(N, j), real = N - j < width ? N - j : width;
      float *panel = into + j * K + k0 * width;
      if (transposed)
        transpose(real, kn, source + j * ld + k0, ld, panel, width);
      else
        for (ptrdiff_t k = 0; k < kn; k++)
          if (real == NR)
            memcpy(panel + k * NR, source + (k0 + k) * ld + j, NR * 4);
          else
            memcpy(panel + k * width, source + (k0 + k) * ld + j, (size_t)real * 4);
      for (ptrdiff_t k = 0; real < width && k < kn; k++)
        for (ptrdiff_t c = real; c < width; c++) panel[k * width + c] = 0;
    }
  }
}
#endif

/* pack: K, N, source, ld, transposed, into */
static void op_pack(double *args, int thread, int threads) {
  ptrdiff_t K = SIZE(0), N = SIZE(1), from, to;
  share(N, NR, thread, threads, &from, &to);
  pack_panels(K, N, FLOATS(2), SIZE(3), FLAG(4), FLOATS(5), from, to);
}

/* A row of a tile: only its last vector can be short. */
INLINE void load_row(const int vectors, vf *to, const float *from, int whole, ptrdiff_t real) {
#pragma GCC unroll 8
  for (int v = 0; v < vectors - 1; v++) to[v] = load(from + v * VL);
  const ptrdiff_t last = (ptrdiff_t)(vectors - 1) * VL;
  to[vectors - 1] = whole ? load(from + last) : load_few(from + last, real - last);
}

/* acc += a row of A's tile (rows) times one of B's panel (vectors). */
INLINE void add_outer(const int rows, const int vectors, vf acc[MR][NV], const float *a, ptrdiff_t next,
                      const float *b) {
  vf bv[NV];
#pragma GCC unroll 8
  for (int v = 0; v < vectors; v++) bv[v] = load(b + v * VL);
#pragma GCC unroll 8
  for (int m = 0; m < rows; m++) {
    vf av = spread(a + m * next);
#pragma GCC unroll 8
    for (int v = 0; v < vectors; v++) acc[m][v] = add_products(acc[m][v], av, bv[v]);
  }
}

/* rows x vectors of C: C = start + A·B over K. A(m, k) = a[m * row + k], or a[k * rows + m] if `packed`.
   start: C itself if `accumulate`, plus bias if not null. `real` columns of the tile exist. */
INLINE void tile(const int rows, const int vectors, const int packed, ptrdiff_t K, const float *a, ptrdiff_t row,
                 const float *b, float *c, ptrdiff_t ldc, ptrdiff_t real, int accumulate, const float *bias) {
  vf acc[MR][NV]; /* constants, so that both stay in registers */
  int whole = real >= vectors * VL;
#pragma GCC unroll 8
  for (int m = 0; m < rows; m++)
#pragma GCC unroll 8
    for (int v = 0; v < vectors; v++) acc[m][v] = (vf){0};
  if (accumulate) {
#pragma GCC unroll 8 /* the next panel's */
    for (int m = 0; m < rows; m++) __builtin_prefetch(c + m * ldc + 2 * NR - 1, 1);
#pragma GCC unroll 8
    for (int m = 0; m < rows; m++) load_row(vectors, acc[m], c + m * ldc, whole, real);
  }
  if (bias) {
    vf start[NV];
    load_row(vectors, start, bias, whole, real);
#pragma GCC unroll 8
    for (int m = 0; m < rows; m++)
#pragma GCC unroll 8
      for (int v = 0; v < vectors; v++) acc[m][v] += start[v];
  }
  const ptrdiff_t width = (ptrdiff_t)vectors * VL, step = packed ? rows : 1, next = packed ? 1 : row;
  ptrdiff_t k = K;
  for (; k >= UNROLL; k -= UNROLL, a += UNROLL * step, b += UNROLL * width)
#pragma GCC unroll 8
    for (int u = 0; u < UNROLL; u++) add_outer(rows, vectors, acc, a + u * step, next, b + u * width);
  for (; k > 0; k--, a += step, b += width) add_outer(rows, vectors, acc, a, next, b);
#pragma GCC unroll 8
  for (int m = 0; m < rows; m++) {
#pragma GCC unroll 8
    for (int v = 0; v < vectors - 1; v++) store(c + m * ldc + v * VL, acc[m][v]);
    if (whole)
      store(c + m * ldc + (vectors - 1) * VL, acc[m][vectors - 1]);
    else
      store_few(c + m * ldc + (vectors - 1) * VL, acc[m][vectors - 1], real - (vectors - 1) * VL);
  }
}

#define TILE_ARGS K, a, row, b, c, ldc, real, accumulate, bias
#define TILE_PARAMS                                                                                            \
  ptrdiff_t K, const float *a, ptrdiff_t row, const float *b, float *c, ptrdiff_t ldc,          \
      ptrdiff_t real, int accumulate, const float *bias

/* One function per tile size, so that accumulators live in registers. */
#define DEFINE_TILE(rows, vectors)                                                                             \
  static __attribute__((noinline)) void tile_##rows##_##vectors(TILE_PARAMS) {                                  \
    tile(rows, vectors, 0, TILE_ARGS);                                                                          \
  }                                                                                                             \
  static __attribute__((noinline)) void tile_packed_##rows##_##vectors(TILE_PARAMS) {                           \
    tile(rows, vectors, 1, TILE_ARGS);                                                                          \
  }
#define ROWS_4(X, ...) X(1, __VA_ARGS__) X(2, __VA_ARGS__) X(3, __VA_ARGS__) X(4, __VA_ARGS__)
#if MR == 6
#define ROWS(X, ...) ROWS_4(X, __VA_ARGS__) X(5, __VA_ARGS__) X(6, __VA_ARGS__)
#else
#define ROWS ROWS_4
#endif
#define NAME_TILE(rows, vectors, name) name##rows##_##vectors,
#define TILE_ROW(name, vectors) {ROWS(NAME_TILE, vectors, name)}
#if NV == 2
#define VECTORS(X) X(1) X(2)
#define TILE_TABLE(name) {TILE_ROW(name, 1), TILE_ROW(name, 2)}
#else
#define VECTORS(X) X(1) X(2) X(3) X(4)
#define TILE_TABLE(name) {TILE_ROW(name, 1), TILE_ROW(name, 2), TILE_ROW(name, 3), TILE_ROW(name, 4)}
#endif
#define DEFINE_TILES(vectors) ROWS(DEFINE_TILE, vectors)
VECTORS(DEFINE_TILES)
typedef void tile_function(TILE_PARAMS);
static tile_function *const tiles[2][NV][MR] = {TILE_TABLE(tile_), TILE_TABLE(tile_packed_)};

#ifndef UNROLL_BF16
/* Rows edges[0] to edges[count] of A over K, tile after tile, within a tile as to[k * rows + m]. Stored transposed
   (row 1), one row of the storage feeds all tiles: a few of them at a time, the next ones on their way. */
static void pack_block(ptrdiff_t count, const ptrdiff_t *edges, ptrdiff_t K, const float *a, ptrdiff_t row,
                       ptrdiff_t step, float *to) {
  const ptrdiff_t run = row == 1 ? 16 : K;
  for (ptrdiff_t k0 = 0; k0 < K; k0 += run, a += run * step) {
    ptrdiff_t kn = K - k0 < run ? K - k0 : run;
    for (ptrdiff_t k = 0; row == 1 && k < kn; k++)
      for (ptrdiff_t m = 0; m < edges[count]; m += 16) __builtin_prefetch(a + (run + k) * step + m);
    for (ptrdiff_t i = 0; i < count; i++) {
      ptrdiff_t m0 = edges[i], rows = edges[i + 1] - m0;
      const float *from = a + m0 * row;
      float *tile_k = to + m0 * K + k0 * rows;
      if (row != 1)
        transpose(rows, kn, from, row, tile_k, rows);
      else if (rows == MR)
        for (ptrdiff_t k = 0; k < kn; k++) memcpy(tile_k + k * MR, from + k * step, MR * 4);
      else
        for (ptrdiff_t k = 0; k < kn; k++)
          for (ptrdiff_t m = 0; m < rows; m++) tile_k[k * rows + m] = from[k * step + m];
    }
  }
}
#endif

/* One row of A against several whole panels at once: a single row fills too few registers of one panel to
   hide the latency of its sums. */
#define ROW_PANELS (8 / NV)
static __attribute__((noinline)) void row_tile(ptrdiff_t K, const float *a, const float *b, ptrdiff_t panel, float *c,
                                               int accumulate, const float *bias) {
  vf acc[ROW_PANELS][NV];
#pragma GCC unroll 8
  for (int p = 0; p < ROW_PANELS; p++)
#pragma GCC unroll 8
    for (int v = 0; v < NV; v++) {
      const ptrdiff_t at = p * NR + v * VL;
      acc[p][v] = accumulate ? load(c + at) : (vf){0};
      if (bias) acc[p][v] += load(bias + at);
    }
  for (ptrdiff_t k = 0; k < K; k++, b += NR) {
    vf av = spread(a + k);
#pragma GCC unroll 8
    for (int p = 0; p < ROW_PANELS; p++)
#pragma GCC unroll 8
      for (int v = 0; v < NV; v++) acc[p][v] = add_products(acc[p][v], av, load(b + p * panel + v * VL));
  }
#pragma GCC unroll 8
  for (int p = 0; p < ROW_PANELS; p++)
#pragma GCC unroll 8
    for (int v = 0; v < NV; v++) store(c + p * NR + v * VL, acc[p][v]);
}

#ifdef UNROLL_BF16
#include "product-bf16.h"
#else
/* Rows [0, M) and columns [n0, n1) (n0 a multiple of NR) of C, on one thread. A(m, k) = a[m * row + k * step].
   Uses k in [k0, k0 + K) of a packed matrix of `packedK` rows. Blocks and tiles are of nearly equal size: a short last
   one would waste a whole pass over B. */
static void product_part(ptrdiff_t M, ptrdiff_t n0, ptrdiff_t n1, ptrdiff_t N, ptrdiff_t K, const float *a,
                         ptrdiff_t row, ptrdiff_t step, const float *packed, ptrdiff_t packedK, ptrdiff_t k0,
                         float *c, ptrdiff_t ldc, int accumulate, const float *bias) {
  float block[MC * KB]; /* A packed */
  const int pack = step != 1 || (PACK_A && M > 1);
  const ptrdiff_t depths = (K + KB - 1) / KB, blocks = (M + MC - 1) / MC;
  for (ptrdiff_t d = 0; d < depths; d++) {
    ptrdiff_t kb = K * d / depths, kn = K * (d + 1) / depths - kb, pieces = (kn + KC - 1) / KC;
    for (ptrdiff_t i = 0; i < blocks; i++) {
      ptrdiff_t mb = M * i / blocks, mn = M * (i + 1) / blocks - mb;
      ptrdiff_t count = (mn + MR - 1) / MR, edges[MC / MR + 1];
      for (ptrdiff_t e = 0; e <= count; e++) edges[e] = mn * e / count;
      const float *rows = a + mb * row + kb * step;
      if (pack) pack_block(count, edges, kn, rows, row, step, block);
      for (ptrdiff_t j = n0; j < n1; j += NR) {
        ptrdiff_t width = panel_width(N, j), real = N - j < width ? N - j : width;
        const float *b = packed + j * packedK + (k0 + kb) * width;
        const float *starts = bias && kb == 0 ? bias + j : 0;
        if (M == 1 && step == 1 && j + ROW_PANELS * NR <= n1) {
          row_tile(kn, rows, b, packedK * NR, c + j, accumulate || kb > 0, starts);
          j += (ROW_PANELS - 1) * NR;
          continue;
        }
        for (ptrdiff_t p = 0; p < pieces; p++) {
          ptrdiff_t k = kn * p / pieces, length = kn * (p + 1) / pieces - k;
          for (ptrdiff_t e = 0; e < count; e++) {
            ptrdiff_t m0 = edges[e], height = edges[e + 1] - m0;
            const float *from = pack ? block + m0 * kn + k * height : rows + m0 * row + k;
            tiles[pack][width / VL - 1][height - 1](length, from, row, b + k * width,
                                                    c + (mb + m0) * ldc + j, ldc, real,
                                                    accumulate || kb + k > 0, k == 0 ? starts : 0);
          }
        }
      }
    }
  }
}
#endif

/* product: M, N, K, a, lda, aTransposed, packed, c, ldc, accumulate, bias */
static void op_product(double *args, int thread, int threads) {
  ptrdiff_t M = SIZE(0), N = SIZE(1), K = SIZE(2), lda = SIZE(4), ldc = SIZE(8), from, to;
  const float *a = FLOATS(3), *packed = FLOATS(6), *bias = FLOATS(10);
  float *c = FLOATS(7);
  int transposed = FLAG(5), accumulate = FLAG(9);
  ptrdiff_t row = transposed ? 1 : lda, step = transposed ? lda : 1;
  if (M >= 2 * MR * threads) {
    share(M, MR, thread, threads, &from, &to);
    product_part(to - from, 0, N, N, K, a + from * row, row, step, packed, K, 0, c + from * ldc, ldc, accumulate,
                 bias);
  } else {
    share(N, NR, thread, threads, &from, &to);
    product_part(M, from, to, N, K, a, row, step, packed, K, 0, c, ldc, accumulate, bias);
  }
}
