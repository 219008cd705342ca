/* One layer and direction over time. Each thread walks its own rows of the batch through all steps, so
   there is no barrier between steps. Where the batch has fewer rows than there are threads, threads share the
   hidden units of every row and meet at a barrier. Layouts and gate orders: src/backend/backend.ts. */

enum scan_kind {
  RNN_TANH,
  RNN_RELU,
  GRU_SIMPLE,
  GRU,
  GRU_TORCH,
  LSTM,
  LSTM_PEEPHOLE,
  LSTM_PEEPHOLE_PREVIOUS
};

struct scan {
  enum scan_kind kind;
  ptrdiff_t T, B, H, G, b0, b1, j0, j1; /* rows [b0, b1) and of these the units [j0, j1) are this thread's */
  int part, parts;                      /* which part of the units, of how many */
  struct barrier *barrier;              /* of the threads that share units */
  int reverse;
  const int32_t *lengths;
  const float *recurrent, *candidate, *bias, *peepholes;
  float *gates, *h, *c, *extra, *output, *scratch, *dh, *dc;
  const float *dOutput;
  ptrdiff_t ldOutput;
};

INLINE ptrdiff_t gate_count(enum scan_kind kind) {
  return kind <= RNN_RELU ? 1 : kind == GRU_SIMPLE ? 2 : kind <= GRU_TORCH ? 3 : 4;
}
INLINE int ended(const struct scan *s, ptrdiff_t t, ptrdiff_t b) { return s->lengths && t >= s->lengths[b]; }
/* The slot of the state before and after step t. */
INLINE ptrdiff_t slot_before(const struct scan *s, ptrdiff_t t) { return s->reverse ? t + 1 : t; }
INLINE ptrdiff_t slot_after(const struct scan *s, ptrdiff_t t) { return s->reverse ? t : t + 1; }
INLINE float *state_row(const struct scan *s, float *states, ptrdiff_t slot, ptrdiff_t b) {
  return states + (slot * s->B + b) * s->H;
}
INLINE vf bias_at(const struct scan *s, ptrdiff_t gate, ptrdiff_t j) {
  return s->bias ? load_part(s->bias + gate * s->H + j, s->H - j) : (vf){0};
}
INLINE vf peephole_at(const struct scan *s, ptrdiff_t gate, ptrdiff_t j) {
  return load_part(s->peepholes + gate * s->H + j, s->H - j);
}

/* Rows of the batch for this thread or, if they are too few for that and there is a barrier, units. Units are
   whole panels of a packed matrix where those do not straddle gates: then a thread makes all gates of its units. */
INLINE ptrdiff_t whole_panels(const struct scan *s) { return s->H % NR == 0; }
INLINE void share_scan(struct scan *s, int thread, int threads) {
  s->part = 0;
  s->parts = 1;
  s->j0 = 0;
  s->j1 = s->H;
  if (s->B >= threads || !s->barrier) {
    share(s->B, 1, thread, threads, &s->b0, &s->b1);
    return;
  }
  s->b0 = 0;
  s->b1 = s->B;
  s->part = thread;
  s->parts = threads;
  share(s->H, whole_panels(s) ? NR : VL, thread, threads, &s->j0, &s->j1);
}
/* Waits until all parts have come here. */
INLINE void meet(const struct scan *s) {
  if (s->parts > 1) barrier_wait(s->barrier, s->parts);
}
/* The same where only a thread's own units are read next. */
INLINE void meet_units(const struct scan *s) {
  if (!whole_panels(s)) meet(s);
}

/* This thread's rows up to the last one that goes on at step t. */
INLINE ptrdiff_t rows_at(const struct scan *s, ptrdiff_t t) {
  ptrdiff_t rows = s->b1 - s->b0;
  while (rows > 0 && ended(s, t, s->b0 + rows - 1)) rows--;
  return rows;
}
/* c_rows += a_rows · part [n0, n1) of the packed recurrent weights, for this thread's units and rows at step t. */
INLINE void recur(const struct scan *s, ptrdiff_t t, const float *a, ptrdiff_t lda, ptrdiff_t K, const float *packed,
                  ptrdiff_t packedK, ptrdiff_t k0, ptrdiff_t N, float *c, ptrdiff_t ldc, int accumulate) {
  ptrdiff_t M = rows_at(s, t);
  if (s->parts == 1) {
    product_part(M, 0, N, N, K, a, lda, 1, packed, packedK, k0, c, ldc, accumulate, 0);
  } else if (whole_panels(s)) {
    /* Every other step goes back: what it reads first is what the step before read last, and still in the cache. */
    const ptrdiff_t width = ROW_PANELS * NR, each = (s->j1 - s->j0 + width - 1) / width, count = N / s->H * each;
    for (ptrdiff_t i = 0; i < count; i++) {
      ptrdiff_t at = t % 2 ? count - 1 - i : i, gate = at / each * s->H, j = s->j0 + at % each * width;
      ptrdiff_t end = s->j1 - j < width ? s->j1 : j + width;
      product_part(M, gate + j, gate + end, N, K, a, lda, 1, packed, packedK, k0, c, ldc, accumulate, 0);
    }
  } else {
    ptrdiff_t from, to;
    share(N, NR, s->part, s->parts, &from, &to);
    product_part(M, from, to, N, K, a, lda, 1, packed, packedK, k0, c, ldc, accumulate, 0);
  }
}
/* A row's units [j0, j1) of this thread, in `blocks` blocks of H. */
INLINE void copy_units(const struct scan *s, float *to, const float *from) {
  memcpy(to + s->j0, from + s->j0, (size_t)(s->j1 - s->j0) * 4);
}
INLINE void clear_units(const struct scan *s, float *x, ptrdiff_t blocks) {
  for (ptrdiff_t i = 0; i < blocks; i++) memset(x + i * s->H + s->j0, 0, (size_t)(s->j1 - s->j0) * 4);
}

