#include "pool.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#define SPINS 5000 /* some tens of microseconds */

struct worker {
  struct pool *pool;
  pthread_t thread;
  int index;
};

struct pool {
  unroll_run *run;
  double *args;
  int threads, op, used;
  atomic_uint epoch;   /* one more for each operation */
  atomic_int pending;  /* workers that have not finished it */
  atomic_int sleepers; /* workers that block instead of spinning */
  atomic_int caller_sleeps;
  atomic_int closing;
  int spins; /* 0 where threads outnumber processors: spinning would hold up the others */
  pthread_mutex_t mutex;
  pthread_cond_t wake, done;
  struct worker *workers;
};

static inline void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/* Returns the new epoch. */
static unsigned await_epoch(struct pool *p, unsigned seen) {
  for (int i = 0; i < p->spins; i++) {
    unsigned now = atomic_load_explicit(&p->epoch, memory_order_acquire);
    if (now != seen) return now;
    relax();
  }
  pthread_mutex_lock(&p->mutex);
  atomic_fetch_add(&p->sleepers, 1);
  while (atomic_load(&p->epoch) == seen) pthread_cond_wait(&p->wake, &p->mutex);
  atomic_fetch_sub(&p->sleepers, 1);
  pthread_mutex_unlock(&p->mutex);
  return atomic_load(&p->epoch);
}

static void *work(void *data) {
  struct worker *w = data;
  struct pool *p = w->pool;
  unsigned seen = 0;
  for (;;) {
    seen = await_epoch(p, seen);
    if (atomic_load(&p->closing)) return 0;
    if (w->index < p->used) p->run(p->op, p->args, w->index, p->used);
    if (atomic_fetch_sub(&p->pending, 1) == 1 && atomic_load(&p->caller_sleeps)) {
      pthread_mutex_lock(&p->mutex);
      pthread_cond_signal(&p->done);
      pthread_mutex_unlock(&p->mutex);
    }
  }
}

static void await_workers(struct pool *p) {
  for (int i = 0; i < p->spins; i++) {
    if (atomic_load_explicit(&p->pending, memory_order_acquire) == 0) return;
    relax();
  }
  pthread_mutex_lock(&p->mutex);
  atomic_store(&p->caller_sleeps, 1);
  while (atomic_load(&p->pending) > 0) pthread_cond_wait(&p->done, &p->mutex);
  atomic_store(&p->caller_sleeps, 0);
  pthread_mutex_unlock(&p->mutex);
}

static void announce(struct pool *p) {
  atomic_fetch_add(&p->epoch, 1);
  if (atomic_load(&p->sleepers) > 0) {
    pthread_mutex_lock(&p->mutex);
    pthread_cond_broadcast(&p->wake);
    pthread_mutex_unlock(&p->mutex);
  }
}

struct pool *pool_open(unroll_run *run, double *args, int threads) {
  struct pool *p = calloc(1, sizeof *p);
  if (!p) return 0;
  p->run = run;
  p->args = args;
  p->threads = 1;
  p->spins = threads <= sysconf(_SC_NPROCESSORS_ONLN) ? SPINS : 0;
  pthread_mutex_init(&p->mutex, 0);
  pthread_cond_init(&p->wake, 0);
  pthread_cond_init(&p->done, 0);
  p->workers = calloc((size_t)threads, sizeof *p->workers);
  for (int i = 1; p->workers && i < threads; i++) {
    struct worker *w = &p->workers[i];
    w->pool = p;
    w->index = i;
    if (pthread_create(&w->thread, 0, work, w)) break;
    p->threads++;
  }
  return p;
}

int pool_threads(const struct pool *p) { return p->threads; }

void pool_run(struct pool *p, int op, int threads) {
  if (threads > p->threads) threads = p->threads;
  if (threads <= 1) {
    p->run(op, p->args, 0, 1);
    return;
  }
  p->op = op;
  p->used = threads;
  atomic_store(&p->pending, p->threads - 1);
  announce(p);
  p->run(op, p->args, 0, threads);
  await_workers(p);
}

void pool_close(struct pool *p) {
  if (!p) return;
  atomic_store(&p->closing, 1);
  announce(p);
  for (int i = 1; i < p->threads; i++) pthread_join(p->workers[i].thread, 0);
  pthread_mutex_destroy(&p->mutex);
  pthread_cond_destroy(&p->wake);
  pthread_cond_destroy(&p->done);
  free(p->workers);
  free(p);
}
