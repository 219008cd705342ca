/* Softmax over rows and its losses. Row maxima and sums run over lanes in a fixed order. */

INLINE float row_max(const float *x, ptrdiff_t V) {
  vf m = splat(-__builtin_inff()), m1 = m, m2 = m, m3 = m;
  ptrdiff_t j = 0;
  for (; j + 4 * VL <= V; j += 4 * VL) {
    m = vmax(load(x + j), m);
    m1 = vmax(load(x + j + VL), m1);
    m2 = vmax(load(x + j + 2 * VL), m2);
    m3 = vmax(load(x + j + 3 * VL), m3);
  }
  m = vmax(vmax(m, m1), vmax(m2, m3));
  for (; j + VL <= V; j += VL) m = vmax(load(x + j), m);
  float best = lane_max(m);
  for (; j < V; j++) best = x[j] > best ? x[j] : best;
  return best;
}

/* Σ e^(scale·(x − max)); exponentials are written to `e` if it is not null. */
INLINE float row_exp_sum(const float *x, ptrdiff_t V, float max, float scale, float *e) {
  vf sum = {0};
  for (ptrdiff_t j = 0, left = V; j < V; j += VL, left -= VL) {
    vf v = vexp(scale * (load_part(x + j, left) - max));
    if (left < VL) { /* lanes past the end do not count */
      float t[VL] = {0};
      store_part(t, v, left);
      v = load(t);
    }
    if (e) store_part(e + j, v, left);
    sum += v;
  }
  return lane_sum(sum);
}

INLINE float log_of(float x) { return vlog(splat(x))[0]; }

/* cross entropy: N, V, logits, targets, ignoreIndex, smoothing, classWeights, losses, gradient, scale.
   loss = (1−ε) w_y (lse − x_y) + ε/V Σ_v w_v (lse − x_v), lse = log Σ e^x. */
static void op_cross_entropy(double *args, int thread, int threads) {
  ptrdiff_t V = SIZE(1), from, to;
  float *logits = FLOATS(2), *losses = FLOATS(7), *gradient = FLOATS(8);
  const int32_t *targets = INTS(3);
  int32_t ignore = (int32_t)args[4];
  float smoothing = REAL(5), scale = REAL(9);
  const float *weights = FLOATS(6);
  double weight_sum = (double)V;
  if (weights) {
    weight_sum = 0;
    for (ptrdiff_t v = 0; v < V; v++) weight_sum += weights[v];
  }
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t n = from; n < to; n++) {
    const float *x = logits + n * V;
    float *g = gradient ? gradient + n * V : 0;
    int32_t y = targets[n];
    if (y == ignore) {
      losses[n] = 0;
      if (g) memset(g, 0, (size_t)V * 4);
      continue;
    }
    float max = row_max(x, V), target = x[y];
    double smooth = 0;
    if (smoothing > 0)
      for (ptrdiff_t v = 0; v < V; v++) smooth += (weights ? weights[v] : 1.0) * ((double)max - x[v]);
    float total = row_exp_sum(x, V, max, 1.0f, g);
    float log_total = log_of(total); /* lse − max */
    float w = weights ? weights[y] : 1.0f;
    double loss = (1.0 - smoothing) * w * ((double)(max - target) + log_total);
    if (smoothing > 0) loss += smoothing / (double)V * (smooth + weight_sum * log_total);
    losses[n] = (float)loss;
    if (!g) continue;
    float hard = (1.0f - smoothing) * w, soft = smoothing / (float)V;
    float factor = scale * (hard + soft * (float)weight_sum) / total;
    for (ptrdiff_t j = 0, left = V; j < V; j += VL, left -= VL) {
      vf d = load_part(g + j, left) * factor;
      if (smoothing > 0) d -= scale * soft * (weights ? load_part(weights + j, left) : splat(1.0f));
      store_part(g + j, d, left);
    }
    g[y] -= scale * hard;
  }
}

/* log softmax: N, V, x, y */
static void op_log_softmax(double *args, int thread, int threads) {
  ptrdiff_t V = SIZE(1), from, to;
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t n = from; n < to; n++) {
    const float *x = FLOATS(2) + n * V;
    float *y = FLOATS(3) + n * V;
    float max = row_max(x, V);
    float log_total = log_of(row_exp_sum(x, V, max, 1.0f, 0));
    for (ptrdiff_t j = 0, left = V; j < V; j += VL, left -= VL)
      store_part(y + j, load_part(x + j, left) - max - log_total, left);
  }
}

/* log softmax backward: N, V, y, dy, dx */
static void op_log_softmax_backward(double *args, int thread, int threads) {
  ptrdiff_t V = SIZE(1), from, to;
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t n = from; n < to; n++) {
    const float *y = FLOATS(2) + n * V, *dy = FLOATS(3) + n * V;
    float *dx = FLOATS(4) + n * V;
    vf lanes = {0};
    for (ptrdiff_t j = 0, left = V; j < V; j += VL, left -= VL) lanes += load_part(dy + j, left);
    float total = lane_sum(lanes);
    for (ptrdiff_t j = 0, left = V; j < V; j += VL, left -= VL) {
      vf d = load_part(dy + j, left) - vexp(load_part(y + j, left)) * total;
      store_part(dx + j, load_part(dx + j, left) + d, left);
    }
  }
}

/* How many columns of row r count: all, or at most the length of its sequence, r mod `period`. */
INLINE ptrdiff_t row_length(const int32_t *lengths, ptrdiff_t period, ptrdiff_t r, ptrdiff_t V) {
  ptrdiff_t n = lengths ? lengths[r % period] : V;
  return n < V ? n : V;
}

/* softmax: rows, V, lengths, period, scale, x, y. y = softmax(scale·x) over the columns that count, else 0. */
static void op_softmax(double *args, int thread, int threads) {
  ptrdiff_t V = SIZE(1), from, to;
  const int32_t *lengths = INTS(2);
  float scale = REAL(4);
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t r = from; r < to; r++) {
    ptrdiff_t n = row_length(lengths, SIZE(3), r, V);
    const float *x = FLOATS(5) + r * V;
    float *y = FLOATS(6) + r * V;
    if (n > 0) {
      float factor = 1.0f / row_exp_sum(x, n, row_max(x, n), scale, y);
      for (ptrdiff_t j = 0, left = n; j < n; j += VL, left -= VL)
        store_part(y + j, factor * load_part(y + j, left), left);
    }
    memset(y + n, 0, (size_t)(V - n) * 4);
  }
}

/* softmax backward: rows, V, lengths, period, scale, y, dy, dx. dx += scale·y ⊙ (dy − Σ y·dy) */
static void op_softmax_backward(double *args, int thread, int threads) {
  ptrdiff_t V = SIZE(1), from, to;
  const int32_t *lengths = INTS(2);
  float scale = REAL(4);
  share(SIZE(0), 1, thread, threads, &from, &to);
  for (ptrdiff_t r = from; r < to; r++) {
    ptrdiff_t n = row_length(lengths, SIZE(3), r, V);
    const float *y = FLOATS(5) + r * V, *dy = FLOATS(6) + r * V;
    float *dx = FLOATS(7) + r * V;
    vf lanes = {0};
    for (ptrdiff_t j = 0, left = n; j < n; j += VL, left -= VL)
      lanes += load_part(y + j, left) * load_part(dy + j, left);
    float total = lane_sum(lanes);
    for (ptrdiff_t j = 0, left = n; j < n; j += VL, left -= VL) {
      vf d = scale * load_part(y + j, left) * (load_part(dy + j, left) - total);
      store_part(dx + j, load_part(dx + j, left) + d, left);
    }
  }
}
