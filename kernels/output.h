/* The output layer with its loss, and their gradients, in chunks of columns: logits stand in memory once,
   as exponentials relative to the largest logit of their row and chunk, so that e^x is computed once and the
   sum over the whole row is known only afterwards. What is kept of N rows and C chunks of W columns:

     exponentials (C, N, W): e^(x − peak of the chunk)
     factors      (N, C):    ∂loss/∂x = factor · exponential − (column is the target) · share
     shares       (N)

   The gradient itself never stands in memory: a block of it is made in cache where a product wants it. */

struct kept {
  ptrdiff_t N, V, W, C;
  float *exponentials, *factors, *shares;
};

INLINE struct kept kept_of(ptrdiff_t N, ptrdiff_t V, ptrdiff_t W, float *at) {
  struct kept k = {N, V, W, (V + W - 1) / W, at, 0, 0};
  k.factors = at + k.C * N * W;
  k.shares = k.factors + N * k.C;
  return k;
}

/* e^x for x <= 0; 0 where that is below the smallest normal number. NaN stays NaN. */
INLINE vf vexp_below_one(vf x) {
  const float least = -87.0f, magic = 12582912.0f; /* as in vexp */
  vf c = at_least(x, least);
  vf t = c * 1.44269504089f + magic;
  vf n = t - magic;
  vf r = c - n * 0.693359375f;
  r = r + n * 2.12194440055e-4f;
  vf p = r * 0.00139262508315f + 0.00836323288368f;
  p = p * r + 0.041666554213f;
  p = p * r + 0.166665766661f;
  p = p * r + 0.5f;
  vf e = p * (r * r) + r + 1.0f;
  vf s = (vf)(((vi)t - (0x4b400000 - 127)) << 23);
  return pick(x < least, (vf){0}, e * s);
}

/* y = e^(x − max), which may be x; their sum. */
INLINE float exponentials(const float *x, float *y, ptrdiff_t n, float max) {
  vf sum = {0};
  ptrdiff_t j = 0;
  for (; j + VL <= n; j += VL) {
    vf e = vexp_below_one(load(x + j) - max);
    store(y + j, e);
    sum += e;
  }
  if (j < n) {
    float last[VL] = {0};
    store_part(y + j, vexp_below_one(load_part(x + j, n - j) - max), n - j);
    for (ptrdiff_t i = 0; j + i < n; i++) last[i] = y[j + i];
    sum += load(last);
  }
  return lane_sum(sum);
}

/* output: N, V, I, W, x, packed weight (I, V), bias, targets, kept, whether exponentials are wanted, sums (N, C),
   rows at once R, working memory (threads, R, W). Logits are made in working memory, which stays in cache: a product
   that writes to memory that is far away waits for it. Factors are the peaks and shares the targets' logits until
   `output loss`. */
static void op_output(double *args, int thread, int threads) {
  ptrdiff_t N = SIZE(0), V = SIZE(1), I = SIZE(2), W = SIZE(3), n0 = 0, n1 = N, c0 = 0;
  const float *x = FLOATS(4), *packed = FLOATS(5), *bias = FLOATS(6);
  const int32_t *targets = INTS(7);
  int keep = FLAG(9);
  struct kept k = kept_of(keep ? N : 0, V, W, FLOATS(8));
  ptrdiff_t c1 = k.C;
  ptrdiff_t R = SIZE(11);
  float *sums = FLOATS(10), *block = FLOATS(12) + thread * R * W;
  k.shares = k.factors + N * k.C;
  if (k.C >= 4 * threads)
    share(k.C, 1, thread, threads, &c0, &c1);
  else
    share(N, MR, thread, threads, &n0, &n1);
  for (ptrdiff_t c = c0; c < c1; c++) {
    ptrdiff_t first = c * W, width = V - first < W ? V - first : W;
    for (ptrdiff_t n = n0; n < n1; n += R) {
      ptrdiff_t rows = n1 - n < R ? n1 - n : R;
      float *kept = keep ? k.exponentials + (c * N + n) * W : block;
      product_part(rows, 0, width, width, I, x + n * I, I, 1, packed + first * WORDS(I), I, 0, block, W, 0,
                   bias ? bias + first : 0);
      for (ptrdiff_t r = 0; r < rows; r++) {
        float *row = block + r * W, peak = row_max(row, width);
        ptrdiff_t target = targets[n + r] - first;
        if (target >= 0 && target < width) k.shares[n + r] = row[target];
        k.factors[(n + r) * k.C + c] = peak;
        /* Where every logit is −∞ their exponentials are 0, not NaN. */
        sums[(n + r) * k.C + c] = exponentials(row, kept + r * W, width, peak == -__builtin_inff() ? 0 : peak);
      }
    }
  }
}

