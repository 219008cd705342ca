/* Products C = A·B with B packed into panels of NR columns, each stored k after k, so that one register
   tile of MR rows reads it as one stream. The last panel is only as wide as its columns need, in
   vectors. Every element of C sums in ascending k in one accumulator. */

#if VL == 16
#define MR 6
#define NV 4
#define KC 512
#elif VL == 8
#define MR 6
#define NV 2
#define KC 256
#else
#define MR 2
#define NV 4
#define KC 256
#endif
#define NR (NV * VL)
/* WebAssembly has few address registers: rows of A next to each other need only one. */
#ifdef __wasm__
#define PACK_A 1
#else
#define PACK_A 0
#endif
#define MC 72 /* rows of A handled together; a multiple of MR */

INLINE ptrdiff_t panel_width(ptrdiff_t N, ptrdiff_t column) {
  ptrdiff_t left = N - column;
  return left >= NR ? NR : (left + VL - 1) / VL * VL;
}

/* Columns [from, to) (from a multiple of NR) of a matrix (K, N), stored as (N, K) if `transposed`, as panels. */
static void pack_panels(ptrdiff_t K, ptrdiff_t N, const float *source, ptrdiff_t ld, int transposed, float *into,
                        ptrdiff_t from, ptrdiff_t to) {
  for (ptrdiff_t j = from; j < to; j += NR) {
    ptrdiff_t width = panel_width(N, j), real = N - j < width ? N - j : width;
    float *panel = into + j * K;
    if (transposed) {
      for (ptrdiff_t c = 0; c < width; c++) {
        const float *row = source + (j + c) * ld;
        if (c < real)
          for (ptrdiff_t k = 0; k < K; k++) panel[k * width + c] = row[k];
        else
          for (ptrdiff_t k = 0; k < K; k++) panel[k * width + c] = 0;
      }
    } else {
      for (ptrdiff_t k = 0; k < K; k++) {
        memcpy(panel + k * width, source + k * ld + j, (size_t)real * 4);
        for (ptrdiff_t c = real; c < width; c++) panel[k * width + c] = 0;
      }
    }
  }
}

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

/* rows x vectors of C: C = start + A·B over K. A(m, k) = a[m * row + k], or a[k * rows + m] if `packed`.
   start: C itself if `accumulate`, plus bias if not null. `real` columns of the tile exist. */
INLINE void tile(const int rows, const int vectors, const int packed, ptrdiff_t K, const float *a, ptrdiff_t row,
                 const float *b, ptrdiff_t width, float *c, ptrdiff_t ldc, ptrdiff_t real, int accumulate,
                 const float *bias) {
  vf acc[MR][NV]; /* constants, so that both stay in registers */
  int whole = real >= vectors * VL;
#pragma GCC unroll 8
  for (int m = 0; m < rows; m++)
#pragma GCC unroll 8
    for (int v = 0; v < vectors; v++) acc[m][v] = (vf){0};
  if (accumulate) {
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
  const ptrdiff_t step = packed ? rows : 1, next = packed ? 1 : row;
  for (ptrdiff_t k = 0; k < K; k++, a += step, b += width) {
    vf bv[NV];
#pragma GCC unroll 8
    for (int v = 0; v < vectors; v++) bv[v] = load(b + v * VL);
#pragma GCC unroll 8
    for (int m = 0; m < rows; m++) {
      vf av = splat(a[m * next]);
#pragma GCC unroll 8
      for (int v = 0; v < vectors; v++) acc[m][v] += av * bv[v];
    }
  }
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

#define TILE_ARGS K, a, row, b, width, c, ldc, real, accumulate, bias
#define TILE_PARAMS                                                                                            \
  ptrdiff_t K, const float *a, ptrdiff_t row, const float *b, ptrdiff_t width, float *c, ptrdiff_t ldc,          \
      ptrdiff_t real, int accumulate, const float *bias

/* One function per tile size, so that accumulators live in registers. */
#define DEFINE_TILE(rows, vectors)                                                                             \
  static __attribute__((noinline)) void tile_##rows##_##vectors(TILE_PARAMS) {                                  \
    tile(rows, vectors, 0, TILE_ARGS);                                                                          \
  }                                                                                                             \
  static __attribute__((noinline)) void tile_packed_##rows##_##vectors(TILE_PARAMS) {                           \
    tile(rows, vectors, 1, TILE_ARGS);                                                                          \
  }
#define DEFINE_TILES(vectors)                                                                                  \
  DEFINE_TILE(1, vectors) DEFINE_TILE(2, vectors) FOR_MORE_ROWS(DEFINE_TILE, vectors)
