/* Dropout from a counter-based generator, and layer normalisation. */

/* One of the eight rotations of Threefry-2x32 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
   2011). */
INLINE vu rotate(vu x, int r) { return (x << r) | (x >> (32 - r)); }

/* Threefry-2x32 with 13 rounds on vectors of counters; the words replace the counters. */
INLINE void threefry13(uint32_t k0, uint32_t k1, vu *w0, vu *w1) {
  static const int rotations[8] = {13, 15, 26, 6, 17, 29, 16, 24};
  uint32_t key[3] = {k0, k1, 0x1BD11BDAu ^ k0 ^ k1};
  vu a = *w0 + key[0], b = *w1 + key[1];
#pragma GCC unroll 13
  for (int round = 0; round < 13; round++) {
    a += b;
    b = rotate(b, rotations[round % 8]) ^ a;
    if (round % 4 == 3) {
      int s = round / 4 + 1;
      a += key[s % 3];
      b += key[(s + 1) % 3] + (uint32_t)s;
    }
  }
  *w0 = a;
  *w1 = b;
}

/* x·keep/(1−p), keep iff the word's top 24 bits as a fraction are at least p. */
INLINE vf drop(vf x, vu word, vf p, float factor) {
  vf u = __builtin_convertvector((vi)(word >> 8), vf) * 5.9604644775390625e-8f;
  return pick(u < p, (vf){0}, x * factor);
}

/* dropout: rows, columns, streams, firstStream, x, y, p, key0, key1, accumulate, factor */
static void op_dropout(double *args, int thread, int threads) {
  ptrdiff_t columns = SIZE(1), streams = SIZE(2), from, to, half = (columns + 1) / 2;
  const float *x = FLOATS(4);
  float *y = FLOATS(5), factor = REAL(10);
  vf p = splat(REAL(6));
  uint32_t k0 = (uint32_t)args[7], k1 = (uint32_t)args[8];
  int accumulate = FLAG(9);
  vu lane;
  for (int i = 0; i < VL; i++) lane[i] = (uint32_t)i;
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t r = from; r < to; r++) {
    uint32_t time = (uint32_t)(r / streams), stream = (uint32_t)(SIZE(3) + r % streams);
    for (ptrdiff_t j = 0; j < half; j += VL) {
      vu w0 = (vu){0} + stream, w1 = lane + (uint32_t)(time * (uint32_t)half + (uint32_t)j);
      threefry13(k0, k1, &w0, &w1);
      for (int side = 0; side < 2; side++) {
        ptrdiff_t first = side ? half + j : j, left = (side ? columns - half : half) - j;
        if (left <= 0) continue;
        const float *from_x = x + r * columns + first;
        float *to_y = y + r * columns + first;
        vf v = drop(load_part(from_x, left), side ? w1 : w0, p, factor);
        if (accumulate) v += load_part(to_y, left);
        store_part(to_y, v, left);
      }
    }
  }
}

/* layer norm: rows, columns, eps, x, gamma, beta, y, mean, rstd */
static void op_layer_norm(double *args, int thread, int threads) {
  ptrdiff_t C = SIZE(1), from, to;
  const float *gamma = FLOATS(4), *beta = FLOATS(5);
  float *mean = FLOATS(7), *rstd = FLOATS(8);
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t r = from; r < to; r++) {
    const float *x = FLOATS(3) + r * C;
    float *y = FLOATS(6) + r * C;
    double sum = 0, square = 0;
    for (ptrdiff_t j = 0; j < C; j++) sum += x[j];
    double m = sum / (double)C;
    for (ptrdiff_t j = 0; j < C; j++) square += (x[j] - m) * (x[j] - m);
    double s = 1.0 / __builtin_sqrt(square / (double)C + args[2]);
    mean[r] = (float)m;
    rstd[r] = (float)s;
    for (ptrdiff_t j = 0, left = C; j < C; j += VL, left -= VL) {
      vf v = (load_part(x + j, left) - mean[r]) * rstd[r];
      if (gamma) v *= load_part(gamma + j, left);
      if (beta) v += load_part(beta + j, left);
      store_part(y + j, v, left);
    }
  }
}

/* layer norm backward: rows, columns, x, gamma, mean, rstd, dy, dx, dGamma, dBeta.
   With x̂ = (x − mean)·rstd and d = dy·gamma: dx += rstd (d − mean(d) − x̂ mean(d·x̂)). */
static void op_layer_norm_backward(double *args, int thread, int threads) {
  ptrdiff_t rows = SIZE(0), C = SIZE(1), from, to;
  const float *x = FLOATS(2), *gamma = FLOATS(3), *mean = FLOATS(4), *rstd = FLOATS(5), *dy = FLOATS(6);
  float *dx = FLOATS(7), *dGamma = FLOATS(8), *dBeta = FLOATS(9);
  share(rows, 1, thread, threads, &from, &to);
  for (ptrdiff_t r = from; r < to; r++) {
    double sum = 0, product = 0;
    for (ptrdiff_t j = 0; j < C; j++) {
      double d = dy[r * C + j] * (gamma ? gamma[j] : 1.0f);
      sum += d;
      product += d * (x[r * C + j] - mean[r]) * rstd[r];
    }
    float a = (float)(sum / (double)C), b = (float)(product / (double)C);
    for (ptrdiff_t j = 0, left = C; j < C; j += VL, left -= VL) {
      vf d = load_part(dy + r * C + j, left), xh = (load_part(x + r * C + j, left) - mean[r]) * rstd[r];
      if (gamma) d *= load_part(gamma + j, left);
      store_part(dx + r * C + j, load_part(dx + r * C + j, left) + rstd[r] * (d - a - xh * b), left);
    }
  }
  /* dγ += Σ dy·x̂, dβ += Σ dy: threads share the columns. */
  share(C, VL, thread, threads, &from, &to);
  for (ptrdiff_t j = from; j < to; j += VL) {
    ptrdiff_t left = to - j;
    vf g = {0}, s = {0};
    for (ptrdiff_t r = 0; r < rows; r++) {
      vf d = load_part(dy + r * C + j, left);
      g += d * ((load_part(x + r * C + j, left) - mean[r]) * rstd[r]);
      s += d;
    }
    if (dGamma) store_part(dGamma + j, load_part(dGamma + j, left) + g, left);
    if (dBeta) store_part(dBeta + j, load_part(dBeta + j, left) + s, left);
  }
}
