/* Rows of matrices: tables of embeddings, strided copies, sums over rows. */

/* gather: rows, columns, table, ids, y, ldy */
static void op_gather(double *args, int thread, int threads) {
  ptrdiff_t columns = SIZE(1), ldy = SIZE(5), from, to;
  const float *table = FLOATS(2);
  const int32_t *ids = INTS(3);
  float *y = FLOATS(4);
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t r = from; r < to; r++) {
    if (ids[r] < 0)
      memset(y + r * ldy, 0, (size_t)columns * 4);
    else
      memcpy(y + r * ldy, table + ids[r] * columns, (size_t)columns * 4);
  }
}

/* scatter add: rows, columns, table, ids, dy, ldy. Threads share the columns, so rows add in order. */
static void op_scatter_add(double *args, int thread, int threads) {
  ptrdiff_t rows = SIZE(0), columns = SIZE(1), ldy = SIZE(5), from, to;
  float *table = FLOATS(2);
  const int32_t *ids = INTS(3);
  const float *dy = FLOATS(4);
  share(columns, VL, thread, threads, &from, &to);
  for (ptrdiff_t r = 0; r < rows; r++) {
    if (ids[r] < 0) continue;
    float *t = table + ids[r] * columns;
    const float *d = dy + r * ldy;
    for (ptrdiff_t j = from; j < to; j += VL)
      store_part(t + j, load_part(t + j, to - j) + load_part(d + j, to - j), to - j);
  }
}

/* gather columns: rows, columns, matrix (columns, ld), ld, ids, y, ldy. y[r] += column ids[r] of the matrix. */
static void op_gather_columns(double *args, int thread, int threads) {
  ptrdiff_t columns = SIZE(1), ld = SIZE(3), ldy = SIZE(6), from, to;
  const float *matrix = FLOATS(2);
  const int32_t *ids = INTS(4);
  float *y = FLOATS(5);
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t r = from; r < to; r++)
    if (ids[r] >= 0)
      for (ptrdiff_t j = 0; j < columns; j++) y[r * ldy + j] += matrix[j * ld + ids[r]];
}

/* scatter add columns: rows, columns, matrix (columns, ld), ld, ids, dy, ldy. Column ids[r] += dy[r], rows in order. */
static void op_scatter_add_columns(double *args, int thread, int threads) {
  ptrdiff_t rows = SIZE(0), ld = SIZE(3), ldy = SIZE(6), from, to;
  float *matrix = FLOATS(2);
  const int32_t *ids = INTS(4);
  const float *dy = FLOATS(5);
  share(SIZE(1), 1, thread, threads, &from, &to);
  for (ptrdiff_t r = 0; r < rows; r++)
    if (ids[r] >= 0)
      for (ptrdiff_t j = from; j < to; j++) matrix[j * ld + ids[r]] += dy[r * ldy + j];
}

/* copy: rows, columns, x, ldx, y, ldy, accumulate */
static void op_copy(double *args, int thread, int threads) {
  ptrdiff_t columns = SIZE(1), ldx = SIZE(3), ldy = SIZE(5), from, to;
  const float *x = FLOATS(2);
  float *y = FLOATS(4);
  int accumulate = FLAG(6);
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t r = from; r < to; r++) {
    if (!accumulate) {
      memmove(y + r * ldy, x + r * ldx, (size_t)columns * 4);
      continue;
    }
    for (ptrdiff_t j = 0, n = columns; j < columns; j += VL, n -= VL)
      store_part(y + r * ldy + j, load_part(y + r * ldy + j, n) + load_part(x + r * ldx + j, n), n);
  }
}

/* column sums: rows, columns, x, ldx, y, ldy, out. Four vectors of columns at a time, rows ascending. */
static void op_column_sums(double *args, int thread, int threads) {
  ptrdiff_t rows = SIZE(0), ldx = SIZE(3), ldy = SIZE(5), from, to;
  const float *x = FLOATS(2), *y = FLOATS(4);
  float *out = FLOATS(6);
  share(SIZE(1), VL, thread, threads, &from, &to);
  ptrdiff_t j = from;
  for (; j + 4 * VL <= to; j += 4 * VL) {
    vf s0 = load(out + j), s1 = load(out + j + VL), s2 = load(out + j + 2 * VL), s3 = load(out + j + 3 * VL);
    for (ptrdiff_t r = 0; r < rows; r++) {
      const float *p = x + r * ldx + j;
      vf a0 = load(p), a1 = load(p + VL), a2 = load(p + 2 * VL), a3 = load(p + 3 * VL);
      if (y) {
        const float *q = y + r * ldy + j;
        a0 *= load(q);
        a1 *= load(q + VL);
        a2 *= load(q + 2 * VL);
        a3 *= load(q + 3 * VL);
      }
      s0 += a0;
      s1 += a1;
      s2 += a2;
      s3 += a3;
    }
    store(out + j, s0);
    store(out + j + VL, s1);
    store(out + j + 2 * VL, s2);
    store(out + j + 3 * VL, s3);
  }
  for (; j < to; j += VL) {
    ptrdiff_t n = to - j;
    vf s = load_part(out + j, n);
    for (ptrdiff_t r = 0; r < rows; r++) {
      vf a = load_part(x + r * ldx + j, n);
      if (y) a *= load_part(y + r * ldy + j, n);
      s += a;
    }
    store_part(out + j, s, n);
  }
}