/* output loss: N, V, W, targets, ignoreIndex, classWeights, kept, whether exponentials are wanted, sums, losses,
   scale. loss = w_y (log Σ e^x − x_y). */
static void op_output_loss(double *args, int thread, int threads) {
  ptrdiff_t N = SIZE(0), from, to;
  const int32_t *targets = INTS(3);
  int32_t ignore = (int32_t)args[4];
  const float *weights = FLOATS(5), *sums = FLOATS(8);
  int keep = FLAG(7);
  struct kept k = kept_of(keep ? N : 0, SIZE(1), SIZE(2), FLOATS(6));
  float *losses = FLOATS(9), scale = REAL(10);
  k.shares = k.factors + N * k.C;
  share(N, 1, thread, threads, &from, &to);
  for (ptrdiff_t n = from; n < to; n++) {
    float *peaks = k.factors + n * k.C;
    const float *sum = sums + n * k.C;
    if (targets[n] == ignore) {
      losses[n] = 0;
      k.shares[n] = 0;
      memset(peaks, 0, (size_t)k.C * 4);
      for (ptrdiff_t c = 0; keep && c < k.C; c++) /* a NaN must not reach a product */
        memset(k.exponentials + (c * N + n) * k.W, 0, (size_t)k.W * 4);
      continue;
    }
    float max = row_max(peaks, k.C);
    vf lanes = {0};
    for (ptrdiff_t c = 0, left = k.C; c < k.C; c += VL, left -= VL) {
      vf below = load_part(peaks + c, left);
      for (ptrdiff_t i = left; i < VL; i++) below[i] = max; /* past the end: times a sum of 0 */
      vf e = vexp(below - max);
      lanes += e * load_part(sum + c, left);
      store_part(peaks + c, e, left);
    }
    float total = lane_sum(lanes), w = weights ? weights[targets[n]] : 1.0f;
    losses[n] = (float)((double)w * ((double)(max - k.shares[n]) + log_of(total)));
    float factor = scale * w / total;
    for (ptrdiff_t c = 0; c < k.C; c++) peaks[c] *= factor;
    k.shares[n] = scale * w;
  }
}

/* Memory wanted for the next block, fetched a few cache lines at a time between tiles: waiting for all of it at
   once would leave the multipliers idle. */
struct ahead {
  const float *from;
  ptrdiff_t rows, stride, lines, row, line, each;
};
/* rows x columns floats, over `tiles` tiles. */
INLINE struct ahead ahead_of(const float *from, ptrdiff_t rows, ptrdiff_t stride, ptrdiff_t columns,
                             ptrdiff_t tiles) {
  ptrdiff_t lines = (columns + 15) / 16;
  return (struct ahead){from, rows, stride, lines, 0, 0, (rows * lines + tiles - 1) / tiles};
}
INLINE void fetch(struct ahead *a) {
  for (ptrdiff_t i = 0; i < a->each && a->row < a->rows; i++) {
    __builtin_prefetch(a->from + a->row * a->stride + a->line * 16, 0, 2);
    if (++a->line == a->lines) {
      a->line = 0;
      a->row++;
    }
  }
}

#define GRADIENT_COLUMNS 96 /* handled together, so that their part of dW stays in cache over all rows */
#define MOST_ROWS (GRADIENT_COLUMNS > MC ? GRADIENT_COLUMNS : MC) /* of A below */