/* --- forward, one row: g gates (in: pre-activations without b_h), h and c before, hn and cn after --- */

static void rnn_row(const struct scan *s, float *g, float *hn) {
  for (ptrdiff_t j = s->j0, n = s->H - j; j < s->j1; j += VL, n -= VL) {
    vf x = load_part(g + j, n) + bias_at(s, 0, j);
    vf y = s->kind == RNN_TANH ? vtanh(x) : pick(x < 0.0f, (vf){0}, x);
    store_part(g + j, y, n);
    store_part(hn + j, y, n);
  }
}

static void gru_simple_row(const struct scan *s, float *g, const float *h, float *hn) {
  ptrdiff_t H = s->H;
  for (ptrdiff_t j = s->j0, left = H - j; j < s->j1; j += VL, left -= VL) {
    vf z = vsigmoid(load_part(g + j, left) + bias_at(s, 0, j));
    vf n = vtanh(load_part(g + H + j, left) + bias_at(s, 1, j));
    store_part(g + j, z, left);
    store_part(g + H + j, n, left);
    store_part(hn + j, (1.0f - z) * n + z * load_part(h + j, left), left);
  }
}

/* rec holds U h for all three gates; un receives Uₙh + b_hn. */
static void gru_torch_row(const struct scan *s, float *g, const float *rec, float *un, const float *h, float *hn) {
  ptrdiff_t H = s->H;
  for (ptrdiff_t j = s->j0, left = H - j; j < s->j1; j += VL, left -= VL) {
    vf r = vsigmoid(load_part(g + j, left) + load_part(rec + j, left) + bias_at(s, 0, j));
    vf z = vsigmoid(load_part(g + H + j, left) + load_part(rec + H + j, left) + bias_at(s, 1, j));
    vf u = load_part(rec + 2 * H + j, left) + bias_at(s, 2, j);
    vf n = vtanh(load_part(g + 2 * H + j, left) + r * u);
    store_part(g + j, r, left);
    store_part(g + H + j, z, left);
    store_part(g + 2 * H + j, n, left);
    store_part(un + j, u, left);
    store_part(hn + j, (1.0f - z) * n + z * load_part(h + j, left), left);
  }
}

/* gru, first half: r, z and r ⊙ h. */
static void gru_gates_row(const struct scan *s, float *g, const float *h, float *rh) {
  ptrdiff_t H = s->H;
  for (ptrdiff_t j = s->j0, left = H - j; j < s->j1; j += VL, left -= VL) {
    vf r = vsigmoid(load_part(g + j, left) + bias_at(s, 0, j));
    vf z = vsigmoid(load_part(g + H + j, left) + bias_at(s, 1, j));
    store_part(g + j, r, left);
    store_part(g + H + j, z, left);
    store_part(rh + j, r * load_part(h + j, left), left);
  }
}

/* gru, second half: the candidate and the new state. */
static void gru_candidate_row(const struct scan *s, float *g, const float *h, float *hn) {
  ptrdiff_t H = s->H;
  for (ptrdiff_t j = s->j0, left = H - j; j < s->j1; j += VL, left -= VL) {
    vf n = vtanh(load_part(g + 2 * H + j, left) + bias_at(s, 2, j));
    vf z = load_part(g + H + j, left);
    store_part(g + 2 * H + j, n, left);
    store_part(hn + j, (1.0f - z) * n + z * load_part(h + j, left), left);
  }
}