#if MR == 6
#define FOR_MORE_ROWS(X, vectors) X(3, vectors) X(4, vectors) X(5, vectors) X(6, vectors)
#define TILE_ROW(name, vectors)                                                                                \
  { name##1_##vectors, name##2_##vectors, name##3_##vectors, name##4_##vectors, name##5_##vectors, name##6_##vectors }
#else
#define FOR_MORE_ROWS(X, vectors)
#define TILE_ROW(name, vectors) \
  { name##1_##vectors, name##2_##vectors }
#endif
DEFINE_TILES(1)
DEFINE_TILES(2)
#if NV == 4
DEFINE_TILES(3)
DEFINE_TILES(4)
#endif
#if NV == 4
#define TILE_TABLE(name) {TILE_ROW(name, 1), TILE_ROW(name, 2), TILE_ROW(name, 3), TILE_ROW(name, 4)}
#else
#define TILE_TABLE(name) {TILE_ROW(name, 1), TILE_ROW(name, 2)}
#endif
typedef void tile_function(TILE_PARAMS);
static tile_function *const tiles[2][NV][MR] = {TILE_TABLE(tile_), TILE_TABLE(tile_packed_)};

/* rows of A over K, as to[k * rows + m]. */
INLINE void pack_rows(ptrdiff_t rows, ptrdiff_t K, const float *a, ptrdiff_t row, ptrdiff_t step, float *to) {
  if (row == 1 && rows == MR) {
    for (ptrdiff_t k = 0; k < K; k++) memcpy(to + k * MR, a + k * step, MR * 4);
  } else {
    for (ptrdiff_t k = 0; k < K; k++)
      for (ptrdiff_t m = 0; m < rows; m++) to[k * rows + m] = a[k * step + m * row];
  }
}

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
    vf av = splat(a[k]);
#pragma GCC unroll 8
    for (int p = 0; p < ROW_PANELS; p++)
#pragma GCC unroll 8
      for (int v = 0; v < NV; v++) acc[p][v] += av * load(b + p * panel + v * VL);
  }
#pragma GCC unroll 8
  for (int p = 0; p < ROW_PANELS; p++)
#pragma GCC unroll 8
    for (int v = 0; v < NV; v++) store(c + p * NR + v * VL, acc[p][v]);
}

/* Rows [0, M) and columns [n0, n1) (n0 a multiple of NR) of C, on one thread. A(m, k) = a[m * row + k * step].
   Uses k in [k0, k0 + K) of a packed matrix of `packedK` rows. */
static void product_part(ptrdiff_t M, ptrdiff_t n0, ptrdiff_t n1, ptrdiff_t N, ptrdiff_t K, const float *a,
                         ptrdiff_t row, ptrdiff_t step, const float *packed, ptrdiff_t packedK, ptrdiff_t k0,
                         float *c, ptrdiff_t ldc, int accumulate, const float *bias) {
  float block[MC * KC]; /* A packed */
  const int pack = step != 1 || (PACK_A && M > 1);
  for (ptrdiff_t kb = 0; kb < K; kb += KC) {
    ptrdiff_t kn = K - kb < KC ? K - kb : KC;
    int add = accumulate || kb > 0;
    for (ptrdiff_t mb = 0; mb < M; mb += MC) {
      ptrdiff_t mn = M - mb < MC ? M - mb : MC;
      /* Tiles of nearly equal height, none above MR. */
      ptrdiff_t count = (mn + MR - 1) / MR;
      if (pack)
        for (ptrdiff_t i = 0; i < count; i++) {
          ptrdiff_t m0 = mn * i / count, rows = mn * (i + 1) / count - m0;
          pack_rows(rows, kn, a + (mb + m0) * row + kb * step, row, step, block + m0 * kn);
        }
      for (ptrdiff_t j = n0; j < n1; j += NR) {
        ptrdiff_t width = panel_width(N, j), real = N - j < width ? N - j : width;
        const float *b = packed + j * packedK + (k0 + kb) * width;
        const float *starts = bias && kb == 0 ? bias + j : 0;
        if (M == 1 && step == 1 && j + ROW_PANELS * NR <= n1) {
          row_tile(kn, a + kb, b, packedK * NR, c + j, add, starts);
          j += (ROW_PANELS - 1) * NR;
          continue;
        }
        for (ptrdiff_t i = 0; i < count; i++) {
          ptrdiff_t m0 = mn * i / count, rows = mn * (i + 1) / count - m0;
          const float *from = pack ? block + m0 * kn : a + (mb + m0) * row + kb;
          tiles[pack][width / VL - 1][rows - 1](kn, from, row, b, width, c + (mb + m0) * ldc + j, ldc, real, add,
                                                starts);
        }
      }
    }
  }
}

/* product: M, N, K, a, lda, aTransposed, packed, c, ldc, accumulate, bias */
static void op_product(double *args, int thread, int threads) {
  ptrdiff_t M = SIZE(0), N = SIZE(1), K = SIZE(2), lda = SIZE(4), ldc = SIZE(8), from, to;
  const float *a = FLOATS(3), *packed = FLOATS(6), *bias = FLOATS(10);
  float *c = FLOATS(7);
  int transposed = FLAG(5), accumulate = FLAG(9);
  ptrdiff_t row = transposed ? 1 : lda, step = transposed ? lda : 1;
  if (transposed && lda == 1) row = 1; /* M = 1: contiguous already */
  if (M >= 2 * MR * threads) {
    share(M, MR, thread, threads, &from, &to);
    product_part(to - from, 0, N, N, K, a + from * row, row, step, packed, K, 0, c + from * ldc, ldc, accumulate,
                 bias);
  } else {
    share(N, NR, thread, threads, &from, &to);
    product_part(M, from, to, N, K, a, row, step, packed, K, 0, c, ldc, accumulate, bias);
  }
}