/* C (M, I) += A·B over K <= KC: A in tiles as `packed` says, tile i from row start[i] on; B from row k0 of a packed
   matrix of packedK rows; k0 is even. */
INLINE void multiply_add(const int packed, ptrdiff_t count, const ptrdiff_t *start, ptrdiff_t K, const float *a,
                         const float *b, ptrdiff_t packedK, ptrdiff_t k0, float *c, ptrdiff_t I,
                         struct ahead *next, struct ahead *next_c) {
  const ptrdiff_t words = WORDS(K), row = packed ? words : ROW_WORDS(K);
#ifdef UNROLL_BF16
  float converted[MOST_ROWS * ROW_WORDS(KC)];
  for (ptrdiff_t i = 0; i < count; i++)
    if (packed)
      convert_tile(start[i + 1] - start[i], K, a + start[i] * K, converted + start[i] * row);
    else
      convert_rows(start[i + 1] - start[i], K, a + start[i] * K, K, converted + start[i] * row);
  a = converted;
#endif
  for (ptrdiff_t j = 0; j < I; j += NR) {
    ptrdiff_t width = panel_width(I, j), real = I - j < width ? I - j : width;
    for (ptrdiff_t i = 0; i < count; i++) {
      fetch(next);
      if (next_c) fetch(next_c);
      tiles[packed][width / VL - 1][start[i + 1] - start[i] - 1](words, a + start[i] * row, row,
                                                                 b + j * WORDS(packedK) + WORDS(k0) * width,
                                                                 c + start[i] * I + j, I, real, 1, 0);
    }
  }
}

/* Tiles of nearly equal height, none above MR; their number. */
INLINE ptrdiff_t tile_rows(ptrdiff_t rows, ptrdiff_t *start) {
  ptrdiff_t count = (rows + MR - 1) / MR;
  for (ptrdiff_t i = 0; i <= count; i++) start[i] = rows * i / count;
  return count;
}

INLINE ptrdiff_t panels(ptrdiff_t N) { return (N + NR - 1) / NR; }
INLINE ptrdiff_t least(ptrdiff_t a, ptrdiff_t b) { return a < b ? a : b; }

/* output input gradient: N, V, I, W, targets, kept, row scales (N), packed weight (V, I), dX. Adds to dX. */
static void op_output_input_gradient(double *args, int thread, int threads) {
  ptrdiff_t V = SIZE(1), I = SIZE(2), from, to, start[MC / MR + 1];
  const int32_t *targets = INTS(4);
  struct kept k = kept_of(SIZE(0), V, SIZE(3), FLOATS(5));
  const float *scales = FLOATS(6), *packed = FLOATS(7);
  float *dx = FLOATS(8), gradient[MC * KC];
  share(k.N, MR, thread, threads, &from, &to);
  for (ptrdiff_t v = 0, next; v < V; v = next) {
    ptrdiff_t c = v / k.W;
    next = least(v + KC, least((c + 1) * k.W, V));
    ptrdiff_t columns = next - v;
    for (ptrdiff_t n = from; n < to; n += MC) {
      ptrdiff_t rows = least(MC, to - n), count = tile_rows(rows, start);
      for (ptrdiff_t i = 0; i < count; i++)
        for (ptrdiff_t r = start[i]; r < start[i + 1]; r++) {
          const float *e = k.exponentials + (c * k.N + n + r) * k.W + v - c * k.W;
          float factor = k.factors[(n + r) * k.C + c] * scales[n + r];
          float *g = gradient + (PACK_A ? start[i] * columns + r - start[i] : r * columns);
          const ptrdiff_t step = PACK_A ? start[i + 1] - start[i] : 1;
          if (PACK_A)
            for (ptrdiff_t j = 0; j < columns; j++) g[j * step] = e[j] * factor;
          else
            for (ptrdiff_t j = 0, left = columns; j < columns; j += VL, left -= VL)
              store_part(g + j, load_part(e + j, left) * factor, left);
          ptrdiff_t target = targets[n + r] - v;
          if (target >= 0 && target < columns) g[target * step] -= k.shares[n + r] * scales[n + r];
        }
      int last = n + MC >= to;
      ptrdiff_t next_n = last ? from : n + MC, next_v = last ? next : v, next_chunk = next_v / k.W;
      struct ahead wanted = ahead_of(k.exponentials + (next_chunk * k.N + next_n) * k.W + next_v - next_chunk * k.W,
                                     next_v < V ? least(MC, to - next_n) : 0, k.W, least(KC, k.W), count * panels(I));
      multiply_add(PACK_A, count, start, columns, gradient, packed, V, v, dx + n * I, I, &wanted, 0);
    }
  }
}

