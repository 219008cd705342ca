/* Attention of T steps of B sequences over S steps of the same sequences, time-major: (T, B, …) and
   (S, B, …), of which the first lengths[b] steps of S count. */

/* batch product: count, M, N, K, a, lda, aStep, aTransposed, b, ldb, bStep, bTransposed, c, ldc, cStep,
   accumulate, lengths, axis, scratch, scratchStep. C_i = A_i·B_i (+ C_i); matrix i starts i steps on; lengths[i]
   bounds M, N or K (axis 0, 1, 2). Threads share the matrices; each packs B_i into scratch of its own. */
static void op_batch_product(double *args, int thread, int threads) {
  ptrdiff_t lda = SIZE(5), ldc = SIZE(13), from, to;
  const int32_t *lengths = INTS(16);
  int transposed = FLAG(7), accumulate = FLAG(15), axis = FLAG(17);
  float *packed = FLOATS(18) + thread * SIZE(19);
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t i = from; i < to; i++) {
    ptrdiff_t sizes[3] = {SIZE(1), SIZE(2), SIZE(3)};
    if (lengths && lengths[i] < sizes[axis]) sizes[axis] = lengths[i];
    ptrdiff_t M = sizes[0], N = sizes[1], K = sizes[2];
    const float *a = FLOATS(4) + i * SIZE(6);
    float *c = FLOATS(12) + i * SIZE(14);
    if (K == 0 && !accumulate) /* an empty sum */
      for (ptrdiff_t m = 0; m < M; m++) memset(c + m * ldc, 0, (size_t)N * 4);
    if (M == 0 || N == 0 || K == 0) continue;
    pack_panels(K, N, FLOATS(8) + i * SIZE(10), SIZE(9), FLAG(11), packed, 0, N);
    product_part(M, 0, N, N, K, a, transposed ? 1 : lda, transposed ? lda : 1, packed, K, 0, c, ldc, accumulate, 0);
  }
}

/* additive scores: T, S, B, A, q (T, B, A), k (S, B, A), v (A), lengths, scores (T, B, S).
   score = v · tanh(q + k); 0 where s does not count. Threads share the rows (t, b). */
static void op_additive_scores(double *args, int thread, int threads) {
  ptrdiff_t T = SIZE(0), S = SIZE(1), B = SIZE(2), A = SIZE(3), from, to;
  const float *v = FLOATS(6);
  const int32_t *lengths = INTS(7);
  share(T * B, 1, thread, threads, &from, &to);
  for (ptrdiff_t r = from; r < to; r++) {
    ptrdiff_t b = r % B, n = row_length(lengths, B, r, S);
    const float *q = FLOATS(4) + r * A;
    float *scores = FLOATS(8) + r * S;
    for (ptrdiff_t s = 0; s < n; s++) {
      const float *k = FLOATS(5) + (s * B + b) * A;
      vf sum = {0};
      for (ptrdiff_t j = 0, left = A; j < A; j += VL, left -= VL)
        sum += load_part(v + j, left) * vtanh(load_part(q + j, left) + load_part(k + j, left));
      scores[s] = lane_sum(sum);
    }
    memset(scores + n, 0, (size_t)(S - n) * 4);
  }
}

/* additive scores backward: T, S, B, A, q, k, v, lengths, dScores, dq, dk, dv; the last three are added to.
   With y = tanh(q + k): dv += dScore·y; d = dScore·v·(1 − y²); dq += d; dk += d. Threads share the columns of
   A, so that each sum has one owner. */
static void op_additive_scores_backward(double *args, int thread, int threads) {
  ptrdiff_t T = SIZE(0), S = SIZE(1), B = SIZE(2), A = SIZE(3), from, to;
  const int32_t *lengths = INTS(7);
  share(A, VL, thread, threads, &from, &to);
  for (ptrdiff_t b = 0; b < B; b++) {
    ptrdiff_t n = row_length(lengths, B, b, S);
    for (ptrdiff_t t = 0; t < T; t++) {
      ptrdiff_t row = t * B + b;
      const float *dScores = FLOATS(8) + row * S;
      for (ptrdiff_t j = from, left = to - from; j < to; j += VL, left -= VL) {
        vf q = load_part(FLOATS(4) + row * A + j, left), v = load_part(FLOATS(6) + j, left);
        vf dq = {0}, dv = load_part(FLOATS(11) + j, left);
        for (ptrdiff_t s = 0; s < n; s++) {
          ptrdiff_t at = (s * B + b) * A + j;
          float *dk = FLOATS(10) + at;
          vf y = vtanh(q + load_part(FLOATS(5) + at, left));
          vf d = dScores[s] * v * (1.0f - y * y);
          dv += dScores[s] * y;
          dq += d;
          store_part(dk, load_part(dk, left) + d, left);
        }
        float *to_q = FLOATS(9) + row * A + j;
        store_part(to_q, load_part(to_q, left) + dq, left);
        store_part(FLOATS(11) + j, dv, left);
      }
    }
  }
}