static void lstm_row(const struct scan *s, float *g, const float *c, float *hn, float *cn) {
  ptrdiff_t H = s->H;
  for (ptrdiff_t j = s->j0, left = H - j; j < s->j1; j += VL, left -= VL) {
    vf c0 = load_part(c + j, left);
    vf xi = load_part(g + j, left) + bias_at(s, 0, j);
    vf xf = load_part(g + H + j, left) + bias_at(s, 1, j);
    vf xg = load_part(g + 2 * H + j, left) + bias_at(s, 2, j);
    vf xo = load_part(g + 3 * H + j, left) + bias_at(s, 3, j);
    if (s->kind != LSTM) {
      xi += peephole_at(s, 0, j) * c0;
      xf += peephole_at(s, 1, j) * c0;
    }
    vf i = vsigmoid(xi), f = vsigmoid(xf), gg = vtanh(xg);
    vf c1 = f * c0 + i * gg;
    if (s->kind == LSTM_PEEPHOLE) xo += peephole_at(s, 2, j) * c1;
    if (s->kind == LSTM_PEEPHOLE_PREVIOUS) xo += peephole_at(s, 2, j) * c0;
    vf o = vsigmoid(xo);
    store_part(g + j, i, left);
    store_part(g + H + j, f, left);
    store_part(g + 2 * H + j, gg, left);
    store_part(g + 3 * H + j, o, left);
    store_part(cn + j, c1, left);
    store_part(hn + j, o * vtanh(c1), left);
  }
}

static void scan_step(const struct scan *s, ptrdiff_t t) {
  ptrdiff_t H = s->H, GH = s->G * H, before = slot_before(s, t), after = slot_after(s, t);
  float *gates = s->gates + (t * s->B + s->b0) * GH;
  const float *h = state_row(s, s->h, before, s->b0);
  if (s->kind == GRU_TORCH)
    recur(s, t, h, H, H, s->recurrent, H, 0, GH, s->scratch + s->b0 * GH, GH, 0);
  else
    recur(s, t, h, H, H, s->recurrent, H, 0, s->kind == GRU ? 2 * H : GH, gates, GH, 1);
  meet_units(s);
  if (s->kind == GRU) {
    float *rh = s->extra + (t * s->B + s->b0) * H;
    for (ptrdiff_t b = s->b0; b < s->b1; b++)
      gru_gates_row(s, gates + (b - s->b0) * GH, state_row(s, s->h, before, b), rh + (b - s->b0) * H);
    meet(s);
    recur(s, t, rh, H, H, s->candidate, H, 0, H, gates + 2 * H, GH, 1);
    meet_units(s);
  }
  for (ptrdiff_t b = s->b0; b < s->b1; b++) {
    float *g = gates + (b - s->b0) * GH, *hn = state_row(s, s->h, after, b);
    const float *hp = state_row(s, s->h, before, b);
    if (ended(s, t, b)) {
      copy_units(s, hn, hp);
      if (s->c) copy_units(s, state_row(s, s->c, after, b), state_row(s, s->c, before, b));
      if (s->extra) clear_units(s, s->extra + (t * s->B + b) * H, 1);
      clear_units(s, g, s->G);
    } else if (s->kind <= RNN_RELU) {
      rnn_row(s, g, hn);
    } else if (s->kind == GRU_SIMPLE) {
      gru_simple_row(s, g, hp, hn);
    } else if (s->kind == GRU_TORCH) {
      gru_torch_row(s, g, s->scratch + b * GH, s->extra + (t * s->B + b) * H, hp, hn);
    } else if (s->kind == GRU) {
      gru_candidate_row(s, g, hp, hn);
    } else {
      lstm_row(s, g, state_row(s, s->c, before, b), hn, state_row(s, s->c, after, b));
    }
    if (s->output) {
      float *out = s->output + (t * s->B + b) * s->ldOutput;
      if (ended(s, t, b))
        clear_units(s, out, 1);
      else
        copy_units(s, out, hn);
    }
  }
  meet(s);
}

/* scan: kind, T, B, H, reverse, lengths, recurrent, candidate, bias, peepholes, gates, h, c, extra, output,
   ldOutput, scratch (B, G·H), barrier */
static void op_scan(double *args, int thread, int threads) {
  struct scan s = {.kind = (enum scan_kind)FLAG(0),
                   .T = SIZE(1),
                   .B = SIZE(2),
                   .H = SIZE(3),
                   .G = gate_count((enum scan_kind)FLAG(0)),
                   .reverse = FLAG(4),
                   .lengths = INTS(5),
                   .recurrent = FLOATS(6),
                   .candidate = FLOATS(7),
                   .bias = FLOATS(8),
                   .peepholes = FLOATS(9),
                   .gates = FLOATS(10),
                   .h = FLOATS(11),
                   .c = FLOATS(12),
                   .extra = FLOATS(13),
                   .output = FLOATS(14),
                   .ldOutput = SIZE(15),
                   .scratch = FLOATS(16),
                   .barrier = (struct barrier *)(uintptr_t)args[17]};
  share_scan(&s, thread, threads);
  if (s.b0 == s.b1) return;
  for (ptrdiff_t i = 0; i < s.T; i++) scan_step(&s, s.reverse ? s.T - 1 - i : i);
}
