/* The product of product.h over words of two bf16 (bf16.h): A is converted block by block before its tiles, B when
   it is packed. Every element of C sums in ascending pairs of k in one accumulator. */

/* Words [0, WORDS(K)) of `rows` rows of A, ROW_WORDS(K) apart. */
INLINE void convert_rows(ptrdiff_t rows, ptrdiff_t K, const float *a, ptrdiff_t row, float *to) {
  for (ptrdiff_t m = 0; m < rows; m++) convert_row(K, a + m * row, to + m * ROW_WORDS(K));
}

/* Rows edges[0] to edges[count] of a transposed A, stored as (K, …) with `step` between rows of the storage, tile
   after tile, within a tile as to[w * rows + m]. */
static void convert_block(ptrdiff_t count, const ptrdiff_t *edges, ptrdiff_t K, const float *a, ptrdiff_t step,
                          float *to) {
  const ptrdiff_t all = edges[count], words = WORDS(K);
  float line[MC + VL];
  for (ptrdiff_t w = 0; w < words; w++, a += 2 * step) {
    for (ptrdiff_t m = 0; m < all; m += 16) {
      __builtin_prefetch(a + 16 * step + m);
      __builtin_prefetch(a + 17 * step + m);
    }
    for (ptrdiff_t m = 0; m < all; m += VL) {
      vf odd = 2 * w + 1 < K ? load_part(a + step + m, all - m) : (vf){0};
      store(line + m, interleave(load_part(a + m, all - m), odd));
    }
    for (ptrdiff_t i = 0; i < count; i++) {
      ptrdiff_t m0 = edges[i], rows = edges[i + 1] - m0;
      float *tile_w = to + m0 * words + w * rows;
      if (rows == MR)
        memcpy(tile_w, line + m0, MR * 4);
      else
        for (ptrdiff_t m = 0; m < rows; m++) memcpy(tile_w + m, line + m0 + m, 4);
    }
  }
}

#ifdef __AVX512BF16__
INLINE vf load_row_of_tile(const float *p, ptrdiff_t n) {
  return _mm512_maskz_loadu_ps((__mmask16)((1 << n) - 1), p);
}
INLINE void store_row_of_tile(float *p, vf v, ptrdiff_t n) {
  _mm512_mask_storeu_ps(p, (__mmask16)((1 << n) - 1), v);
}
#else
#define load_row_of_tile load_few
#define store_row_of_tile store_few
#endif
/* A tile of A that stands as from[k * rows + m], as to[w * rows + m]. */
INLINE void convert_tile(ptrdiff_t rows, ptrdiff_t K, const float *from, float *to) {
  for (ptrdiff_t k = 0; k < K; k += 2, from += 2 * rows, to += rows) {
    vf odd = k + 1 < K ? load_row_of_tile(from + rows, rows) : (vf){0};
    store_row_of_tile(to, interleave(load_row_of_tile(from, rows), odd), rows);
  }
}

/* As product_part of product.h; k0 is even. */
static void product_part(ptrdiff_t M, ptrdiff_t n0, ptrdiff_t n1, ptrdiff_t N, ptrdiff_t K, const float *a,
                         ptrdiff_t row, ptrdiff_t step, const float *packed, ptrdiff_t packedK, ptrdiff_t k0,
                         float *c, ptrdiff_t ldc, int accumulate, const float *bias) {
  enum { DEPTH = 512 }; /* words of a block of A */
  float block[MC * DEPTH];
  const int whole_rows = step == 1;
  const ptrdiff_t words = WORDS(K), depths = (words + DEPTH - 1) / DEPTH, blocks = (M + MC - 1) / MC;
  for (ptrdiff_t d = 0; d < depths; d++) {
    ptrdiff_t wb = words * d / depths, wn = words * (d + 1) / depths - wb, pieces = (wn + KC - 1) / KC;
    ptrdiff_t kn = K - 2 * wb < 2 * wn ? K - 2 * wb : 2 * wn;
    for (ptrdiff_t i = 0; i < blocks; i++) {
      ptrdiff_t mb = M * i / blocks, mn = M * (i + 1) / blocks - mb;
      ptrdiff_t count = (mn + MR - 1) / MR, edges[MC / MR + 1];
      for (ptrdiff_t e = 0; e <= count; e++) edges[e] = mn * e / count;
      const float *rows = a + mb * row + 2 * wb * step;
      if (whole_rows)
        convert_rows(mn, kn, rows, row, block);
      else
        convert_block(count, edges, kn, rows, step, block);
      for (ptrdiff_t j = n0; j < n1; j += NR) {
        ptrdiff_t width = panel_width(N, j), real = N - j < width ? N - j : width;
        const float *b = packed + j * WORDS(packedK) + (k0 / 2 + wb) * width;
        const float *starts = bias && wb == 0 ? bias + j : 0;
        if (M == 1 && whole_rows && j + ROW_PANELS * NR <= n1) {
          row_tile(wn, block, b, WORDS(packedK) * NR, c + j, accumulate || wb > 0, starts);
          j += (ROW_PANELS - 1) * NR;
          continue;
        }
        for (ptrdiff_t p = 0; p < pieces; p++) {
          ptrdiff_t w = wn * p / pieces, length = wn * (p + 1) / pieces - w;
          for (ptrdiff_t e = 0; e < count; e++) {
            ptrdiff_t m0 = edges[e], height = edges[e + 1] - m0;
            const float *from = whole_rows ? block + m0 * ROW_WORDS(kn) + w : block + m0 * wn + w * height;
            tiles[!whole_rows][width / VL - 1][height - 1](length, from, ROW_WORDS(kn), b + w * width,
                                                           c + (mb + m0) * ldc + j, ldc, real,
                                                           accumulate || wb + w > 0, w == 0 ? starts : 0);
          }
        }
      }
    }
  }
}