/* output weight gradient: N, V, I, W, targets, kept, row scales (N), packed x (N, I), dW (V, I), dBias (V); one
   of the two may be null. Adds to both. */
static void op_output_weight_gradient(double *args, int thread, int threads) {
  ptrdiff_t N = SIZE(0), V = SIZE(1), I = SIZE(2), from, to, start[GRADIENT_COLUMNS / MR + 1];
  const int32_t *targets = INTS(4);
  struct kept k = kept_of(N, V, SIZE(3), FLOATS(5));
  const float *scales = FLOATS(6), *packed = FLOATS(7);
  float *dw = FLOATS(8), *bias = FLOATS(9), block[GRADIENT_COLUMNS * KC], scaled[GRADIENT_COLUMNS + VL];
  float sums[GRADIENT_COLUMNS + VL];
  share(V, MR, thread, threads, &from, &to);
  for (ptrdiff_t v = from, next; v < to; v = next) {
    ptrdiff_t c = v / k.W;
    next = least(v + GRADIENT_COLUMNS, least((c + 1) * k.W, to));
    ptrdiff_t columns = next - v, count = tile_rows(columns, start);
    if (bias) memcpy(sums, bias + v, (size_t)columns * 4);
    for (ptrdiff_t n = 0; n < N; n += KC) {
      ptrdiff_t rows = least(KC, N - n);
      const float *e = k.exponentials + (c * N + n) * k.W + v - c * k.W;
      for (ptrdiff_t r = 0; r < rows; r++, e += k.W) {
        float factor = k.factors[(n + r) * k.C + c] * scales[n + r], hit = k.shares[n + r] * scales[n + r];
        ptrdiff_t target = targets[n + r] - v;
        for (ptrdiff_t j = 0, left = columns; j < columns; j += VL, left -= VL)
          store(scaled + j, load_part(e + j, left) * factor);
        if (target >= 0 && target < columns) scaled[target] -= hit;
        for (ptrdiff_t j = 0; bias && j < columns; j += VL) store(sums + j, load(sums + j) + load(scaled + j));
        for (ptrdiff_t i = 0; i < count; i++) {
          ptrdiff_t height = start[i + 1] - start[i];
          float *to_block = block + start[i] * rows + r * height;
          const float *from_row = scaled + start[i];
          if (height == MR)
            memcpy(to_block, from_row, MR * 4);
          else
            for (ptrdiff_t m = 0; m < height; m++) to_block[m] = from_row[m];
        }
      }
      if (!dw) continue;
      int last = n + KC >= N;
      ptrdiff_t next_n = last ? 0 : n + KC, next_v = last ? next : v, next_chunk = next_v / k.W;
      ptrdiff_t next_columns = least(GRADIENT_COLUMNS, to - next_v), spread = count * panels(I);
      struct ahead wanted = ahead_of(k.exponentials + (next_chunk * N + next_n) * k.W + next_v - next_chunk * k.W,
                                     next_v < to ? least(KC, N - next_n) : 0, k.W, GRADIENT_COLUMNS, spread);
      struct ahead wanted_dw = ahead_of(dw + next_v * I, last && next_v < to, 0, next_columns * I, spread);
      multiply_add(1, count, start, rows, block, packed, N, n, dw + v * I, I, &wanted, &wanted_dw);
    }
    if (bias) memcpy(bias + v, sums, (size_t)columns * 4);
  }
}
